"""What this computer does when asked: a few real pages, moved as people move them, and a few runs of the model."""

from __future__ import annotations

import asyncio
import random
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from simulation.ensemble.run import run_futures
from simulation.load_test.local_server import LocalServer, command, free_port, running
from simulation.load_test.process_tree import process_tree
from simulation.load_test.simulated_user import Profile, SimulatedUser, Statistics
from simulation.model.plans.loading import load
from simulation.serving.options import ServingError
from simulation.serving.resources import Memory, memory, processors
from simulation.serving.settings import DEFAULT, GIGABYTE
from simulation.vocabulary.i18n import _

CLIENTS = 8  # as many as move at once in a room of seventy: together each takes less than alone
SECONDS = 8.0  # of moving sliders
REST = 2.0  # seconds; a kernel at rest gives back what its last runs took
HURRIED = Profile(pause=0.2, locks=0.0, closes=0.0)
RUNS, FUTURES = 5, 100
WAIT = 1.0  # seconds that one in twenty may wait for a picture after moving a slider
CALM = 3.0  # how much longer one in twenty waits than most: people happen to move at the same time, and plans differ


@dataclass(frozen=True)
class Measurement:
    """Seconds and megabytes of this computer, as it is now."""

    run: float  # seconds of 100 futures and the doubt around them, the middle of several
    picture: float  # seconds from the first request to the first picture, the longest of a few
    answer: float  # seconds of processor time for one picture after a slider moved
    memory: float  # megabytes of a visitor's own
    cores: float
    free: float  # gigabytes of memory before the server started
    server: float  # megabytes of the server and the pages it copies from, before anybody came
    spared: float = 1.0  # gigabytes left to everything else


@dataclass(frozen=True)
class CapacityEstimate:
    """How many people move their sliders at their own pace and still get their picture in time."""

    by_processors: int
    by_memory: int

    @property
    def people(self) -> int:
        """The fewer of the two, and no more than any one server takes."""
        return min(self.by_processors, self.by_memory, DEFAULT.people_at_most)


def capacity_of(measured: Measurement, profile: Profile = Profile()) -> CapacityEstimate:  # noqa: B008  # frozen
    """An estimate; `counterparts rehearse` tries it."""
    left = max(0.0, 1024 * (measured.free - measured.spared) - measured.server)
    return CapacityEstimate(int(measured.cores * per_processor(measured, profile)), int(left / measured.memory))


def per_processor(measured: Measurement, profile: Profile = Profile()) -> float:  # noqa: B008  # frozen
    """People for each processor.

    A share of them drags at any moment; each then waits for the processor that it shares with the others who do.
    """
    dragging = profile.drag / (profile.pause + profile.drag)
    return WAIT / CALM / measured.answer / dragging


def measure() -> Measurement:
    """About twenty seconds. Raises ServingError when the server does not start or no picture comes."""
    free, run = memory(), _runs()
    port = free_port()
    with tempfile.TemporaryDirectory() as folder, running(command(port), port, Path(folder)) as server:
        return asyncio.run(_pages(server, free, run))


def _runs() -> float:
    plan, found = load("parliament_mentors"), []
    for nth in range(RUNS):
        start = time.perf_counter()
        run_futures(plan.with_(months=12 + nth), futures=FUTURES, seed=7, doubt=True)
        found.append(time.perf_counter() - start)
    return statistics.median(found)


async def _pages(server: LocalServer, free: Memory, run: float) -> Measurement:
    server_alone, told, generator = process_tree(server.pid).whole, Statistics(), random.Random(1)
    room = [SimulatedUser(server.address, random.Random(generator.random()), HURRIED, told) for _nth in range(CLIENTS)]
    for each in room:
        if not await each.arrive():
            raise ServingError(_("a page did not open: {why}").format(why=each.client.failure))
    before = process_tree(server.pid)
    await asyncio.gather(*(each.stay(time.monotonic() + SECONDS) for each in room))
    await asyncio.sleep(REST)
    after = process_tree(server.pid)
    for each in room:
        each.client.disconnect()
    if told.faults or not told.moves:
        why = next(iter(told.faults), _("no slider answered"))
        raise ServingError(_("a page did not work: {why}").format(why=why))
    largest = sorted(after.private, reverse=True)[:CLIENTS]
    return Measurement(
        run=run,
        picture=max(each.client.seconds["picture"] for each in room),
        answer=(after.spent - before.spent) / len(told.moves),
        memory=max(largest),
        cores=processors(),
        free=free.available / GIGABYTE,
        spared=free.spared(DEFAULT) / GIGABYTE,
        server=server_alone,
    )
