"""More people than places: whether everybody gets in in the end, and how long the last waits.

    python tests/load/crowd.py [--people 200] [--places 80]

All come within three seconds. Each looks for a few seconds, moves a slider once, and closes the page; the others wait in
line, as their page does by itself. A place is kept for eight seconds for whoever has just left, in case of a reload.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from simulation.load_test.run import RUSH, settled
from simulation.load_test.simulated_client import SimulatedClient
from tests.load.random_moves import Moves, move
from tests.load.servers import LocalServer, ours
from tests.load.table import bounded, measured, row

LOOKING = (3.0, 8.0)  # seconds
TIMEOUT_S = 180.0  # seconds in line; who waits longer is stuck


@dataclass
class Crowd:
    """What happened to everybody."""

    waited: list[float] = field(default_factory=list)  # seconds from the first request to the picture
    came_in: list[float] = field(default_factory=list)  # moments
    moves: Moves = field(default_factory=Moves)
    lines: int = 0  # people who had to wait
    inside: int = 0
    fullest: int = 0
    faults: Counter[str] = field(default_factory=Counter)


async def _somebody(server: LocalServer, luck: random.Random, crowd: Crowd) -> None:
    await asyncio.sleep(luck.uniform(0, RUSH))
    visitor = SimulatedClient(server.address, timeout_s=TIMEOUT_S)
    await visitor.arrive()
    if visitor.failure:
        crowd.faults[visitor.failure] += 1
        return
    crowd.waited.append(visitor.seconds["picture"])
    crowd.came_in.append(time.monotonic())
    crowd.lines += visitor.waits > 0
    crowd.inside += 1
    crowd.fullest = max(crowd.fullest, crowd.inside)
    try:
        await asyncio.sleep(luck.uniform(*LOOKING))
        await move(visitor, luck, crowd.moves)
        await visitor.close()
    except Exception as error:
        crowd.faults[f"{type(error).__name__}: {error}"] += 1
    finally:
        crowd.inside -= 1


async def come(server: LocalServer, people: int, places: int) -> None:
    """All of them. Raises RuntimeError when somebody met a fault or never came in."""
    await settled(server, places)
    crowd, luck = Crowd(), random.Random(4)
    await asyncio.gather(*(_somebody(server, random.Random(luck.random()), crowd) for _nth in range(people)))
    gap = max((after - before for before, after in pairwise(sorted(crowd.came_in))), default=0.0)
    inside = len(crowd.came_in)
    row(f"  came in, of {people}, where {places} fit", f"{inside}", f"{people}", inside == people)
    row("  most inside at a time", f"{crowd.fullest}", f"<= {places}", crowd.fullest <= places)
    row("  had to wait in line", f"{crowd.lines}")
    if crowd.waited:
        row("  until the last had a picture", f"{max(crowd.waited):.1f} s")
        row("  longest gap in which nobody came in", f"{gap:.1f} s")
    faults = sum(crowd.faults.values())
    row("  faults", f"{faults}", "0", not faults)
    for fault, count in crowd.faults.most_common():
        print(f"    {count} x {fault}")
    if inside < people or faults:
        raise RuntimeError(f"{people - inside} of {people} never came in, {faults} faults")


async def main(people: int, places: int) -> None:
    """Print the table."""
    print("More people than places")
    await measured(lambda port: ours(port, places, most=places), lambda server: come(server, people, places))


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--people", type=int, default=200)
    options.add_argument("--places", type=int, default=80)
    chosen = options.parse_args()
    bounded(main(chosen.people, chosen.places))
