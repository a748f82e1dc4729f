"""What can wait until a visitor's hand rests: only the newest of it is done, and nothing once something newer came."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from simulation.pages.mishap import note

REST = 0.12  # seconds without a move


class Afterwards:
    """`soon` takes what is to be done once nobody moves; needs the event loop that a notebook's kernel runs."""

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None

    @staticmethod
    def possible() -> bool:
        """Whether there is an event loop: in a kernel, yes; in a plain Python program, no."""
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return False
        return True

    def drop(self) -> None:
        """Something newer came."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def soon(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do this in a while, unless something newer comes."""
        self.drop()
        self._task = asyncio.get_running_loop().create_task(self._rest(work))

    async def _rest(self, work: Callable[[], Awaitable[None]]) -> None:
        await asyncio.sleep(REST)
        try:
            await work()
        except Exception as error:  # the first look stands; no trace may reach a visitor
            note(error)
