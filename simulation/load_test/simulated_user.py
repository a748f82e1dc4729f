"""One pretend participant: looks, drags a slider, looks again; sometimes the screen locks, sometimes the tab closes."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field

from simulation.load_test.simulated_client import Phone, RefusedError
from simulation.load_test.slider import Slider

PATIENCE = 60.0  # seconds for any one step; nobody in a room waits longer
STUMBLE = 2.0  # seconds after something failed, before it is tried again


@dataclass(frozen=True)
class Rhythm:
    """How people behave, on average. Seconds, and shares of the moments at which a person does something."""

    pause: float = 5.0  # between two drags
    drag: float = 0.6  # a thumb on a slider: the page asks for picture after picture, the newest position only
    locks: float = 0.06  # the screen goes dark
    dark: float = 8.0  # and is dark for so long
    closes: float = 0.03  # the tab is closed, and opened again by its address


@dataclass
class Told:
    """What happened to everybody, in seconds and counts."""

    pictures: list[float] = field(default_factory=list)  # from the first request to the first picture
    moves: list[float] = field(default_factory=list)  # from a slider's new position to its picture
    back: list[float] = field(default_factory=list)  # from the screen's waking, or the tab's opening, to the picture
    drawn: int = 0  # moves that brought a new picture; a slider may make no difference to a plan
    refused: int = 0  # moves to numbers that do not go together, which the page says in a sentence
    locked: int = 0
    closed: int = 0
    waited: int = 0  # pages that asked to wait
    lost: int = 0  # people who came back to other sliders than they had left
    faults: Counter[str] = field(default_factory=Counter)


class Person:
    """Does what people do, by their own luck."""

    def __init__(self, address: str, luck: random.Random, rhythm: Rhythm, told: Told) -> None:
        self.phone = Phone(address, patience=PATIENCE)
        self.luck, self.rhythm, self.told = luck, rhythm, told

    async def arrive(self) -> bool:
        """Open the page. False, with the fault noted, where it did not open."""
        await self.phone.arrive()
        self.told.waited += self.phone.waits
        if self.phone.failed:
            self.told.faults[self.phone.failed] += 1
            return False
        return True

    async def live(self, arriving: float, until: float) -> None:
        """Arrive after so many seconds, and stay until a moment of the monotonic clock."""
        await asyncio.sleep(arriving)
        if await self.arrive():
            self.told.pictures.append(self.phone.seconds["picture"])
        await self.stay(until)
        self.phone.leave()

    async def stay(self, until: float) -> None:
        """Look and do, until a moment of the monotonic clock."""
        while time.monotonic() < until:
            await asyncio.sleep(min(self._look(), max(0.0, until - time.monotonic())))
            if time.monotonic() < until:
                await self._something()

    def _look(self) -> float:
        """Seconds of looking: mostly near the average, sometimes long."""
        return self.luck.gammavariate(2.0, self.rhythm.pause / 2)

    async def _something(self) -> None:
        what = self.luck.random()
        try:
            async with asyncio.timeout(PATIENCE):
                if self.phone.failed or not self.phone.kernel:
                    await self._open_again()
                elif what < self.rhythm.locks:
                    await self._lock()
                elif what < self.rhythm.locks + self.rhythm.closes:
                    await self._close()
                else:
                    await self._drag()
        except Exception as error:
            self.told.faults[f"{type(error).__name__}: {error}"] += 1
            self.phone.leave()
            self.phone.kernel = ""  # the page reloads
            await asyncio.sleep(STUMBLE)

    async def _drag(self) -> None:
        """The page asks again as soon as it has an answer, and once more for where the thumb comes to rest."""
        name = self.luck.choice(sorted(self.phone.sliders))
        slider = Slider(self.phone.limits[name])
        start, end = slider.shown(self.phone.sliders[name]), slider.anywhere(self.luck)
        begun, done = time.monotonic(), 0.0
        while done < 1.0:
            done = min(1.0, (time.monotonic() - begun) / self.rhythm.drag)
            value = slider.value(start + (end - start) * max(done, 0.1))
            before = self.phone.pictures
            try:
                self.told.moves.append(await self.phone.drag(name, value))
                self.told.drawn += self.phone.pictures > before
            except RefusedError:  # a sentence on the page, and the plan stays
                self.told.refused += 1
                return

    async def _lock(self) -> None:
        self.told.locked += 1
        await self.phone.lock()
        await asyncio.sleep(self.luck.expovariate(1 / self.rhythm.dark))
        start = time.monotonic()
        if await self.phone.there():
            before = self.phone.plan
            await self.phone.wake()
            self.told.back.append(time.monotonic() - start)
            self.told.lost += self.phone.plan != before
        else:
            await self._open_again()

    async def _close(self) -> None:
        self.told.closed += 1
        await self.phone.close()
        await self._open_again()

    async def _open_again(self) -> None:
        """The same address, with the plan in it: the same sliders must be there."""
        before = self.phone
        self.phone = Phone(before.address, before.plan, before.cookies, PATIENCE)
        if await self.arrive():
            self.told.back.append(self.phone.seconds["picture"])
            self.told.lost += bool(before.sliders) and self.phone.sliders != before.sliders
