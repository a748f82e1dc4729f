"""Several plans as one world: half of a run is asking for the next array, whatever its size, so they share the asking.

Each plan's results are, to the bit, those of `run_futures` for it alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from simulation.model.per_future import PerFuture
from simulation.model.plan import Plan
from simulation.model.world import STRUCTURE
from simulation.runs.doubt import doubted
from simulation.runs.futures import DEFAULT_WEEKS, ideas_of, names, only, run_bands, run_futures
from simulation.runs.results import Results
from simulation.runs.stage import BATCH, kept_stage
from simulation.vocabulary.levers import LEVERS

BANDS = 2  # luck and doubt
FREE = tuple(name for name in LEVERS if name not in STRUCTURE)  # numbers that may differ within one world
WIDTHS = (8, 4, 2)  # plans at a time; the draws of each width are kept


def side_by_side(
    plans: Sequence[Plan], futures: int, seed: int, keep: tuple[str, ...]
) -> Iterator[tuple[int, Results]]:
    """Run plans with doubt, as `run_futures` does, those together that differ in nothing but levers.

    Yields (the plan's place, its results) as they come, the first plan's first.
    """
    waiting = list(range(len(plans)))
    while waiting:
        alike = [nth for nth in waiting if _world_of(plans[nth]) == _world_of(plans[waiting[0]])]
        first = plans[waiting[0]]
        most = BATCH / ((first["officials"] + first["peers"]) * futures * BANDS)
        width = next((width for width in WIDTHS if width <= min(most, len(alike))), 1)
        now, waiting = alike[:width], [nth for nth in waiting if nth not in alike[:width]]
        if width == 1:
            yield now[0], run_futures(first, futures=futures, seed=seed, doubt=True, keep=keep)
        else:
            yield from zip(now, _together([plans[nth] for nth in now], futures, seed, keep), strict=True)


def _world_of(plan: Plan) -> tuple[object, ...]:
    """What plans of one world have in common."""
    return plan.name, plan.without, *(value for name, value in plan.values.items() if name not in FREE)


def _together(plans: list[Plan], futures: int, seed: int, keep: tuple[str, ...]) -> list[Results]:
    first, weeks = plans[0], DEFAULT_WEEKS
    ideas = ideas_of(first, None)
    stage = kept_stage((first.name, seed, futures, BANDS)).wider(len(plans))
    numbers = doubted(first, ideas, stage.luck)
    for name in FREE:
        values = [plan[name] for plan in plans]
        if len(set(values)) > 1:
            numbers[name] = PerFuture.of(np.repeat(values, BANDS * futures))
    bands = run_bands([plan for plan in plans for _ in range(BANDS)], stage.world(numbers, ideas, weeks), spreads=False)
    bands = only(bands, keep)
    found = []
    for plan, luck, doubt in zip(plans, bands[::BANDS], bands[1::BANDS], strict=True):
        beside = Results(plan, seed, weeks, *doubt, ideas=names(ideas), band="doubt")
        found.append(Results(plan, seed, weeks, *luck, ideas=names(ideas), doubt=beside))
    return found
