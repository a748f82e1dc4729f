"""Open a page's notebook in this very process: its cells run once, and what they show is kept for every visitor."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from simulation.fault_log import log_fault
from simulation.serving.kernels.display_capture import Output, Outputs, Shown

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
    """Run one cell and return what it shows. Raises CellError.

    An error inside `with output:` is that widget's, as in JupyterLab; it shows a sentence, and the log the trace.
    """
    # brings ipywidgets, which looks for the shell when it is imported
    from simulation.pages.open_widgets import OutputBlocks

    blocks = OutputBlocks(lambda error: say(error))
    shown = Shown(blocks)

    def result(value: Any) -> None:
        # IPython's own `quiet` looks into a history that is not kept here; this part of it is static (IPython 9.18)
        if value is not None and not shell.displayhook.semicolon_at_end_of_expression(source):
            data, metadata = shell.display_formatter.format(value)
            if data:
                shown.add({"output_type": "execute_result", "execution_count": 1, "data": data, "metadata": metadata})

    def say(error: BaseException | None) -> None:  # IPython's own would look for a socket; outside a block, we raise
        if blocks.running and error is not None:
            shown.display({"text/plain": log_fault(error)})

    with (
        put(shell.display_trap, "hook", result),
        put(shell.display_pub, "publish", shown.display),
        put(shell.display_pub, "clear_output", shown.clear),
        put(shell, "showtraceback", lambda trace=None, *_how, **_which: say((trace or sys.exc_info())[1])),
        put(shell, "_showtraceback", lambda _kind, error, _lines: say(error)),  # of what could not be compiled
        blocks.patched(),
        contextlib.redirect_stdout(shown.printed("stdout")),
    ):
        ran = shell.run_cell(source, store_history=False)
    failed = ran.error_before_exec or ran.error_in_exec
    if failed is not None:
        raise CellError(f"a cell raised {type(failed).__name__}") from failed
    return shown.outputs
