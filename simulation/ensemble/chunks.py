"""Futures in chunks, on threads of one's own: short enough that Ctrl-C, a newer wish and progress act between them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import lru_cache
from typing import TypeVar

from simulation.model.engine.world import Setting

Made = TypeVar("Made")

LONGEST_CHUNK_S = 0.025
_NS_MEMBER, _NS_TIE, _NS_INSTITUTION = 60.0, 120.0, 450.0  # a week of one costs about so many nanoseconds


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_chunks(
    setting: Setting,
    work: Callable[[slice], Made],
    threads: int | None = None,
    done: Callable[[int], None] | None = None,
    longest_s: float | None = None,
) -> list[Made]:
    """The work for every chunk of a setting's futures, in order.

    threads: how many run side by side (default: one a processor); what comes out does not depend on it. done: told how
    many futures are finished, after each chunk; what it raises ends the run. longest_s: about how long a chunk may take
    (default: LONGEST_CHUNK_S).
    """
    if setting.loop.bind is not None:
        threads = 1  # in plain Python the rules are bound to one future at a time
    threads = min(threads or processors(), len(setting))
    chunks = list(_chunks(setting, threads, longest_s or LONGEST_CHUNK_S))
    threads = min(threads, len(chunks))
    made: list[Made] = []
    if threads <= 1:
        for chunk in chunks:
            made.append(work(chunk))
            if done:
                done(chunk.stop)
        return made
    waiting: list[Future[Made]] = [_pool(os.getpid(), threads).submit(work, chunk) for chunk in chunks]
    try:
        for chunk, future in zip(chunks, waiting, strict=True):
            made.append(future.result())
            if done:
                done(chunk.stop)
    finally:
        for future in waiting:
            future.cancel()
        wait(waiting)
    return made


def _chunks(setting: Setting, threads: int, longest_s: float) -> Iterator[slice]:
    shape, futures = setting.shape, len(setting)
    week = _NS_MEMBER * shape.members + _NS_TIE * shape.ties + _NS_INSTITUTION * shape.all_institutions
    most = max(1, int(longest_s * 1e9 / (week * max(setting.weeks, 1))))
    if setting.loop.bind is not None:
        most = 1
    pieces = -(-futures // most)
    pieces = -(-pieces // threads) * threads  # as many for each thread
    for piece in range(pieces):
        first, last = futures * piece // pieces, futures * (piece + 1) // pieces
        if last > first:
            yield slice(first, last)


@lru_cache(maxsize=8)
def _pool(_process: int, threads: int) -> ThreadPoolExecutor:
    """Threads of this very process: those of a process that it was forked from are not there any more."""
    return ThreadPoolExecutor(threads, "futures")
