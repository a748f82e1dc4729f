"""`make load`: arrivals beside stock Voila, moving sliders, a crowd, and many moves, within ten minutes in all.

    python tests/load/everything.py [--people 80] [--stock 40]

Stock Voila gets half as many visitors, so that there is time for the rest; `tests/load/arrivals.py` alone gives it as many.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.load import arrivals, crowd, many_moves, moving
from tests.load.table import LONGEST, bounded

RESERVE = 60.0  # seconds for the first hundred moves, and for the last server to stop


async def main(people: int, stock: int) -> None:
    """Print the tables; many moves come last, and take what time is left."""
    end = time.monotonic() + LONGEST - RESERVE
    await arrivals.arrivals(people)
    await moving.main(people, lasting=60.0)
    await crowd.main(people * 5 // 2, people)
    if stock:
        await arrivals.beside(stock)
    await many_moves.main(2000, end - time.monotonic())


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--people", type=int, default=80)
    options.add_argument("--stock", type=int, default=40, help="how many visit stock Voila; 0 for none")
    chosen = options.parse_args()
    bounded(main(chosen.people, chosen.stock))
