"""One simulated participant: looks, drags a slider, looks again; at times the screen locks or the tab closes."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field

from simulation.load_test.simulated_client import RefusedError, SimulatedClient
from simulation.load_test.slider import Slider

STEP_TIMEOUT_S = 60.0  # nobody in a room waits longer
RETRY_S = 2.0  # after something failed


@dataclass(frozen=True)
class Profile:
    """How people behave, on average. Seconds, and shares of the moments at which a person does something."""

    pause: float = 5.0  # between two drags
    drag: float = 0.6  # a thumb on a slider: the page asks for picture after picture, the newest position only
    locks: float = 0.06  # the screen goes dark
    dark: float = 8.0  # and is dark for so long
    closes: float = 0.03  # the tab is closed, and opened again by its address


@dataclass
class Statistics:
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


class SimulatedUser:
    """Does what people do, drawn from a generator of its own."""

    def __init__(self, address: str, generator: random.Random, profile: Profile, statistics: Statistics) -> None:
        self.client = SimulatedClient(address, timeout_s=STEP_TIMEOUT_S)
        self.random, self.profile, self.statistics = generator, profile, statistics

    async def arrive(self) -> bool:
        """Open the page. False, with the fault noted, where it did not open."""
        await self.client.arrive()
        self.statistics.waited += self.client.waits
        if self.client.failure:
            self.statistics.faults[self.client.failure] += 1
            return False
        return True

    async def live(self, arriving: float, until: float) -> None:
        """Arrive after so many seconds, and stay until a moment of the monotonic clock."""
        await asyncio.sleep(arriving)
        if await self.arrive():
            self.statistics.pictures.append(self.client.seconds["picture"])
        await self.stay(until)
        self.client.disconnect()

    async def stay(self, until: float) -> None:
        """Look and do, until a moment of the monotonic clock."""
        while time.monotonic() < until:
            await asyncio.sleep(min(self._look(), max(0.0, until - time.monotonic())))
            if time.monotonic() < until:
                await self._something()

    def _look(self) -> float:
        """Seconds of looking: mostly near the average, sometimes long."""
        return self.random.gammavariate(2.0, self.profile.pause / 2)

    async def _something(self) -> None:
        what = self.random.random()
        try:
            async with asyncio.timeout(STEP_TIMEOUT_S):
                if self.client.failure or not self.client.kernel:
                    await self._open_again()
                elif what < self.profile.locks:
                    await self._lock()
                elif what < self.profile.locks + self.profile.closes:
                    await self._close()
                else:
                    await self._drag()
        except Exception as error:
            self.statistics.faults[f"{type(error).__name__}: {error}"] += 1
            self.client.disconnect()
            self.client.kernel = ""  # the page reloads
            await asyncio.sleep(RETRY_S)

    async def _drag(self) -> None:
        """The page asks again as soon as it has an answer, and once more for where the thumb comes to rest."""
        name = self.random.choice(sorted(self.client.sliders))
        slider = Slider(self.client.limits[name])
        start, end = slider.shown(self.client.sliders[name]), slider.anywhere(self.random)
        begun, done = time.monotonic(), 0.0
        while done < 1.0:
            done = min(1.0, (time.monotonic() - begun) / self.profile.drag)
            value = slider.value(start + (end - start) * max(done, 0.1))
            before = self.client.pictures
            try:
                self.statistics.moves.append(await self.client.move_slider(name, value))
                self.statistics.drawn += self.client.pictures > before
            except RefusedError:  # a sentence on the page, and the plan stays
                self.statistics.refused += 1
                return

    async def _lock(self) -> None:
        self.statistics.locked += 1
        await self.client.lock()
        await asyncio.sleep(self.random.expovariate(1 / self.profile.dark))
        start = time.monotonic()
        if await self.client.kernel_exists():
            before = self.client.plan
            await self.client.wake()
            self.statistics.back.append(time.monotonic() - start)
            self.statistics.lost += self.client.plan != before
        else:
            await self._open_again()

    async def _close(self) -> None:
        self.statistics.closed += 1
        await self.client.close()
        await self._open_again()

    async def _open_again(self) -> None:
        """The same address, with the plan in it: the same sliders must be there."""
        before = self.client
        self.client = SimulatedClient(before.address, before.plan, before.cookies, STEP_TIMEOUT_S)
        if await self.arrive():
            self.statistics.back.append(self.client.seconds["picture"])
            self.statistics.lost += bool(before.sliders) and self.client.sliders != before.sliders
