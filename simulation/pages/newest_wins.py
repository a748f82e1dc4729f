"""One piece of work at a time; of those submitted meanwhile, only the newest is done."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from simulation.fault_log import notice_of


def has_event_loop() -> bool:
    """Whether an event loop runs in this thread: in a notebook's kernel, yes; in a plain Python program, no."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


@dataclass(frozen=True)
class _Job:
    work: Callable[[], Awaitable[None]]
    on_done: Callable[[str], None]


class NewestWins:
    """Runs jobs on the event loop that runs where `submit` is called."""

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None
        self._running: _Job | None = None
        self._pending: _Job | None = None

    @property
    def busy(self) -> bool:
        """Whether a job runs or waits."""
        return self._task is not None

    def submit(self, work: Callable[[], Awaitable[None]], on_done: Callable[[str], None]) -> None:
        """Do the work now, or once what runs has ended.

        Args:
            work: starts the job.
            on_done: called once, with the notice for the participant: empty when the work was done, or was superseded
                by a newer job; else that of the error that the work raised.
        """
        superseded, self._pending = self._pending, _Job(work, on_done)
        if superseded is not None:
            superseded.on_done("")
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())

    def cancel(self) -> None:
        """Leave the job that waits, and the one that runs at its next await."""
        if self._task is None:
            return
        self._task.cancel()
        jobs = self._running, self._pending
        self._task = self._running = self._pending = None
        for job in jobs:
            if job is not None:
                job.on_done("")

    async def _run(self) -> None:
        while self._pending is not None:
            job = self._running = self._pending
            self._pending = None
            notice = ""
            try:
                await job.work()
            except Exception as error:  # whatever it is, no trace may reach a visitor
                notice = notice_of(error)
            job.on_done(notice)
        self._task = self._running = None
