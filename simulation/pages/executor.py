"""How a page gets the results of a plan: from an executor, which runs it here or has a pool of workers run it."""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Protocol

from simulation.model.plan import Plan
from simulation.pages.charts.picture import PANELS
from simulation.runs.futures import run_futures
from simulation.runs.results import Results

FUTURES = 100  # enough for steady bands
SEED = 7  # one luck for the whole room: two phones with the same sliders show the same picture
KEPT = (*PANELS, "practice", "acquainted", "familiar", "close")  # weekly series that a page draws or asks about
RESULTS_CACHED = 3  # plan A, plan B, and the one before; half a megabyte each
_running = threading.Lock()  # draws are kept from run to run, and only one run at a time may look at them


def run(plan: Plan, threads: int | None = None) -> Results:
    """Run a plan as every page does: all futures, both bands, the series that it needs.

    threads: how many, None for one a core.
    """
    with _running:
        return run_futures(plan, futures=FUTURES, seed=SEED, doubt=True, keep=KEPT, threads=threads)


class Executor(Protocol):
    """Runs plans for this page."""

    def results(self, plan: Plan) -> Results:
        """What `run` returns for the plan; blocks until it is there. May be called from any thread."""


class LocalExecutor:
    """Runs plans in this process, on so many threads (None: one a core)."""

    def __init__(self, threads: int | None = None) -> None:
        self.threads = threads

    def results(self, plan: Plan) -> Results:
        """Run the plan."""
        return run(plan, self.threads)


_executor: Executor = LocalExecutor()
_cache: OrderedDict[Plan, Results] = OrderedDict()


def set_executor(executor: Executor) -> None:
    """Use this executor from now on."""
    global _executor
    _executor = executor


def results_of(plan: Plan) -> Results:
    """The results of a plan, from the cache or the executor. Raises what the run raises."""
    return _cached(plan, _cache.get(plan) or _executor.results(plan))


async def results_soon(plan: Plan) -> Results:
    """The same, while the event loop goes on. Cancelled, it leaves the run to itself."""
    found = _cache.get(plan)
    if found is None:
        found = await asyncio.get_running_loop().run_in_executor(_thread(), _executor.results, plan)
    return _cached(plan, found)


@cache
def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "results")  # started at the first use: a process that is forked later has no thread


def _cached(plan: Plan, results: Results) -> Results:
    _cache[plan] = results
    _cache.move_to_end(plan)
    while len(_cache) > RESULTS_CACHED:
        _cache.popitem(last=False)
    return results
