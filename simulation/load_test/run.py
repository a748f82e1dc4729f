"""A room full of simulated users, for a while, against a server on this machine."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from simulation.load_test.local_server import LocalServer, command, free_port, running
from simulation.load_test.process_tree import own_seconds, process_tree
from simulation.load_test.simulated_user import Profile, SimulatedUser, Statistics
from simulation.load_test.verdict import Spread, Verdict
from simulation.serving.options import ServingError
from simulation.serving.settings import DEFAULT
from simulation.vocabulary.i18n import _

MOST_MINUTES = 60.0
LEAST_MINUTES = 0.1
RUSH = 3.0  # seconds in which everybody scans the code
SETTLING = 60.0  # seconds at most for announced pages to stand ready
OVERTIME = 120.0  # seconds after time is up in which whatever is under way ends, or is ended

Say = Callable[[str], None]


def check(people: int, minutes: float) -> None:
    """Raises ServingError, in one line, for what nobody can rehearse."""
    if not 1 <= people <= DEFAULT.people_at_most:
        raise ServingError(
            _("people = {people} is out of range; allowed: 1 to {most}").format(
                people=people, most=DEFAULT.people_at_most
            )
        )
    if not LEAST_MINUTES <= minutes <= MOST_MINUTES:
        said = _("minutes = {minutes:g} is out of range; allowed: {least:g} to {most:g}")
        raise ServingError(said.format(minutes=minutes, least=LEAST_MINUTES, most=MOST_MINUTES))


def local(address: str) -> str:
    """A site's address on this very machine, with a slash at its end. Raises ServingError for any other."""
    parts = urlsplit(address if "//" in address else f"http://{address}")
    host = parts.hostname or ""
    with contextlib.suppress(ValueError):
        if (
            parts.scheme == "http"
            and parts.port != 0
            and (host == "localhost" or ipaddress.ip_address(host).is_loopback)
        ):
            return f"http://{parts.netloc}{parts.path.rstrip('/')}/"
    said = _("address = {address!r} is not on this computer; allowed: such as http://127.0.0.1:8866/")
    raise ServingError(said.format(address=address[:80]))


def rehearse(people: int, minutes: float, address: str = "", seed: int = 1, say: Say = lambda _line: None) -> Verdict:
    """Pretend, then tell. Without an address, a server of its own is started for it and stopped after it.

    people: 1 to 500; minutes: 0.1 to 60. Raises ServingError.
    """
    check(people, minutes)
    if address:
        return asyncio.run(_room(people, minutes, local(address), None, seed, say))
    port = free_port()
    say(_("Starting a server on this computer, with {people} pages standing ready …").format(people=people))
    with tempfile.TemporaryDirectory() as folder, running(command(port, people=people), port, Path(folder)) as server:
        return asyncio.run(_room(people, minutes, server.address, server, seed, say))


async def _room(people: int, minutes: float, address: str, server: LocalServer | None, seed: int, say: Say) -> Verdict:
    if server is not None:
        await settled(server, people)
    told, luck = Statistics(), random.Random(seed)
    say(
        _("{people} pretend people arrive and stay {minutes:g} minutes (Ctrl-C stops) …").format(
            people=people, minutes=minutes
        )
    )
    before, pretended, start = process_tree(server.pid) if server else None, own_seconds(), time.monotonic()
    until = start + RUSH + minutes * 60
    room = [SimulatedUser(address, random.Random(luck.random()), Profile(), told) for _nth in range(people)]
    lives = [asyncio.create_task(each.live(luck.uniform(0, RUSH), until)) for each in room]
    try:
        await asyncio.sleep(max(0.0, until - time.monotonic()) - 1)
        after = process_tree(server.pid) if server else None  # before anybody leaves
        lasted, pretending = time.monotonic() - start, own_seconds() - pretended
        _ended, late = await asyncio.wait(lives, timeout=OVERTIME)
        if late:
            told.faults[_("did not come to an end in time")] += len(late)
    finally:
        for life in lives:
            life.cancel()
        await asyncio.gather(*lives, return_exceptions=True)
    largest = sorted(after.private, reverse=True)[:people] if after else []
    return Verdict(
        people=people,
        minutes=minutes,
        address=address,
        pictures=Spread.of(told.pictures),
        moves=Spread.of(told.moves),
        back=Spread.of(told.back),
        memory=round(statistics.median(largest), 1) if largest else None,
        busy=round((after.spent - before.spent) / lasted, 2) if after and before else None,
        pretending=round(pretending / lasted, 2),
        drawn=told.drawn,
        locked=told.locked,
        closed=told.closed,
        waited=told.waited,
        refused=told.refused,
        lost=told.lost,
        faults=dict(told.faults.most_common()),
    )


async def settled(server: LocalServer, people: int) -> None:
    """Until as many kernels stand ready as were announced, and nothing new is started."""
    end, seen = time.monotonic() + SETTLING, -1
    while time.monotonic() < end:
        found = len(process_tree(server.pid).private)
        if found >= people and found == seen:
            return
        seen = found
        await asyncio.sleep(1.0)
