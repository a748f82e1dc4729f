"""How far a long run has come: a bar, or a callback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Progress:
    """Called with the number of futures (or whatever is counted) done; `done` holds the latest."""

    def __init__(self, total: int, callback: Callable[[int, int], None] | None = None) -> None:
        self.total, self.done, self._callback = total, 0, callback

    def __call__(self, done: int) -> None:
        """Record that so many futures are done, and pass it on."""
        self.done = done
        if self._callback:
            self._callback(done, self.total)


@contextmanager
def track_progress(
    progress: bool | Callable[[int, int], None], total: int, what: str = "futures"
) -> Iterator[Progress]:
    """Shows a bar with the time left (True), calls a function with (done, total), or does nothing (False)."""
    if callable(progress):
        yield Progress(total, progress)
        return
    if not progress:
        yield Progress(total)
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield Progress(total, lambda done, _total: bar.update(task, completed=done))
