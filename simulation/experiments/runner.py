"""The runner: a work function over many cases, each result added to a store as it finishes, on any pool.

A store says which cases it has results of, so that a run that ended early, however it ended, goes on from there: what
is in the store is not done again.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any, Protocol

from simulation.vocabulary.errors import ResultsError


@dataclass(frozen=True)
class Case:
    """One case: `id` tells it from all others of a store, `inputs` is what the work function is given."""

    id: str
    inputs: Any


class Store(Protocol):
    """Where results go: a file of lines (`result_file.py`), or a folder of Parquet files (`sweeps/dataset.py`)."""

    @property
    def results(self) -> Container[str]:
        """The ids of cases that there are results of."""
        ...

    def appending(self) -> AbstractContextManager[Callable[[str, Any], None]]:
        """Gives a function that adds the result of a case."""
        ...


def run_cases(
    cases: Iterable[Case],
    work: Callable[[Any], Any],
    store: Store,
    *,
    executor: Executor | None = None,
    progress: Callable[[str], None] | None = None,
    enough: Callable[[], bool] = lambda: False,
    on_error: Callable[[Exception], Any] | None = None,
    in_flight: int = 64,
) -> int:
    """Run every case that the store has no result of, and add each result as it finishes.

    What `work` raises ends the run, as Ctrl and C does, unless `on_error` makes a result of it; what finished before
    stays in the store.

    Args:
        cases: the cases.
        work: called with a case's inputs; what it returns must be of the kind that the store holds.
        store: the results so far.
        executor: any pool in the manner of `concurrent.futures` (threads, processes, Dask's `client.get_executor()`);
            without one the work is done in this thread.
        progress: called with the id of each case that finished.
        enough: called before a case is begun; True stops the run.
        in_flight: how many cases a pool holds at a time.
        on_error: makes the result of a case that failed from what was raised.

    Returns:
        The number of cases that were run.

    Raises:
        ResultsError: a worker of the pool was lost, or the whole pool was.
        OutputError: the store cannot be written.
    """
    n_run = 0
    with store.appending() as add:
        left = (case for case in cases if case.id not in store.results and not enough())
        if executor is None:
            run = _run_locally(left, work, on_error)
        else:
            run = _run_on_pool(left, work, executor, on_error, in_flight)
        for id, result in run:
            add(id, result)
            n_run += 1
            if progress:
                progress(id)
    return n_run


_OnError = Callable[[Exception], Any] | None


def _run_locally(cases: Iterator[Case], work: Callable[[Any], Any], on_error: _OnError) -> Iterator[tuple[str, Any]]:
    for case in cases:
        yield case.id, _result(partial(work, case.inputs), on_error)


def _run_on_pool(
    cases: Iterator[Case], work: Callable[[Any], Any], pool: Executor, on_error: _OnError, in_flight: int
) -> Iterator[tuple[str, Any]]:
    running: dict[Future[Any], str] = {}
    try:
        while True:
            for case in islice(cases, in_flight - len(running)):
                running[pool.submit(work, case.inputs)] = case.id
            if not running:
                return
            done = wait(running, return_when=FIRST_COMPLETED).done
            for future in sorted(done, key=_has_failed):  # what has finished is kept before a failure ends the run
                result = _result(future.result, on_error)
                yield running.pop(future), result
    except (BrokenExecutor, CancelledError):
        lost = "the workers were lost, or some of them; what had finished is kept: run it again to go on"
        raise ResultsError(lost) from None
    finally:
        for future in running:
            future.cancel()


def _has_failed(future: Future[Any]) -> bool:
    return future.cancelled() or future.exception() is not None


def _result(get: Callable[[], Any], on_error: _OnError) -> Any:
    if on_error is None:
        return get()
    try:
        return get()
    except (BrokenExecutor, CancelledError):
        raise
    except Exception as problem:
        return on_error(problem)
