"""What the cells of a page show while it is opened ahead, in order, as a browser would have put it together."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulation.pages.open_widgets import OutputBlocks

Output = dict[str, Any]  # of a notebook cell, as nbformat says it
Outputs = dict[str, list[Output]]  # by the cell's place in the notebook


class DisplayCapture:
    """What one cell shows. What it shows inside `with output:` goes to that widget instead."""

    def __init__(self, blocks: OutputBlocks) -> None:
        self.outputs: list[Output] = []
        self._blocks = blocks
        self._clear_before_next: list[object] = []  # `clear_output(wait=True)` was called for these
        self._displays: dict[str, Output] = {}

    def add(self, output: Output) -> None:
        """Show one more thing; printed words join those before them."""

        def change(shown: list[Output]) -> None:
            self._clear_if_waiting(shown)
            last = shown[-1] if shown else {}
            if output["output_type"] == "stream" == last.get("output_type") and output["name"] == last["name"]:
                last["text"] += output["text"]
            else:
                shown.append(output)

        self._change(change)

    def display(
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **_partial: Any,
    ) -> None:
        """As IPython's `display_pub.publish`: a display with an id may be shown anew later."""
        known = (transient or {}).get("display_id", "")
        if update and known in self._displays:
            self._displays[known].update(data=data, metadata=metadata or {})
            return
        output = {"output_type": "display_data", "data": data, "metadata": metadata or {}}
        if known:
            self._displays[known] = output
        self.add(output)

    def clear(self, wait: bool = False) -> None:
        """As IPython's `clear_output`: now, or when the next thing is shown."""
        if wait:
            self._clear_before_next.append(self._where())
        else:
            self._change(lambda shown: shown.clear())

    def printed(self, name: str) -> CapturedStream:
        """A text stream, `stdout` or `stderr`, that shows what is written to it."""
        return CapturedStream(lambda text: self.add({"output_type": "stream", "name": name, "text": text}))

    def _where(self) -> object:
        return self._blocks.running[-1] if self._blocks.running else self

    def _change(self, change: Callable[[list[Output]], None]) -> None:
        if not self._blocks.change(change):
            change(self.outputs)

    def _clear_if_waiting(self, shown: list[Output]) -> None:
        where = self._where()
        if any(each is where for each in self._clear_before_next):
            self._clear_before_next = [each for each in self._clear_before_next if each is not where]
            shown.clear()


class CapturedStream(io.TextIOBase):
    """A stream whose words go to a function at once."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write

    def write(self, text: str) -> int:
        """Returns how many characters were written: all."""
        if text:
            self._write(text)
        return len(text)

    def writable(self) -> bool:
        """It is."""
        return True
