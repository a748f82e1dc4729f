"""`make load`: how long a room waits for its first picture when all arrive at once, beside stock Voila in the same run.

    python tests/load/arrivals.py [--people 80] [--stock 80]

Every visitor is one page over HTTP and one kernel over a websocket on 127.0.0.1, from the first request until the numbers
of the picture are there; a browser then needs about half a second to draw them. The files that all pages share are left
out: a browser fetches them beside the kernel's start, and keeps them. Stops by itself within ten minutes.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.load.memory import family, kernels_of, of_all
from tests.load.servers import Running, free_port, ours, running, stock
from tests.load.visitor import PATIENCE, Visitor

LONGEST = 590  # seconds for all of it
NEEDED = 200.0  # megabytes that stock Voila is given for each visitor, or it gets fewer
SETTLING = 8.0  # seconds for announced kernels to stand ready


def row(name: str, found: str, asked: str = "") -> None:
    """One line of the table."""
    print(f"{name:<58} {found:>26}" + (f"   asked: {asked}" if asked else ""), flush=True)


async def arrive(server: Running, people: int, plan: str = "") -> list[Visitor]:
    """So many visitors at once; all stay."""
    visitors = [Visitor(server.address, plan) for _ in range(people)]
    await asyncio.gather(*(each.arrive() for each in visitors))
    failed = [each.failed for each in visitors if each.failed]
    if failed:
        raise RuntimeError(
            f"{len(failed)} of {people} got no picture, the first because: {failed[0]}\n{server.log()[-2000:]}"
        )
    return visitors


def seconds(visitors: list[Visitor]) -> list[float]:
    """When each had its picture, in order."""
    return sorted(each.seconds["picture"] for each in visitors)


async def rush(server: Running, people: int, asked: str) -> list[Visitor]:
    """All at once, and what that took."""
    before = os.times()
    visitors = await arrive(server, people)
    spent, found = os.times(), seconds(visitors)
    client = spent.user + spent.system - before.user - before.system
    row(f"  {people} at once: until the last has its picture", f"{found[-1]:.2f} s", asked)
    row("    half of them, nine of ten", f"{statistics.median(found):.2f} s, {found[int(0.9 * len(found))]:.2f} s")
    row("    of that on this side, on the same processors", f"{client:.2f} s")
    return visitors


async def one_after_another(server: Running, asked: str) -> None:
    """A single visitor, the first of all; then five more, each alone."""
    first = seconds(await arrive(server, 1))[0]
    found = [seconds(await arrive(server, 1))[0] for _ in range(5)]
    row("  the first visitor, alone", f"{first:.2f} s", asked)
    row("  the next five, each alone: median", f"{statistics.median(found):.2f} s", asked)


def memory(server: Running, people: int, asked: str) -> None:
    """What each visitor's process holds, and what the whole costs."""
    visited = sorted((each.private for each in of_all(kernels_of(server.pid))), reverse=True)[:people]
    row("  private memory of a visitor's process: median", f"{statistics.median(visited):.1f} MB", asked)
    whole = sum(each.with_share for each in of_all(list(family(server.pid))))
    row("  all processes of this server together", f"{whole:.0f} MB")


async def measured(command: Callable[[int], list[str]], work: Callable[[Running], object]) -> None:
    """A server of its own for one measurement."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder, running(command(port), port, Path(folder)) as server:
        await work(server)  # type: ignore[misc]


async def unannounced(server: Running, people: int) -> None:
    """Nobody said how many would come."""
    await one_after_another(server, "<= 1.0 s")
    await asyncio.sleep(3)
    await rush(server, people, "<= 6 s")
    memory(server, people, "<= 20 MB")


async def announced(server: Running, people: int) -> None:
    """`--people` said it."""
    await asyncio.sleep(SETTLING)
    await rush(server, people, "<= 3 s")


async def as_it_comes(server: Running, people: int) -> None:
    """Stock Voila."""
    await one_after_another(server, "")
    try:
        await rush(server, people, "")
    except RuntimeError as error:  # on a busy machine it may not get there
        row(f"  {people} at once", f"not all within {PATIENCE:.0f} s")
        print(f"    {str(error).splitlines()[0]}")
    memory(server, people, "")


def fits(people: int) -> int:
    """How many visitors stock Voila has memory for on this machine."""
    told = Path("/proc/meminfo").read_text(encoding="ascii")
    available = int(told.partition("MemAvailable:")[2].split()[0]) / 1024
    return max(1, min(people, int(0.8 * available / NEEDED)))


async def main(people: int, stock_people: int) -> None:
    """Print the table."""
    load = "/".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, load before {load}\n")
    print("Counterparts, nobody announced")
    await measured(ours, lambda server: unannounced(server, people))
    print(f"Counterparts, --people {people}")
    await measured(lambda port: ours(port, people), lambda server: announced(server, people))
    if stock_people:
        few = fits(stock_people)
        print("Stock Voila" + ("" if few == stock_people else f" (memory for {few} only)"))
        await measured(stock, lambda server: as_it_comes(server, few))
    load = "/".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"\nload after {load}")


def stop(number: int, *_: object) -> None:
    """Never hang, and whoever stops us stops the servers too: they end on the way out."""
    raise SystemExit(f"stopped after {LONGEST} s" if number == signal.SIGALRM else "stopped")


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=80)
    options.add_argument("--stock", type=int, default=80, help="how many visit stock Voila; 0 for none")
    chosen = options.parse_args()
    signal.signal(signal.SIGALRM, stop)
    signal.signal(signal.SIGTERM, stop)
    signal.alarm(LONGEST)
    started = time.monotonic()
    asyncio.run(main(chosen.people, chosen.stock))
    print(f"{time.monotonic() - started:.0f} s in all")
