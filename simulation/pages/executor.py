"""How a page gets the results of a plan, and one of its futures as people: from an executor, which runs them here or
has a pool of workers run them.
"""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Protocol, TypeVar

from simulation.model.plan import Plan
from simulation.pages.charts.picture import PANELS
from simulation.pages.one_future import OneFuture, one_future
from simulation.runs.futures import run_futures
from simulation.runs.results import Results

FUTURES = 100  # enough for steady bands
SEED = 7  # one luck for the whole room: two phones with the same sliders show the same picture
KEPT = (*PANELS, "practice", "acquainted", "familiar", "close")  # weekly series that a page draws or asks about
RESULTS_CACHED = 3  # plan A, plan B, and the one before; half a megabyte each
FUTURES_CACHED = 3  # the unlucky, the typical and the lucky one; some 50 KB each
_Key = TypeVar("_Key")
_Found = TypeVar("_Found")
_running = threading.Lock()  # draws are kept from run to run, and only one run at a time may look at them


def run(plan: Plan, threads: int | None = None) -> Results:
    """Run a plan as every page does: all futures, both bands, the series that it needs.

    threads: how many, None for one a core.
    """
    with _running:
        return run_futures(plan, futures=FUTURES, seed=SEED, doubt=True, keep=KEPT, threads=threads)


def run_people(plan: Plan, future: int) -> OneFuture:
    """Record a future of `run(plan)` as people. Raises ParameterError for a number that is out of range."""
    return one_future(plan, future, SEED)


class Executor(Protocol):
    """Runs plans for this page."""

    def results(self, plan: Plan) -> Results:
        """What `run` returns for the plan; blocks until it is there. May be called from any thread."""

    def people(self, plan: Plan, future: int) -> OneFuture:
        """What `run_people` returns for the plan and the number of a future; blocks and may be called likewise."""


class LocalExecutor:
    """Runs plans in this process, on so many threads (None: one a core)."""

    def __init__(self, threads: int | None = None) -> None:
        self.threads = threads

    def results(self, plan: Plan) -> Results:
        """Run the plan."""
        return run(plan, self.threads)

    def people(self, plan: Plan, future: int) -> OneFuture:
        """Record the future."""
        return run_people(plan, future)


_executor: Executor = LocalExecutor()
_cache: OrderedDict[Plan, Results] = OrderedDict()
_people_cache: OrderedDict[tuple[Plan, int], OneFuture] = OrderedDict()


def set_executor(executor: Executor) -> None:
    """Use this executor from now on."""
    global _executor
    _executor = executor


def results_of(plan: Plan) -> Results:
    """The results of a plan, from the cache or the executor. Raises what the run raises."""
    return _cached(_cache, plan, _cache.get(plan) or _executor.results(plan), RESULTS_CACHED)


async def results_soon(plan: Plan) -> Results:
    """The same, while the event loop goes on. Cancelled, it leaves the run to itself."""
    found = _cache.get(plan)
    if found is None:
        found = await asyncio.get_running_loop().run_in_executor(_thread(), _executor.results, plan)
    return _cached(_cache, plan, found, RESULTS_CACHED)


def people_of(plan: Plan, future: int) -> OneFuture:
    """A future of a plan as people, from the cache or the executor. Raises what recording it raises."""
    key = plan, future
    return _cached(_people_cache, key, _people_cache.get(key) or _executor.people(plan, future), FUTURES_CACHED)


async def people_soon(plan: Plan, future: int) -> OneFuture:
    """The same, while the event loop goes on. Cancelled, it leaves the recording to itself."""
    found = _people_cache.get((plan, future))
    if found is None:
        found = await asyncio.get_running_loop().run_in_executor(_thread(), _executor.people, plan, future)
    return _cached(_people_cache, (plan, future), found, FUTURES_CACHED)


@cache
def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "results")  # started at the first use: a process that is forked later has no thread


def _cached(cache: OrderedDict[_Key, _Found], key: _Key, found: _Found, most: int) -> _Found:
    cache[key] = found
    cache.move_to_end(key)
    while len(cache) > most:
        cache.popitem(last=False)
    return found
