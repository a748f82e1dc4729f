"""How long a moved slider takes to its picture's numbers: for one visitor, and while a whole room moves.

    python tests/load/moving.py [--people 80] [--seconds 60] [--alone 40]

Each visitor of the room moves one slider, any slider, anywhere, every five seconds, evenly spread over the room with a
little luck. Over HTTP and websockets on 127.0.0.1, until the answer with all its numbers is there, and until the doubt band has followed; a browser's
drawing is not in it.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from simulation.load_test.process_tree import own_seconds, process_tree
from simulation.load_test.run import settled
from simulation.load_test.simulated_client import SimulatedClient
from simulation.load_test.verdict import Spread
from tests.load.arrivals import arrive
from tests.load.random_moves import Moves, move
from tests.load.servers import LocalServer, ours
from tests.load.table import at_most, bounded, measured, row

ALONE, TOGETHER = 0.080, 0.150  # seconds asked of 95 moves in 100
EVERY, UNEVEN = 5.0, 0.5  # seconds between two moves of one visitor, and how much earlier or later they may be
BY_ONE, PAUSE = 40, 0.5  # moves of the visitor alone, and seconds between them


async def alone(server: LocalServer, many: int) -> None:
    """One visitor, nobody else, so many moves."""
    [visitor], moves, luck = await arrive(server, 1), Moves(), random.Random(1)
    for _nth in range(many):
        await asyncio.sleep(PAUSE)
        await move(visitor, luck, moves)
    tell("  one visitor alone", moves, ALONE)
    visitor.disconnect()


async def room(server: LocalServer, people: int, lasting: float) -> None:
    """All of them, for so many seconds."""
    visitors, moves, luck = await arrive(server, people), Moves(), random.Random(2)
    await asyncio.sleep(3)
    before, pretended, start = process_tree(server.pid), own_seconds(), time.monotonic()
    lives = [
        _lives(each, start + EVERY * nth / people, start + lasting, random.Random(luck.random()), moves)
        for nth, each in enumerate(visitors)
    ]
    late = sum(await asyncio.gather(*lives))
    took = time.monotonic() - start
    pretending, busy = own_seconds() - pretended, process_tree(server.pid).spent - before.spent
    tell(f"  {people} visitors, each every {EVERY:.0f} s", moves, TOGETHER)
    row("    moves that came late, since the last was unanswered", f"{late}")
    row("    processors busy: server, this side", f"{busy / took:.2f}, {pretending / took:.2f}")
    for each in visitors:
        each.disconnect()


async def _lives(visitor: SimulatedClient, first: float, until: float, luck: random.Random, moves: Moves) -> int:
    """Moves at its moments; the number of those that came late."""
    late, moment = 0, first
    while max(moment, time.monotonic()) < until:
        wait = moment + luck.uniform(-UNEVEN, UNEVEN) - time.monotonic()
        late += wait < -UNEVEN - 0.1
        await asyncio.sleep(max(0.0, wait))
        await move(visitor, luck, moves)
        moment += EVERY
    return late


def tell(who: str, moves: Moves, most: float) -> None:
    """The figures of some moves. Raises RuntimeError where there was none."""
    found = Spread.of(moves.seconds)
    if found is None:
        raise RuntimeError("no slider was moved")
    at_most(f"{who}: 95 moves in 100 within", 1000 * found.p95, 1000 * most, "ms", 0)
    row("    half of them, the longest", f"{1000 * found.p50:.0f} ms, {1000 * found.longest:.0f} ms")
    whole = Spread.of(moves.whole)
    if whole is not None:
        row("    with the doubt band: 95 in 100, half", f"{1000 * whole.p95:.0f} ms, {1000 * whole.p50:.0f} ms")
    row("    moves; of no effect; refused", f"{found.count}; {moves.still}; {moves.refused}")


async def main(people: int, lasting: float, by_one: int = BY_ONE) -> None:
    """Print the table."""
    print("Moving sliders (until the numbers are there; the browser's drawing is not in it)")
    await measured(ours, lambda server: alone(server, by_one))

    async def together(server: LocalServer) -> None:
        await settled(server, people)
        await room(server, people, lasting)

    await measured(lambda port: ours(port, people), together)


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--people", type=int, default=80)
    options.add_argument("--seconds", type=float, default=60.0)
    options.add_argument("--alone", type=int, default=BY_ONE, help="moves of one visitor alone")
    chosen = options.parse_args()
    bounded(main(chosen.people, chosen.seconds, chosen.alone))
