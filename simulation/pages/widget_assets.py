"""The browser files of each widget: one module and one style sheet, read from the files beside the widget.

In JupyterLab the widget carries their text. A server serves them as static files, and says so in FILES_VARIABLE: the
widget then carries only the address of its module, and the page has its style already.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

FILES_VARIABLE = "COUNTERPARTS_FILES"  # where a server keeps these files, "/.../"; unset in JupyterLab
IMPORT_PREFIX = "counterparts/"  # how a page names them; its front end, or its map of imports, knows where they are
_HERE = Path(__file__).parent
_SHARED = _HERE / "shared"  # pieces that modules have in common
_SHARED_STYLE = _HERE / "look.css"
_USES_LINE = re.compile(r"^// uses: (.+)$", re.MULTILINE)


def module(path: Path) -> str:
    """A widget's module, or one that fetches it from the server."""
    if not os.environ.get(FILES_VARIABLE):
        return full_module(path)
    return f'export {{ default }} from "{IMPORT_PREFIX}{path.name}";\n'


def styles(path: Path) -> str:
    """A widget's style sheet, after the shared one; empty where the server's page has both already."""
    if os.environ.get(FILES_VARIABLE):
        return ""
    return _SHARED_STYLE.read_text(encoding="utf-8") + path.read_text(encoding="utf-8")


def full_module(path: Path) -> str:
    """A widget's module after the shared modules: number formats, element makers, and those named in its `// uses:`
    line.
    """
    common = "".join((_SHARED / name).read_text(encoding="utf-8") for name in ("figures.js", "elements.js"))
    return common + with_shared_parts(path)


def with_shared_parts(path: Path) -> str:
    """A module after the pieces that its line `// uses: a.js, b.js` names: in JupyterLab it can import no file. A piece
    lies beside the module or among those that several share.

    Raises OSError where a piece is not there.
    """
    text = path.read_text(encoding="utf-8")
    used = _USES_LINE.search(text)
    names = [name.strip() for name in used[1].split(",")] if used else []
    files = [file if (file := path.parent / name).exists() else _SHARED / name for name in names]
    return "".join(file.read_text(encoding="utf-8") for file in files) + text


def modules() -> list[Path]:
    """The module of every widget there is."""
    return sorted(path for path in _HERE.rglob("*.js") if path.parent != _SHARED and "." not in path.stem)


def style_sheets() -> list[Path]:
    """The shared style sheet, then that of every widget."""
    return [_SHARED_STYLE, *sorted(path for path in _HERE.rglob("*.css") if path != _SHARED_STYLE)]
