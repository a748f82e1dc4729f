"""The futures a page draws: a quarter of them for a first look, then all. Run here, or by whoever serves the page."""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Protocol

from simulation.model.plan import Plan
from simulation.pages.charts.picture import PANELS
from simulation.runs.futures import run_futures
from simulation.runs.results import Results
from simulation.runs.side_by_side import side_by_side

FUTURES = 100  # enough for steady bands
FIRST_LOOK = 25  # of the same futures: enough to see where it goes, in less than half the time
SEED = 7  # one luck for the whole room: two phones with the same sliders show the same picture
KEPT = 6  # results: two plans, looked at twice, and where they stood before
_turn = threading.Lock()  # draws are kept from run to run, and only one run at a time may look at them


def run(plan: Plan, futures: int) -> Results:
    """The first so many futures of a plan, with doubt, as all pages run them."""
    with _turn:
        return run_futures(plan, futures=futures, seed=SEED, doubt=True, keep=PANELS)


def run_together(plans: Sequence[Plan], futures: int, doubt: bool = True) -> list[Results]:
    """The same for plans that fit together (`side_by_side.fitting`), by luck alone where doubt would take too long."""
    with _turn:
        return side_by_side(plans, futures, SEED, PANELS, doubt)


class Runner(Protocol):
    """Who runs futures for this page."""

    def now(self, plan: Plan, futures: int) -> Results:
        """At once: somebody waits for them."""

    async def later(self, plan: Plan, futures: int) -> Results:
        """As soon as nobody else waits for theirs; when cancelled, not at all."""


class Here:
    """This very process."""

    def now(self, plan: Plan, futures: int) -> Results:
        """Run them."""
        return run(plan, futures)

    async def later(self, plan: Plan, futures: int) -> Results:
        """Beside the page, which goes on to answer."""
        return await asyncio.get_running_loop().run_in_executor(_beside(), run, plan, futures)


@cache
def _beside() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "futures")


_kept: OrderedDict[tuple[Plan, int], Results] = OrderedDict()
_runner: Runner = Here()


def run_by(runner: Runner) -> None:
    """From now on, by somebody else."""
    global _runner
    _runner = runner


def futures_of(plan: Plan, futures: int = FUTURES) -> Results:
    """The futures of a plan, kept, so that plan A rests while plan B's sliders move."""
    return _keep(plan, futures, _kept.get((plan, futures)) or _runner.now(plan, futures))


async def futures_later(plan: Plan, futures: int = FUTURES) -> Results:
    """The same, when the one who runs them has time."""
    return _keep(plan, futures, _kept.get((plan, futures)) or await _runner.later(plan, futures))


def _keep(plan: Plan, futures: int, results: Results) -> Results:
    _kept[plan, futures] = results
    _kept.move_to_end((plan, futures))
    while len(_kept) > KEPT:
        _kept.popitem(last=False)
    return results
