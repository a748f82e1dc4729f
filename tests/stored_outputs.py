"""The stored outputs of the notebooks for analysts: which are compared, what they may hold, and how they are renewed.

    python -m tests.stored_outputs                  # all of them, in their place
    python -m tests.stored_outputs NOTEBOOK ...     # only these
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks" / "analysis").glob("*.ipynb"))
IGNORED = "# NBVAL_IGNORE_OUTPUT"  # alone on the first line; on the second, the reason
UNSEEN = re.compile(r"image/(png|jpeg)|application/vnd\.jupyter\.widget-.+")  # what nbval does not look at
TRUTH = re.compile(r"\b(True|False)\b")
PATH = re.compile(r"(?<![\w.:/])/(home|root|tmp|work|Users|usr|var|opt)/|[A-Z]:\\\\")
SECONDS = 300


def is_ignored(cell: NotebookNode) -> bool:
    """Whether the cell says that its output is not compared."""
    return cell.source.split("\n")[0] == IGNORED


def texts(output: NotebookNode) -> dict[str, str]:
    """What an output shows, by MIME type; what is printed as `text/plain`."""
    if output.output_type == "stream":
        return {"text/plain": output.text}
    return {kind: str(shown) for kind, shown in output.get("data", {}).items()}


def faults(notebook: NotebookNode) -> list[str]:
    """What in a notebook breaks the rules, each with the cell's id."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    found = ["no state of widgets"] if "widgets" in notebook.metadata else []
    found += [f"{cell.id}: {fault}" for nth, cell in enumerate(cells, 1) for fault in _faults_of(cell, nth)]
    facts = [text for cell in cells for output in cell.outputs for text in texts(output).values()]
    return found if any(re.search(r"\d", fact) for fact in facts) else [*found, "no output with a number is compared"]


def _faults_of(cell: NotebookNode, nth: int) -> list[str]:
    found = []
    lines = cell.source.split("\n")
    first, reason = [*lines, "", ""][:2]
    if is_ignored(cell) and not re.fullmatch(r"# .*[a-z]{3}.*", reason):
        found.append("the second line of an ignored cell is a comment with the reason")
    if is_ignored(cell) and cell.outputs:
        found.append("an ignored cell stores no output")
    if "NBVAL" in "\n".join(lines[first == IGNORED :]) or any("nbval" in tag for tag in cell.metadata.get("tags", [])):
        found.append(f"the only marker is {IGNORED}, alone on the first line")
    if set(cell.metadata) - {"tags"}:
        found.append("no metadata but tags")
    if cell.execution_count != (None if is_ignored(cell) else nth):  # without one nbval compares nothing
        found.append("a compared cell is numbered by its place among the code, an ignored one is not numbered")
    for output in cell.outputs:
        if output.output_type not in ("stream", "display_data", "execute_result") or output.get("name") == "stderr":
            found.append(f"no {output.get('name', output.output_type)}")
        if output.get("metadata") or output.get("execution_count", nth) != nth:
            found.append("an output has no metadata, and no number but its cell's")
        for kind, text in texts(output).items():
            if UNSEEN.match(kind):
                found.append(f"{kind} is not compared: ignore the cell, or print a number")
            if TRUTH.search(text):
                found.append("a fact is a number, not True or False")
            if PATH.search(text):
                found.append("no path of a computer")
    return found


def renew(path: Path) -> None:
    """Run a notebook and store what its compared cells show. Raises ValueError where that breaks the rules."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=SECONDS, resources={"metadata": {"path": str(path.parent)}}).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # when it ran
        if cell.cell_type == "code" and is_ignored(cell):
            cell.execution_count, cell.outputs = None, []
    notebook.metadata.language_info = {"name": "python"}
    notebook.metadata.pop("widgets", None)
    found = faults(notebook)
    if found:
        raise ValueError("\n".join([f"{path} is left as it is:", *found]))
    nbformat.write(notebook, path)


if __name__ == "__main__":
    for each in [Path(name).resolve() for name in sys.argv[1:]] or NOTEBOOKS:
        print(each.name, flush=True)
        renew(each)
