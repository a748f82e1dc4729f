"""The widgets of a pre-rendered page: their kinds, and capture of what is shown inside `with output:`.

While a page is opened ahead no browser is there. In JupyterLab it is the browser that puts what a cell shows into the
Output widget whose block is running; here the server does it. Seen with ipywidgets 8.1.9.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ipywidgets import Output, Widget

WidgetKind = dict[str, str]  # of one widget: "module" and "name" of its model, and its Python "class", dotted


def widget_kinds() -> list[WidgetKind]:
    """The kinds of widgets that there are in this process, each once, in no order."""
    state = Widget.get_manager_state()["state"]
    kinds = {
        (model["model_module"], model["model_name"], model["state"].get("_anywidget_id", ""))
        for model in state.values()
    }
    return [{"module": module, "name": name, "class": class_name} for module, name, class_name in sorted(kinds)]


class OutputBlocks:
    """The `with output:` blocks that are running, the innermost last; `on_error` is called with an error that one of
    them raised.
    """

    def __init__(self, on_error: Callable[[BaseException], None]) -> None:
        self.running: list[Output] = []
        self._on_error = on_error

    @contextmanager
    def patched(self) -> Iterator[None]:
        """For a while, know of each block that begins and ends.

        The widget's own count of its blocks, by which it later tells the browser when one has ended, stays as it is:
        it begins one only where a browser's message is being answered (`Output.__enter__`, ipywidgets 8.1.9).
        """
        enter, leave = Output.__enter__, Output.__exit__

        def entered(output: Output) -> None:
            self.running.append(output)

        def left(_output: Output, _kind: Any, error: BaseException | None, _trace: Any) -> bool:
            try:
                if error is not None:
                    self._on_error(error)
                return True  # the block's errors end in it
            finally:
                self.running.pop()

        Output.__enter__, Output.__exit__ = entered, left
        try:
            yield
        finally:
            Output.__enter__, Output.__exit__ = enter, leave

    def change(self, change: Callable[[list[dict[str, Any]]], None]) -> bool:
        """Change what the innermost block's widget shows; returns False where no block is running."""
        if not self.running:
            return False
        output = self.running[-1]
        shown = [dict(item) for item in output.outputs]
        change(shown)
        output.outputs = tuple(shown)
        return True
