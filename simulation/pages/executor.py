"""How a page gets the results of a plan, its doubt band, and one of its futures as people: from an executor, which runs
them here or has a pool of workers run them. What a moved slider waits for is the results; the doubt band follows.
"""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Protocol, TypeVar

import numpy as np

from simulation.ensemble.results import Results
from simulation.ensemble.run import run_doubt, run_futures
from simulation.model.plans.plan import Plan
from simulation.pages.one_future import OneFuture, one_future
from simulation.pages.pictures.fan_payload import PANELS

FUTURES = 100  # enough for steady bands
SEED = 7  # one luck for the whole room: two phones with the same sliders show the same picture
KEPT = (*PANELS, "practice", "acquainted", "familiar", "close")  # weekly series that a page draws or asks about
RESULTS_CACHED = 3  # plan A, plan B, and the one before; 0.7 MB each
DOUBT_CACHED = 2  # plan A's, and that of the one before
FUTURES_CACHED = 3  # the unlucky, the typical and the lucky one; some 50 KB each
_Key = TypeVar("_Key")
_Found = TypeVar("_Found")
_running = threading.Lock()  # draws are kept from run to run, and only one run at a time may look at them


@dataclass(frozen=True, eq=False)
class DoubtBand:
    """A plan's doubt band as a page draws it: weekly series by name, float32, shape (futures, weeks + 1)."""

    plan: Plan
    weekly: dict[str, np.ndarray]


def run(plan: Plan, threads: int | None = None) -> Results:
    """Run a plan as every page does: all futures, the band of luck, the series that it needs.

    threads: how many, None for one a core.
    """
    with _running:
        return run_futures(plan, futures=FUTURES, seed=SEED, keep=KEPT, threads=threads)


def run_band(plan: Plan, threads: int | None = None) -> DoubtBand:
    """Run the doubt band of `run(plan)`: as many futures, under the same luck."""
    with _running:
        return DoubtBand(plan, run_doubt(plan, FUTURES, SEED, PANELS, threads))


def run_people(plan: Plan, future: int) -> OneFuture:
    """Record a future of `run(plan)` as people. Raises ParameterError for a number that is out of range."""
    return one_future(plan, future, SEED)


class Executor(Protocol):
    """Runs plans for this page."""

    def results(self, plan: Plan) -> Results:
        """What `run` returns for the plan; blocks until it is there. May be called from any thread."""

    def doubt(self, plan: Plan, waited_for: bool = True) -> DoubtBand:
        """What `run_band` returns for the plan; blocks and may be called likewise. Not waited for, it may take long."""

    def people(self, plan: Plan, future: int) -> OneFuture:
        """What `run_people` returns for the plan and the number of a future; blocks and may be called likewise."""


class LocalExecutor:
    """Runs plans in this process, on so many threads (None: one a core)."""

    def __init__(self, threads: int | None = None) -> None:
        self.threads = threads

    def results(self, plan: Plan) -> Results:
        """Run the plan."""
        return run(plan, self.threads)

    def doubt(self, plan: Plan, waited_for: bool = True) -> DoubtBand:
        """Run the plan's doubt band."""
        return run_band(plan, self.threads)

    def people(self, plan: Plan, future: int) -> OneFuture:
        """Record the future."""
        return run_people(plan, future)


_executor: Executor = LocalExecutor()
_cache: OrderedDict[Plan, Results] = OrderedDict()
_doubt_cache: OrderedDict[Plan, DoubtBand] = OrderedDict()
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
        found = await asyncio.get_running_loop().run_in_executor(_thread("results"), _executor.results, plan)
    return _cached(_cache, plan, found, RESULTS_CACHED)


def doubt_of(plan: Plan) -> DoubtBand:
    """The doubt band of a plan, from the cache or the executor. Raises what the run raises."""
    return _cached(_doubt_cache, plan, doubt_known(plan) or _executor.doubt(plan), DOUBT_CACHED)


def doubt_known(plan: Plan) -> DoubtBand | None:
    """The doubt band of a plan, if it is in the cache."""
    return _doubt_cache.get(plan)


async def doubt_soon(plan: Plan) -> DoubtBand:
    """As `doubt_of`, while the event loop goes on and results are asked for. Cancelled, it leaves the run to itself."""
    found = doubt_known(plan)
    if found is None:
        found = await asyncio.get_running_loop().run_in_executor(_thread("doubt"), _executor.doubt, plan, False)
    return _cached(_doubt_cache, plan, found, DOUBT_CACHED)


def people_of(plan: Plan, future: int) -> OneFuture:
    """A future of a plan as people, from the cache or the executor. Raises what recording it raises."""
    key = plan, future
    return _cached(_people_cache, key, _people_cache.get(key) or _executor.people(plan, future), FUTURES_CACHED)


async def people_soon(plan: Plan, future: int) -> OneFuture:
    """The same, while the event loop goes on. Cancelled, it leaves the recording to itself."""
    found = _people_cache.get((plan, future))
    if found is None:
        found = await asyncio.get_running_loop().run_in_executor(_thread("results"), _executor.people, plan, future)
    return _cached(_people_cache, (plan, future), found, FUTURES_CACHED)


@cache
def _thread(name: str) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, name)  # started at the first use: a process that is forked later has no thread


def _cached(cache: OrderedDict[_Key, _Found], key: _Key, found: _Found, most: int) -> _Found:
    cache[key] = found
    cache.move_to_end(key)
    while len(cache) > most:
        cache.popitem(last=False)
    return found
