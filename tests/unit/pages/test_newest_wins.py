"""One job at a time, and of those that come meanwhile only the newest; each is told once how it ended."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from simulation import fault_log
from simulation.pages.newest_wins import NewestWins, has_event_loop
from simulation.vocabulary.errors import ParameterError


class Story:
    """Jobs by number, what ran, and how each ended."""

    def __init__(self) -> None:
        self.jobs = NewestWins()
        self.ran: list[int] = []
        self.ended: list[tuple[int, str]] = []
        self.held: dict[int, asyncio.Event] = {}

    def submit(self, nth: int, error: Exception | None = None) -> None:
        self.held[nth] = asyncio.Event()

        async def work() -> None:
            self.ran.append(nth)
            await self.held[nth].wait()
            if error is not None:
                raise error

        self.jobs.submit(work, lambda notice: self.ended.append((nth, notice)))

    async def finish(self, nth: int) -> None:
        self.held[nth].set()
        await turns()


async def turns() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def told(story: Callable[[Story], Awaitable[None]]) -> Story:
    async def whole() -> Story:
        it = Story()
        await story(it)
        return it

    return asyncio.run(whole())


def test_a_job_that_waits_is_superseded_by_a_newer_one() -> None:
    async def story(it: Story) -> None:
        for nth in (1, 2, 3):
            it.submit(nth)
            await turns()
        assert it.jobs.busy and it.ended == [(2, "")]
        await it.finish(1)
        await it.finish(3)
        assert not it.jobs.busy

    it = told(story)
    assert it.ran == [1, 3]
    assert it.ended == [(2, ""), (1, ""), (3, "")]


def test_jobs_one_after_the_other_are_all_done() -> None:
    async def story(it: Story) -> None:
        for nth in (1, 2):
            it.submit(nth)
            await turns()
            await it.finish(nth)

    assert told(story).ended == [(1, ""), (2, "")]


def test_cancelled_jobs_end_and_later_ones_are_done() -> None:
    async def story(it: Story) -> None:
        it.jobs.cancel()
        it.submit(1)
        await turns()
        it.submit(2)
        it.jobs.cancel()
        assert it.ended == [(1, ""), (2, "")] and not it.jobs.busy
        it.submit(3)
        await turns()
        await it.finish(3)

    it = told(story)
    assert it.ran == [1, 3]
    assert it.ended == [(1, ""), (2, ""), (3, "")]


def test_an_error_is_said_and_the_next_job_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fault_log, "log_fault", lambda error: f"noted: {error}")

    async def story(it: Story) -> None:
        it.submit(1, ParameterError("taper = 9 is too long"))
        await turns()
        await it.finish(1)
        it.submit(2, MemoryError("no room"))
        await turns()
        it.submit(3)
        await it.finish(2)
        await it.finish(3)

    assert told(story).ended == [(1, "Fade-out: 9 is too long"), (2, "noted: no room"), (3, "")]


def test_there_is_a_loop_or_not() -> None:
    async def inside() -> bool:
        return has_event_loop()

    assert asyncio.run(inside())
    assert not has_event_loop()
