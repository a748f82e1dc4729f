"""Several plans as one world: half of a run is asking for the next array, whatever its size, so they share the asking.

Each plan's results are, to the bit, those of `run_futures` for it alone.
"""

from __future__ import annotations

from collections.abc import Sequence

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


def fitting(plans: Sequence[Plan], futures: int) -> list[int]:
    """The places of the first plan and of as many others as run well with it: those that differ in levers alone."""
    first, world = plans[0], _world_of(plans[0])
    alike = [nth for nth, plan in enumerate(plans) if _world_of(plan) == world]
    most = min(len(alike), BATCH / ((first["officials"] + first["peers"]) * futures * BANDS))
    return alike[: next((width for width in WIDTHS if width <= most), 1)]


def side_by_side(plans: Sequence[Plan], futures: int, seed: int, keep: tuple[str, ...]) -> list[Results]:
    """Run plans that fit together, with doubt, as `run_futures` does each alone."""
    if len(plans) == 1:
        return [run_futures(plans[0], futures=futures, seed=seed, doubt=True, keep=keep)]
    return _together(plans, futures, seed, keep)


def _world_of(plan: Plan) -> tuple[object, ...]:
    """What plans of one world have in common."""
    return plan.name, plan.without, *(value for name, value in plan.values.items() if name not in FREE)


def _together(plans: Sequence[Plan], futures: int, seed: int, keep: tuple[str, ...]) -> list[Results]:
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
