"""Whether memory stays flat, however long one visitor moves sliders.

    python tests/load/many_moves.py [--moves 2000] [--warm 100] [--seconds 480]

Any slider, anywhere, one move after the other; measured after the first hundred and at the end, each time at rest. Where
time is up before the last move, it says after how many it measured.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.load.arrivals import arrive
from tests.load.memory import family, kernels_of, of_all
from tests.load.random_moves import Moves, move
from tests.load.servers import LocalServer, ours
from tests.load.table import bounded, measured, row

WARM = 100  # moves before the first measurement
FLAT = 5.0  # megabytes asked
REST = 3.0  # seconds; an idle process gives back what its last runs took


async def measure(server: LocalServer) -> tuple[float, float]:
    """Megabytes of the visitor's kernel alone, and of all processes with what they share counted once."""
    await asyncio.sleep(REST)
    kernel = max(each.private for each in of_all(kernels_of(server.pid)))
    return kernel, sum(each.with_share for each in of_all(list(family(server.pid))))


async def one(server: LocalServer, many: int, warm: int, lasting: float) -> None:
    """One visitor, many moves, for so many seconds at most after the first `warm`."""
    [visitor], moves, luck = await arrive(server, 1), Moves(), random.Random(3)
    for _nth in range(warm):
        await move(visitor, luck, moves)
    first, start, made = await measure(server), time.monotonic(), warm
    while made < many and time.monotonic() < start + lasting:
        await move(visitor, luck, moves)
        made += 1
    took, last = time.monotonic() - start, await measure(server)
    row("  moves made", f"{made}", f"{many}", made == many)
    for name, before, after in zip(("the visitor's kernel", "all processes together"), first, last, strict=True):
        grown = after - before
        row(f"  {name}, after {warm} and after {made} moves", f"{before:.1f} MB, {after:.1f} MB")
        row("    grown by", f"{grown:+.1f} MB", f"<= {FLAT:.0f} MB", grown <= FLAT)
    row("  of these without effect; refused", f"{moves.still}; {moves.refused}")
    row("  moves a second, one after the other", f"{(made - warm) / took:.0f}")
    visitor.disconnect()


async def main(many: int, lasting: float, warm: int = WARM) -> None:
    """Print the table."""
    print(f"One visitor, {many} moves")
    await measured(ours, lambda server: one(server, many, warm, lasting))


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--moves", type=int, default=2000)
    options.add_argument("--warm", type=int, default=WARM, help="moves before the first measurement")
    options.add_argument("--seconds", type=float, default=480.0, help="at most, after the first measurement")
    chosen = options.parse_args()
    if chosen.moves <= chosen.warm:
        options.error("--moves must be more than --warm")
    bounded(main(chosen.moves, chosen.seconds, chosen.warm))
