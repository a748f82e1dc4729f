"""Open a page's notebook in this very process: its cells run once, and what they show is kept for every visitor."""

from __future__ import annotations

import contextlib
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# A shell is IPython's InteractiveShell.
Output = dict[str, Any]  # of a notebook cell, as nbformat says it
Outputs = dict[str, list[Output]]  # by the cell's place in the notebook


class CellError(Exception):
    """A cell raised something; its own exception is the cause."""


def sources(notebook: Path) -> dict[str, str]:
    """The source of each code cell, by its place in the notebook."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return {str(nth): "".join(cell["source"]) for nth, cell in enumerate(cells) if cell["cell_type"] == "code"}


def open_page(shell: Any, notebook: Path) -> Outputs:
    """Run every cell, in the notebook's folder. Raises CellError."""
    before = Path.cwd()
    os.chdir(notebook.parent)
    try:
        return {place: run(shell, source) for place, source in sources(notebook).items()}
    finally:
        os.chdir(before)


def printing(outputs: Outputs) -> list[str]:
    """The places of cells that print: their words belong to one plan, and another visitor may bring another."""
    return [place for place, shown in outputs.items() if any(each["output_type"] == "stream" for each in shown)]


@contextlib.contextmanager
def put(owner: Any, name: str, value: Any) -> Iterator[None]:
    """Another value for an attribute, for a while."""
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


def run(shell: Any, source: str) -> list[Output]:
    """Run one cell and return what it shows. Raises CellError."""
    shown: list[Output] = []
    printed = io.StringIO()

    def result(value: Any) -> None:
        if value is not None:
            data, metadata = shell.display_formatter.format(value)
            shown.append({"output_type": "execute_result", "execution_count": 1, "data": data, "metadata": metadata})

    def display(data: dict[str, Any], metadata: dict[str, Any] | None = None, **_rest: Any) -> None:
        shown.append({"output_type": "display_data", "data": data, "metadata": metadata or {}})

    with (
        put(shell.display_trap, "hook", result),
        put(shell.display_pub, "publish", display),
        put(shell, "_showtraceback", lambda *_trace: None),  # it would look for a socket; we raise instead
        contextlib.redirect_stdout(printed),
    ):
        ran = shell.run_cell(source, store_history=False)
    error = ran.error_before_exec or ran.error_in_exec
    if error is not None:
        raise CellError(f"a cell raised {type(error).__name__}") from error
    if printed.getvalue():
        shown.append({"output_type": "stream", "name": "stdout", "text": printed.getvalue()})
    return shown
