"""Where the cases of an experiment run: in this process, on other processes, or on a Dask cluster.

The only door to Dask.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import current_process, get_context, parent_process
from typing import Any

from simulation.ensemble.run_arguments import check_int
from simulation.model.engine.rule import Rule
from simulation.vocabulary.errors import ParameterError, ResultsError, one_line

_MAX_PROCESSES = 1024
_PER_WORKER = 3  # blocks that wait for each processor of a pool, so that none is idle
_CONNECTED_WITHIN_S = 10


@dataclass(frozen=True)
class Pool:
    """An executor (None: this process), how many blocks it holds at a time, and threads for each block."""

    executor: Executor | None
    in_flight: int
    threads: int | None


@contextmanager
def pool(executor: Any, processes: int | None, rules: Sequence[Rule] | None) -> Iterator[Pool]:
    """The pool that an analyst asks for.

    Args:
        executor: an executor in the manner of `concurrent.futures`, or a Dask client; None for neither.
        processes: number of processes to start on this computer; None to run in this one.
        rules: rules of one's own must stand in a file that workers can import.

    Raises:
        ParameterError: it is neither, both are given, or a rule stands in no file.
    """
    if executor is None and processes is None:
        yield Pool(None, 1, None)
        return
    if executor is not None and processes is not None:
        raise ParameterError("executor and processes: give one of them")
    for rule in rules or ():
        if type(rule).__module__ == "__main__":
            raise ParameterError(
                f"rule {rule.name()} stands in this notebook or script, where workers cannot find it: put it into a "
                "file and import it from there, or run without executor and processes"
            )
    if processes is not None:
        count = check_int("processes", processes, 1, _MAX_PROCESSES)
        _check_main_guard()
        with ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_end_with_parent) as own:
            try:
                yield Pool(own, _PER_WORKER * count, 1)
            finally:
                own.shutdown(cancel_futures=True)
    elif hasattr(executor, "get_executor"):
        n_processors = max(1, sum(executor.ncores().values()))
        with _quiet():
            yield Pool(executor.get_executor(pure=False), _PER_WORKER * n_processors, 1)
    elif isinstance(executor, Executor):
        yield Pool(executor, 64, 1)
    else:
        raise ParameterError(
            f"executor = {one_line(executor)} is neither a Dask client nor an executor of concurrent.futures"
        )


def _check_main_guard() -> None:
    """End a process that is a worker about to be, and runs the script that starts it once more: without a guard the
    script would start workers without end.
    """
    if getattr(current_process(), "_inheriting", False):
        sys.exit(
            'a script that runs with processes needs if __name__ == "__main__": before the call, since workers import '
            "it too"
        )


def _end_with_parent() -> None:
    """In a worker: end when the process that started it has ended, however it did."""

    def wait() -> None:
        parent = parent_process()
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the traces that Dask writes of connections that were lost: what was lost is raised."""
    logger = logging.getLogger("distributed")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


@contextmanager
def cluster(address: str) -> Iterator[Any]:
    """A Dask client of the scheduler at an address, such as `tcp://10.0.0.5:8786`.

    Raises:
        ParameterError: Dask is not installed, or it is no address.
        ResultsError: no scheduler answers there.
    """
    try:
        from distributed import Client
    except ImportError:
        raise ParameterError("Dask is not installed here; the extra `analysis` has it") from None
    try:
        with _quiet():
            client = Client(address, timeout=_CONNECTED_WITHIN_S, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError) as problem:
        raise ResultsError(f"no Dask scheduler answers at {address} ({type(problem).__name__})") from None
    except ValueError as problem:
        raise ParameterError(f"scheduler = {one_line(address)} is no address ({problem})") from None
    with _quiet(), client:
        yield client
