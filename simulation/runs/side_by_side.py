"""Several plans as one world: half of a run is asking for the next array, whatever its size, so they share the asking.

Each plan's results are, to the bit, those of `run_futures` for it alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from simulation.model.per_future import PerFuture
from simulation.model.plan import Plan
from simulation.model.world import STRUCTURE
from simulation.runs.doubt import doubted
from simulation.runs.futures import DEFAULT_WEEKS, ideas_of, only, results_of, run_bands, run_futures
from simulation.runs.results import Results
from simulation.runs.stage import BATCH, kept_stage
from simulation.vocabulary.levers import LEVERS

FREE = tuple(name for name in LEVERS if name not in STRUCTURE)  # numbers that may differ within one world
WIDTHS = (8, 4, 2)  # plans at a time; the draws of each width are kept


def fitting(plans: Sequence[Plan], futures: int, doubt: bool = True) -> list[int]:
    """The places of the first plan and of as many others as run well with it: those that differ in levers alone."""
    first, world = plans[0], _world_of(plans[0])
    alike = [nth for nth, plan in enumerate(plans) if _world_of(plan) == world]
    most = min(len(alike), BATCH / ((first["officials"] + first["peers"]) * futures * (1 + doubt)))
    return alike[: next((width for width in WIDTHS if width <= most), 1)]


def side_by_side(
    plans: Sequence[Plan], futures: int, seed: int, keep: tuple[str, ...], doubt: bool = True
) -> list[Results]:
    """Run plans that fit together as `run_futures` does each alone."""
    if len(plans) == 1 or futures == 1:  # a lone future has a twin of its own
        return [run_futures(plan, futures=futures, seed=seed, doubt=doubt, keep=keep) for plan in plans]
    first, bands = plans[0], 1 + doubt
    ideas = ideas_of(first, None)
    stage = kept_stage((first.name, seed, futures, bands)).wider(len(plans))
    numbers: dict[str, Any] = doubted(first, ideas, stage.luck) if doubt else dict(first.values)
    for name in FREE:
        values = [plan[name] for plan in plans]
        if len(set(values)) > 1:
            numbers[name] = PerFuture.of(np.repeat(values, bands * futures))
    world = stage.world(numbers, ideas, DEFAULT_WEEKS)
    batches = only(run_bands([plan for plan in plans for _ in range(bands)], world, spreads=False), keep)
    return [
        results_of(plan, seed, DEFAULT_WEEKS, ideas, batches[bands * nth : bands * (nth + 1)])
        for nth, plan in enumerate(plans)
    ]


def _world_of(plan: Plan) -> tuple[object, ...]:
    """What plans of one world have in common."""
    return plan.name, plan.without, *(value for name, value in plan.values.items() if name not in FREE)
