"""How far a long run has come: a bar, or a function of one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Progress:
    """Told how many futures are done; `done` remembers it."""

    def __init__(self, total: int, tell: Callable[[int, int], None] | None = None) -> None:
        self.total, self.done, self._tell = total, 0, tell

    def __call__(self, done: int) -> None:
        """So many are done."""
        self.done = done
        if self._tell:
            self._tell(done, self.total)


@contextmanager
def shown(progress: bool | Callable[[int, int], None], total: int) -> Iterator[Progress]:
    """A progress that shows a bar (True), or calls a function with (done, total), or says nothing (False)."""
    if callable(progress):
        yield Progress(total, progress)
        return
    if not progress:
        yield Progress(total)
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("futures", total=total)
        yield Progress(total, lambda done, _total: bar.update(task, completed=done))
