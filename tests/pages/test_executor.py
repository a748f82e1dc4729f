"""Every page runs all futures with both bands, wherever they are run; what was run last is not run again."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

from simulation import load, run_futures
from simulation.model.plan import Plan
from simulation.pages import executor
from simulation.pages.executor import FUTURES, KEPT, RESULTS_CACHED, SEED, LocalExecutor, results_of, results_soon
from simulation.runs.results import Results

PLANS = [load("parliament_mentors").with_(months=months) for months in range(3, 9)]


class Counting:
    """Runs few futures, and notes what and in which thread."""

    def __init__(self) -> None:
        self.ran: list[Plan] = []
        self.threads: list[threading.Thread] = []

    def results(self, plan: Plan) -> Results:
        self.ran.append(plan)
        self.threads.append(threading.current_thread())
        return run_futures(plan, futures=2, keep=KEPT)


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counting]:
    monkeypatch.setattr(executor, "_cache", type(executor._cache)())
    made, before = Counting(), executor._executor
    executor.set_executor(made)
    yield made
    executor.set_executor(before)


def test_all_futures_and_both_bands() -> None:
    found = LocalExecutor().results(PLANS[0])
    assert found.futures == FUTURES == 100
    assert found.doubt is not None and found.doubt.futures == FUTURES
    assert found.series == found.doubt.series == KEPT
    again = run_futures(PLANS[0], futures=FUTURES, seed=SEED, doubt=True)
    assert again.doubt is not None
    assert np.array_equal(found.weekly("trust"), again.weekly("trust"))
    assert np.array_equal(found.doubt.weekly("trust"), again.doubt.weekly("trust"))


def test_the_last_plans_are_not_run_again_and_their_number_is_bounded(counting: Counting) -> None:
    for plan in PLANS:
        results_of(PLANS[0])  # plan A rests while plan B moves
        results_of(plan)
    assert counting.ran == PLANS
    assert len(executor._cache) == RESULTS_CACHED
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
        found = await results_soon(PLANS[0])
        counter.cancel()
        assert found is results_of(PLANS[0]) is await results_soon(PLANS[0])

    asyncio.run(story())
    assert turns > 5
    assert counting.threads != [threading.main_thread()]
    assert counting.ran == [PLANS[0]]


def test_what_a_run_raises_reaches_whoever_asked_and_is_not_cached(
    counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_plan: Plan) -> Results:
        raise MemoryError("no room")

    monkeypatch.setattr(counting, "results", broken)
    with pytest.raises(MemoryError):
        results_of(PLANS[0])
    with pytest.raises(MemoryError):
        asyncio.run(results_soon(PLANS[0]))
    assert not executor._cache
