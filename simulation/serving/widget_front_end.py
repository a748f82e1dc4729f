"""Which front end a page gets: the light one, for pages whose widgets are all ours, or Jupyter's standard one.

The light front end is some kilobytes, runs under the strictest policy and draws anywidgets in boxes; the standard one
is Voila's widget manager with Jupyter's renderers. Nobody is asked: a page that was opened ahead is judged by its
widgets and by what its cells show, any other by its source. A notebook may ask for the light one by its metadata,
`{"counterparts": {"front_end": "light"}}`: then it gets it where every widget brings its own module.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

OURS = "simulation."  # the package that our widgets' classes are of
BOXES = {"BoxModel", "HBoxModel", "VBoxModel", "GridBoxModel", "LayoutModel"}  # the light front end lays them out
CONTROLS = {"@jupyter-widgets/controls", "@jupyter-widgets/base"}
WIDGET = "application/vnd.jupyter.widget-view+json"
PLAIN = {"text/plain", "text/html", WIDGET}  # what the light front end shows
MATHS = re.compile(r"\$\$.+?\$\$|(?<![\\$])\$(?=\S)[^$\n]*?[^\s\\$]\$(?!\d)|\\\(|\\\[|\\begin\{", re.DOTALL)
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
DRESSED = re.compile(r"<(?:script|style|iframe)\b|<[^>]*\s(?:style|on[a-z]+)\s*=", re.IGNORECASE)

Output = dict[str, Any]


class FrontEnd(Enum):
    """The two there are, by the names of their page templates."""

    LIGHT = "counterparts"
    STANDARD = "counterparts_standard"


@dataclass(frozen=True)
class Choice:
    """A front end, and what on the page asks for it: empty for the light one."""

    front_end: FrontEnd
    because: tuple[str, ...] = ()


def of_opened_page(
    notebook: Mapping[str, Any], widgets: Iterable[Mapping[str, str]], outputs: Mapping[str, Sequence[Output]]
) -> Choice:
    """The front end of a page that was opened ahead.

    notebook: as JSON. widgets: "module", "name" and "class" of each kind there is. outputs: of its cells, by place.
    """
    all_light = wants_light(notebook)
    found = [why for each in widgets if (why := _needs_standard(each, all_light))]
    found += [why for shown in outputs.values() for each in shown if (why := _shown(each))]
    return _choice(found + _in_words(notebook))


def of_source(notebook: Mapping[str, Any]) -> Choice:
    """The front end of a page that was not opened ahead: light only where its code imports nothing but our package."""
    found: list[str] = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            try:
                found += [name for name in _imported("".join(cell["source"])) if name != OURS.rstrip(".")]
            except SyntaxError:  # a magic command, perhaps `%matplotlib inline`
                found.append("a cell that is not plain Python")
    return _choice(found + _in_words(notebook))


def wants_light(notebook: Mapping[str, Any]) -> bool:
    """Whether the notebook's metadata ask for the light front end."""
    said = notebook.get("metadata", {}).get("counterparts", {})
    return isinstance(said, Mapping) and said.get("front_end") == "light"


def _choice(found: list[str]) -> Choice:
    because = tuple(dict.fromkeys(found))
    return Choice(FrontEnd.STANDARD if because else FrontEnd.LIGHT, because)


def _needs_standard(widget: Mapping[str, str], any_module: bool) -> str:
    """Why a kind of widget needs the standard front end; empty where it does not."""
    if widget["module"] == "anywidget":
        own = widget["class"].startswith(OURS) or any_module
        return "" if own else widget["class"]
    if widget["module"] in CONTROLS and widget["name"] in BOXES:
        return ""
    return widget["name"]


def _shown(output: Output) -> str:
    """Why an output needs the standard front end; empty where it does not."""
    data = output.get("data", {})
    if WIDGET in data:
        return ""
    richer = sorted(set(data) - PLAIN)
    if richer:
        return richer[0]
    return "HTML with its own style or script" if DRESSED.search("".join(data.get("text/html", ""))) else ""


def _in_words(notebook: Mapping[str, Any]) -> list[str]:
    """Why what stands in Markdown cells needs the standard front end."""
    found = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            words = CODE.sub("", "".join(cell["source"]))
            found += ["maths"] if MATHS.search(words) else []
            found += ["HTML with its own style or script"] if DRESSED.search(words) else []
    return found


def _imported(source: str) -> list[str]:
    """The top-level packages that some code imports. Raises SyntaxError."""
    names: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module or "")
    return [name.split(".")[0] for name in names]
