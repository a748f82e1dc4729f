"""How long a room waits for its first picture when all arrive at once, beside stock Voila in the same run.

    python tests/load/arrivals.py [--people 80] [--stock 80]

Every visitor is one page over HTTP and one kernel over a websocket on 127.0.0.1, from the first request until the numbers
of the picture are there; a browser then needs about half a second to draw them. The files that all pages share are left
out: a browser fetches them beside the kernel's start, and keeps them.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from simulation.load_test.run import settled
from simulation.load_test.simulated_client import TIMEOUT_S, SimulatedClient
from tests.load.memory import family, kernels_of, of_all
from tests.load.servers import LocalServer, ours, stock
from tests.load.table import at_most, bounded, measured, row

ALONE, UNANNOUNCED, ANNOUNCED, MEMORY = 1.0, 6.0, 3.0, 20.0  # what is asked: seconds, megabytes
NEEDED = 200.0  # megabytes that stock Voila is given for each visitor, or it gets fewer


async def arrive(server: LocalServer, people: int, plan: str = "") -> list[SimulatedClient]:
    """So many visitors at once; all stay. Raises RuntimeError when one gets no picture."""
    visitors = [SimulatedClient(server.address, plan) for _ in range(people)]
    await asyncio.gather(*(each.arrive() for each in visitors))
    failed = [each.failure for each in visitors if each.failure]
    if failed:
        raise RuntimeError(
            f"{len(failed)} of {people} got no picture, the first because: {failed[0]}\n{server.log()[-2000:]}"
        )
    return visitors


def seconds(visitors: list[SimulatedClient]) -> list[float]:
    """When each had its picture, in order."""
    return sorted(each.seconds["picture"] for each in visitors)


async def rush(server: LocalServer, people: int, most: float | None) -> None:
    """All at once, and what that took."""
    before = os.times()
    found = seconds(await arrive(server, people))
    spent = os.times()
    client = spent.user + spent.system - before.user - before.system
    _timed(f"  {people} at once: until the last has its picture", found[-1], most)
    row("    half of them, nine of ten", f"{statistics.median(found):.2f} s, {found[int(0.9 * len(found))]:.2f} s")
    row("    of that on this side, on the same processors", f"{client:.2f} s")


async def one_after_another(server: LocalServer, most: float | None) -> None:
    """A single visitor, the first of all; then five more, each alone."""
    first = seconds(await arrive(server, 1))[0]
    found = [seconds(await arrive(server, 1))[0] for _ in range(5)]
    _timed("  the first visitor, alone", first, most)
    _timed("  the next five, each alone: median", statistics.median(found), most)


def memory(server: LocalServer, people: int, most: float | None) -> None:
    """What each visitor's process holds, and what the whole costs."""
    visited = sorted((each.private for each in of_all(kernels_of(server.pid))), reverse=True)[:people]
    name, found = "  private memory of a visitor's process: median", statistics.median(visited)
    row(name, f"{found:.1f} MB") if most is None else at_most(name, found, most, "MB", 1)
    whole = sum(each.with_share for each in of_all(list(family(server.pid))))
    row("  all processes of this server together", f"{whole:.0f} MB")


def _timed(name: str, found: float, most: float | None) -> None:
    row(name, f"{found:.2f} s") if most is None else at_most(name, found, most, "s", 2)


async def unannounced(server: LocalServer, people: int) -> None:
    """Nobody said how many would come."""
    await one_after_another(server, ALONE)
    await asyncio.sleep(3)
    await rush(server, people, UNANNOUNCED)
    memory(server, people, MEMORY)


async def announced(server: LocalServer, people: int) -> None:
    """`--people` said it."""
    await settled(server, people)
    await rush(server, people, ANNOUNCED)


async def as_it_comes(server: LocalServer, people: int) -> None:
    """Stock Voila."""
    await one_after_another(server, None)
    try:
        await rush(server, people, None)
    except RuntimeError as error:  # on a busy machine it may not get there
        row(f"  {people} at once", f"not all within {TIMEOUT_S:.0f} s")
        print(f"    {str(error).splitlines()[0]}")
    memory(server, people, None)


def fits(people: int) -> int:
    """How many visitors stock Voila has memory for on this machine."""
    told = Path("/proc/meminfo").read_text(encoding="ascii")
    available = int(told.partition("MemAvailable:")[2].split()[0]) / 1024
    return max(1, min(people, int(0.8 * available / NEEDED)))


async def arrivals(people: int) -> None:
    """Ours, both ways."""
    print("Arriving, nobody announced")
    await measured(ours, lambda server: unannounced(server, people))
    print(f"Arriving, --people {people}")
    await measured(lambda port: ours(port, people), lambda server: announced(server, people))


async def beside(people: int) -> None:
    """Stock Voila's."""
    few = fits(people)
    print("Arriving, stock Voila" + ("" if few == people else f" (memory for {few} only)"))
    await measured(stock, lambda server: as_it_comes(server, few))


async def main(people: int, stock_people: int) -> None:
    """Print the table."""
    await arrivals(people)
    if stock_people:
        await beside(stock_people)


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--people", type=int, default=80)
    options.add_argument("--stock", type=int, default=80, help="how many visit stock Voila; 0 for none")
    chosen = options.parse_args()
    bounded(main(chosen.people, chosen.stock))
