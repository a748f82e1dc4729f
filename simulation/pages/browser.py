"""What the browser gets of each widget: one module and one style sheet, each read from the file beside the widget.

In JupyterLab they travel with the widget. A server hands them out itself, once for all visitors, and says so in
FILES_VARIABLE: the widget then carries only the address of its module, and the page already wears its style.
"""

from __future__ import annotations

import os
from pathlib import Path

FILES_VARIABLE = "COUNTERPARTS_FILES"  # where a server keeps these files, "/.../"; unset in JupyterLab
IMPORTED = "counterparts/"  # how a page names them; its front end, or its map of imports, knows where they are
_SHARED = Path(__file__).with_name("elements.js")


def module(path: Path) -> str:
    """A widget's module, or one that fetches it from the server."""
    if not os.environ.get(FILES_VARIABLE):
        return whole_module(path)
    return f'export {{ default }} from "{IMPORTED}{path.name}";\n'


def styles(path: Path) -> str:
    """A widget's style sheet; nothing where the server's page has it already."""
    return "" if os.environ.get(FILES_VARIABLE) else path.read_text(encoding="utf-8")


def whole_module(path: Path) -> str:
    """The few element makers all widgets share go first: a widget's module cannot import a file."""
    return _SHARED.read_text(encoding="utf-8") + path.read_text(encoding="utf-8")


def modules() -> list[Path]:
    """The module of every widget there is."""
    return sorted(path for path in Path(__file__).parent.rglob("*.js") if path != _SHARED)


def style_sheets() -> list[Path]:
    """The style sheet of every widget there is."""
    return sorted(Path(__file__).parent.rglob("*.css"))
