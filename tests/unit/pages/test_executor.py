"""Every page runs all futures with both bands, wherever they are run; what was run last is not run again."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

from simulation import load, run_futures
from simulation.ensemble.results import Results
from simulation.model.plans.plan import Plan
from simulation.pages import executor
from simulation.pages.executor import (
    FUTURES,
    MAX_CACHED_FUTURES,
    MAX_CACHED_RESULTS,
    PAGE_SERIES,
    SEED,
    LocalExecutor,
    UncertaintyBand,
    cached_uncertainty,
    people_async,
    people_of,
    results_async,
    results_of,
    run_people,
    uncertainty_async,
    uncertainty_of,
)
from simulation.pages.one_future import OneFuture
from simulation.pages.pictures.fan_payload import PANELS

PLANS = [load("parliament_mentors").with_(months=months) for months in range(3, 9)]


class Counting:
    """Runs few futures, and notes what and in which thread."""

    def __init__(self) -> None:
        self.ran: list[Plan] = []
        self.threads: list[threading.Thread] = []

    def results(self, plan: Plan) -> Results:
        self.ran.append(plan)
        self.threads.append(threading.current_thread())
        return run_futures(plan, futures=2, keep=PAGE_SERIES)

    def doubt(self, plan: Plan, waited_for: bool = True) -> UncertaintyBand:
        self.threads.append(threading.current_thread())
        return UncertaintyBand(plan, {})

    def people(self, plan: Plan, future: int) -> OneFuture:
        self.ran.append(plan)
        self.threads.append(threading.current_thread())
        return run_people(plan, future)


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counting]:
    monkeypatch.setattr(executor, "_results_cache", type(executor._results_cache)(executor._results_cache.maxsize))
    monkeypatch.setattr(executor, "_uncertainty_cache", type(executor._uncertainty_cache)(executor._uncertainty_cache.maxsize))
    monkeypatch.setattr(executor, "_people_cache", type(executor._people_cache)(executor._people_cache.maxsize))
    made, before = Counting(), executor._executor
    executor.set_executor(made)
    yield made
    executor.set_executor(before)


def test_all_futures_and_both_bands() -> None:
    found = LocalExecutor().results(PLANS[0])
    assert found.futures == FUTURES == 100
    assert found.series == PAGE_SERIES
    again = run_futures(PLANS[0], futures=FUTURES, seed=SEED, doubt=True)
    assert again.doubt is not None
    assert np.array_equal(found.weekly("trust"), again.weekly("trust"))
    doubt = LocalExecutor().doubt(PLANS[0])
    assert doubt.plan == PLANS[0] and set(doubt.weekly) == set(PANELS)
    for panel in PANELS:
        assert np.array_equal(doubt.weekly[panel], again.doubt.weekly(panel), equal_nan=True)


def test_the_last_plans_are_not_run_again_and_their_number_is_bounded(counting: Counting) -> None:
    for plan in PLANS:
        results_of(PLANS[0])  # plan A rests while plan B moves
        results_of(plan)
    assert counting.ran == PLANS
    assert len(executor._results_cache) == MAX_CACHED_RESULTS
    results_of(PLANS[1])  # long forgotten
    assert counting.ran == [*PLANS, PLANS[1]]


def test_the_loop_goes_on_while_a_plan_runs(counting: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "results", lambda plan, run=counting.results: time.sleep(0.3) or run(plan))
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0.01)

    async def story() -> None:
        counter = asyncio.create_task(count())
        found = await results_async(PLANS[0])
        counter.cancel()
        assert found is results_of(PLANS[0]) is await results_async(PLANS[0])

    asyncio.run(story())
    assert turns > 5
    assert counting.threads != [threading.main_thread()]
    assert counting.ran == [PLANS[0]]


def test_results_do_not_wait_for_a_doubt_band(counting: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()
    monkeypatch.setattr(counting, "doubt", lambda plan, waited_for: go_on.wait(30) and UncertaintyBand(plan, {}))

    async def story() -> None:
        waiting = asyncio.create_task(uncertainty_async(PLANS[0]))
        await asyncio.sleep(0.05)
        await asyncio.wait_for(results_async(PLANS[1]), 20)
        assert cached_uncertainty(PLANS[0]) is None and not waiting.done()
        go_on.set()
        assert await waiting is cached_uncertainty(PLANS[0]) is uncertainty_of(PLANS[0])

    asyncio.run(story())


def test_what_a_run_raises_reaches_whoever_asked_and_is_not_cached(
    counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_plan: Plan) -> Results:
        raise MemoryError("no room")

    monkeypatch.setattr(counting, "results", broken)
    with pytest.raises(MemoryError):
        results_of(PLANS[0])
    with pytest.raises(MemoryError):
        asyncio.run(results_async(PLANS[0]))
    assert not executor._results_cache


def test_the_people_of_a_future_are_those_of_the_results() -> None:
    found = LocalExecutor().people(PLANS[0], 5)
    assert (found.plan, found.future) == (PLANS[0], 5)
    end = LocalExecutor().results(PLANS[0]).weekly("practice")[5, -1]
    frames, people = found.payload.head["frames"], found.payload.head["people"]
    first = 3 * people + 2 * found.payload.head["ties"] + 2 * found.payload.head["links"]
    practice = np.frombuffer(found.payload.data, np.uint8)[first : first + frames * people].reshape(frames, people)
    assert practice[-1, :40].mean() / 255 == pytest.approx(end, abs=0.003)


def test_the_last_futures_are_not_recorded_again_and_their_number_is_bounded(counting: Counting) -> None:
    for future in range(MAX_CACHED_FUTURES + 1):
        people_of(PLANS[0], future)
        people_of(PLANS[0], future)
    assert len(counting.ran) == MAX_CACHED_FUTURES + 1 and len(executor._people_cache) == MAX_CACHED_FUTURES
    people_of(PLANS[0], 0)  # long forgotten
    assert len(counting.ran) == MAX_CACHED_FUTURES + 2


def test_a_future_is_recorded_beside_the_loop(counting: Counting) -> None:
    async def play() -> None:
        found = await people_async(PLANS[0], 1)
        assert found is people_of(PLANS[0], 1) is await people_async(PLANS[0], 1)

    asyncio.run(play())
    assert counting.threads != [threading.main_thread()] and counting.ran == [PLANS[0]]
