"""Where a page gets the results of a plan, its parameter-uncertainty band, and one future as people: an executor, which
runs them here or has a pool of workers run them. A moved slider waits for the results; the band follows.
"""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Protocol, TypeVar

import numpy as np
from cachetools import LRUCache

from simulation.ensemble.results import Results
from simulation.ensemble.run import run_futures, run_parameter_uncertainty
from simulation.model.plans.plan import Plan
from simulation.pages.one_future import OneFuture, one_future
from simulation.pages.pictures.fan_payload import PANELS

FUTURES = 100  # enough for steady bands
SEED = 7  # the same for all pages: two phones with the same sliders show the same picture
PAGE_SERIES = (*PANELS, "practice", "acquainted", "familiar", "close")  # weekly series used by a page
MAX_CACHED_RESULTS = 3  # plan A, plan B, and the one before; 0.7 MB each
MAX_CACHED_BANDS = 2  # plan A's, and that of the one before
MAX_CACHED_FUTURES = 3  # the unlucky, the typical and the lucky one; some 50 KB each
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")
_run_lock = threading.Lock()  # draws are cached between runs, and only one run at a time may use the cache


@dataclass(frozen=True, eq=False)
class UncertaintyBand:
    """The parameter-uncertainty band of a plan: weekly series by name, float32, shape (futures, weeks + 1)."""

    plan: Plan
    weekly: dict[str, np.ndarray]


def run(plan: Plan, threads: int | None = None) -> Results:
    """Run a plan as every page does: its number of futures, the aleatory band, the series that it needs.

    threads: how many, None for one a core.
    """
    with _run_lock:
        return run_futures(plan, futures=FUTURES, seed=SEED, keep=PAGE_SERIES, threads=threads)


def run_uncertainty_band(plan: Plan, threads: int | None = None) -> UncertaintyBand:
    """Run the parameter-uncertainty band of `run(plan)`: as many futures, with the same draws."""
    with _run_lock:
        return UncertaintyBand(plan, run_parameter_uncertainty(plan, FUTURES, SEED, PANELS, threads))


def run_people(plan: Plan, future: int) -> OneFuture:
    """Record a future of `run(plan)` as people. Raises ParameterError for a number that is out of range."""
    return one_future(plan, future, SEED)


class Executor(Protocol):
    """Runs plans for a page; its methods block, and may be called from any thread."""

    def results(self, plan: Plan) -> Results:
        """What `run` returns for the plan; blocks until it is there. May be called from any thread."""

    def doubt(self, plan: Plan, waited_for: bool = True) -> UncertaintyBand:
        """What `run_uncertainty_band` returns for the plan; blocks and may be called likewise.

        waited_for: False where nobody waits for it, and it may take long.
        """

    def people(self, plan: Plan, future: int) -> OneFuture:
        """What `run_people` returns for the plan and the number of a future; blocks and may be called likewise."""


class LocalExecutor:
    """Runs plans in this process, on so many threads (None: one a core)."""

    def __init__(self, threads: int | None = None) -> None:
        self.threads = threads

    def results(self, plan: Plan) -> Results:
        """Run the plan."""
        return run(plan, self.threads)

    def doubt(self, plan: Plan, waited_for: bool = True) -> UncertaintyBand:
        """Run the plan's parameter-uncertainty band."""
        return run_uncertainty_band(plan, self.threads)

    def people(self, plan: Plan, future: int) -> OneFuture:
        """Record the future."""
        return run_people(plan, future)


_executor: Executor = LocalExecutor()
_results_cache: LRUCache[Plan, Results] = LRUCache(MAX_CACHED_RESULTS)
_uncertainty_cache: LRUCache[Plan, UncertaintyBand] = LRUCache(MAX_CACHED_BANDS)
_people_cache: LRUCache[tuple[Plan, int], OneFuture] = LRUCache(MAX_CACHED_FUTURES)


def set_executor(executor: Executor) -> None:
    """Use this executor from now on."""
    global _executor
    _executor = executor


def results_of(plan: Plan) -> Results:
    """The results of a plan, from the cache or the executor. Raises what the run raises."""
    return _put(_results_cache, plan, _results_cache.get(plan) or _executor.results(plan))


async def results_async(plan: Plan) -> Results:
    """As `results_of`, while the event loop goes on. Cancelled, the run goes on."""
    results = _results_cache.get(plan)
    if results is None:
        results = await asyncio.get_running_loop().run_in_executor(_thread("results"), _executor.results, plan)
    return _put(_results_cache, plan, results)


def uncertainty_of(plan: Plan) -> UncertaintyBand:
    """The parameter-uncertainty band of a plan, from the cache or the executor. Raises what the run raises."""
    return _put(_uncertainty_cache, plan, cached_uncertainty(plan) or _executor.doubt(plan))


def cached_uncertainty(plan: Plan) -> UncertaintyBand | None:
    """The parameter-uncertainty band of a plan, if it is in the cache."""
    return _uncertainty_cache.get(plan)


async def uncertainty_async(plan: Plan) -> UncertaintyBand:
    """As `uncertainty_of`, while the event loop goes on and results are asked for. Cancelled, the run goes on."""
    band = cached_uncertainty(plan)
    if band is None:
        band = await asyncio.get_running_loop().run_in_executor(_thread("doubt"), _executor.doubt, plan, False)
    return _put(_uncertainty_cache, plan, band)


def people_of(plan: Plan, future: int) -> OneFuture:
    """A future of a plan as people, from the cache or the executor. Raises what recording it raises."""
    key = plan, future
    return _put(_people_cache, key, _people_cache.get(key) or _executor.people(plan, future))


async def people_async(plan: Plan, future: int) -> OneFuture:
    """As `people_of`, while the event loop goes on. Cancelled, the recording goes on."""
    people = _people_cache.get((plan, future))
    if people is None:
        loop = asyncio.get_running_loop()
        people = await loop.run_in_executor(_thread("results"), _executor.people, plan, future)
    return _put(_people_cache, (plan, future), people)


@cache
def _thread(name: str) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, name)  # started at the first use: a process that is forked later has no thread


def _put(cache: LRUCache[_Key, _Value], key: _Key, value: _Value) -> _Value:
    cache[key] = value
    return value
