"""A bar for long runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Piece = TypeVar("Piece")


def shown(
    pieces: Iterable[Piece], progress: bool | Callable[[int, int], None], total: int, size: Callable[[Piece], int]
) -> Iterator[Piece]:
    """The pieces, while a bar (or a function called with done and total) says how far they have got."""
    if not progress:
        yield from pieces
        return
    if callable(progress):
        done = 0
        for piece in pieces:
            yield piece
            done += size(piece)
            progress(done, total)
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("futures", total=total)
        for piece in pieces:
            yield piece
            bar.advance(task, size(piece))
