"""Futures in chunks on a thread pool: short enough that Ctrl-C, a newer request and progress act between them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import lru_cache
from typing import TypeVar

from simulation.model.engine.world import Setting

Output = TypeVar("Output")

MAX_CHUNK_S = 0.025
_MEMBER_WEEK_NS, _TIE_WEEK_NS, _INSTITUTION_WEEK_NS = 60.0, 120.0, 450.0  # about what a week of one costs


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_chunks(
    setting: Setting,
    work: Callable[[slice], Output],
    threads: int | None = None,
    on_chunk_done: Callable[[int], None] | None = None,
    longest_s: float | None = None,
) -> list[Output]:
    """Apply a function to every chunk of a setting's futures.

    Args:
        setting: the futures to divide.
        work: called with the slice of each chunk.
        threads: number of chunks that run side by side (default: one a processor); results do not depend on it.
        on_chunk_done: called after each chunk with the number of futures finished; what it raises ends the run.
        longest_s: about how long a chunk may take, in seconds (default: MAX_CHUNK_S).

    Returns:
        What `work` returned for each chunk, in the order of the futures.
    """
    if setting.loop.bind is not None:
        threads = 1  # in plain Python the rules are bound to one future at a time
    threads = min(threads or processors(), len(setting))
    chunks = list(_chunks(setting, threads, longest_s or MAX_CHUNK_S))
    threads = min(threads, len(chunks))
    results: list[Output] = []
    if threads <= 1:
        for chunk in chunks:
            results.append(work(chunk))
            if on_chunk_done:
                on_chunk_done(chunk.stop)
        return results
    pending: list[Future[Output]] = [_pool(os.getpid(), threads).submit(work, chunk) for chunk in chunks]
    try:
        for chunk, future in zip(chunks, pending, strict=True):
            results.append(future.result())
            if on_chunk_done:
                on_chunk_done(chunk.stop)
    finally:
        for future in pending:
            future.cancel()
        wait(pending)
    return results


def _chunks(setting: Setting, threads: int, longest_s: float) -> Iterator[slice]:
    shape, futures = setting.shape, len(setting)
    week_ns = _MEMBER_WEEK_NS * shape.members + _TIE_WEEK_NS * shape.ties
    week_ns += _INSTITUTION_WEEK_NS * shape.all_institutions
    max_futures = max(1, int(longest_s * 1e9 / (week_ns * max(setting.weeks, 1))))
    if setting.loop.bind is not None:
        max_futures = 1
    n_chunks = -(-futures // max_futures)
    n_chunks = -(-n_chunks // threads) * threads  # as many for each thread
    for index in range(n_chunks):
        first, last = futures * index // n_chunks, futures * (index + 1) // n_chunks
        if last > first:
            yield slice(first, last)


@lru_cache(maxsize=8)
def _pool(_process: int, threads: int) -> ThreadPoolExecutor:
    """Threads of this very process: those of a process that it was forked from are not there any more."""
    return ThreadPoolExecutor(threads, "futures")
