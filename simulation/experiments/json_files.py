"""Stored results as readable JSON: a list of numbers or names stays on one line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simulation.vocabulary.errors import OutputError

_DIGITS = 4  # significant digits kept of what was found
_PARTED = re.compile(r",\n\s+")
_FLAT = re.compile(r"\[\s+([^\[\]{}]*?)\s+\]")


def write_json(file: Path, content: Mapping[str, Any]) -> Path:
    """Write a stored result down, whole or not at all. Raises OutputError where it cannot be written."""
    partial = file.with_name(f"{file.name}.partial")
    try:
        partial.write_text(json_text(content), encoding="utf-8", newline="\n")
        partial.replace(file)
    except OSError as problem:
        partial.unlink(missing_ok=True)
        raise OutputError(f"{file}: cannot be written ({problem.strerror})") from None
    return file


def json_text(content: Mapping[str, Any]) -> str:
    """JSON, indented by one, with each innermost list on one line."""
    return _FLAT.sub(lambda found: "[" + _PARTED.sub(", ", found[1]) + "]", json.dumps(content, indent=1)) + "\n"


def short(value: Any) -> Any:
    """Numbers to four significant digits, whatever holds them; what is not finite becomes null."""
    if isinstance(value, float):
        return float(f"{value:.{_DIGITS}g}") if abs(value) < float("inf") else None
    if isinstance(value, Mapping):
        return {name: short(item) for name, item in value.items()}
    return [short(item) for item in value] if isinstance(value, list | tuple) else value
