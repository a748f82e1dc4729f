"""What the browser gets of each widget: one module and one style sheet, each read from the file beside the widget."""

from __future__ import annotations

from pathlib import Path

_SHARED = Path(__file__).with_name("elements.js")


def module(path: Path) -> str:
    """A widget's module. The few element makers all widgets share go first: a widget's module cannot import a file."""
    return _SHARED.read_text(encoding="utf-8") + path.read_text(encoding="utf-8")


def styles(path: Path) -> str:
    """A widget's style sheet."""
    return path.read_text(encoding="utf-8")
