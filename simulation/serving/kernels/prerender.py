"""Open a page's notebook in this very process: its cells run once, and what they show is kept for every visitor."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from simulation.fault_log import log_fault
from simulation.serving.jupyter_adapter import captured_cell
from simulation.serving.kernels.display_capture import DisplayCapture, Output, Outputs
from simulation.vocabulary.errors import CounterpartsError

# A shell is IPython's InteractiveShell.


class CellError(Exception):
    """A cell raised something; its own exception is the cause."""


def sources(notebook: Path) -> dict[str, str]:
    """The source of each code cell, by its place in the notebook."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return {str(nth): "".join(cell["source"]) for nth, cell in enumerate(cells) if cell["cell_type"] == "code"}


def open_page(shell: Any, notebook: Path, after: Callable[[str], None] = lambda _place: None) -> Outputs:
    """Run every cell, in the notebook's folder; `after` is called with the place of each that has run.

    Raises CellError.
    """
    outputs: Outputs = {}
    before = Path.cwd()
    os.chdir(notebook.parent)
    try:
        for place, source in sources(notebook).items():
            outputs[place] = run(shell, source)
            after(place)
    finally:
        os.chdir(before)
    return outputs


def printing(outputs: Outputs) -> list[str]:
    """The places of cells that print: their words belong to one plan, and another visitor may bring another."""
    return [place for place, shown in outputs.items() if any(each["output_type"] == "stream" for each in shown)]


def run(shell: Any, source: str) -> list[Output]:
    """Run one cell and return what it shows. Raises CellError.

    An error inside `with output:` is that widget's, as in JupyterLab; it shows a sentence, and the log the trace.
    """
    from simulation.pages.open_widgets import (
        OutputBlocks,  # brings ipywidgets, which looks for the shell when it is imported
    )

    def show_error(error: BaseException | None) -> None:  # outside such a block, it is raised below
        if blocks.running and error is not None:
            shown.display({"text/plain": log_fault(error)})

    def show_result(data: dict[str, Any], metadata: dict[str, Any]) -> None:
        shown.add({"output_type": "execute_result", "execution_count": 1, "data": data, "metadata": metadata})

    blocks = OutputBlocks(show_error)
    shown = DisplayCapture(blocks)
    with (
        captured_cell(shell, source, show_result, shown.display, shown.clear, show_error),
        blocks.patched(),
        contextlib.redirect_stdout(shown.printed("stdout")),
    ):
        ran = shell.run_cell(source, store_history=False)
    failed = ran.error_before_exec or ran.error_in_exec
    if failed is not None:
        why = f": {failed}" if isinstance(failed, CounterpartsError) else ""  # whoever wrote the page can mend it
        raise CellError(f"a cell raised {type(failed).__name__}{why}") from failed
    return shown.outputs
