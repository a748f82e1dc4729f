"""Worlds for tests: a plan's rules in some futures, made in a line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from simulation.ensemble.context import EnsembleContext
from simulation.model.engine.rule import Rule
from simulation.model.engine.world import World
from simulation.model.plans.plan import Plan, defaults
from simulation.model.rules import STANDARD
from simulation.vocabulary.state_variables import STATE_VARIABLES, Kind

SMALL: dict[str, Any] = {"officials": 24, "counterparts": 6, "units": 3}


def small(**changes: Any) -> Plan:
    """A small partnership with mentors from outside."""
    return defaults().with_(**{**SMALL, **changes})


def world(
    plan: Plan | None = None,
    rules: Sequence[Rule] = STANDARD,
    *,
    futures: int | range = 4,
    weeks: int = 60,
    seed: int = 3,
    spreads: bool = False,
    **how: Any,
) -> World:
    """A world before its first week. `how` goes to `EnsembleContext.setting`."""
    plan = small() if plan is None else plan
    running = tuple(rule for rule in rules if rule.name() not in plan.without)
    numbers = range(futures) if isinstance(futures, int) else futures
    return World(EnsembleContext(seed, numbers).setting(plan.values, running, weeks, **how), spreads=spreads)


def only(*names: str) -> tuple[Rule, ...]:
    """Some of the standard rules."""
    return tuple(rule for rule in STANDARD if rule.name() in names)


def held(made: World, *kinds: Kind) -> dict[str, np.ndarray]:
    """What a world holds now, by name; only variables of some kinds, where kinds are named."""
    return {name: made.arrays[name].copy() for name, v in STATE_VARIABLES.items() if not kinds or v.kind in kinds}


def weekly(made: World, names: Iterable[str]) -> dict[str, np.ndarray]:
    """Take a world to its end and keep what variables held, week by week from week 0: (weeks + 1, futures, entries)."""
    names = tuple(names)
    seen = {name: [made.arrays[name].copy()] for name in names}
    while made.week < made.setting.weeks:
        made.advance()
        for name in names:
            seen[name].append(made.arrays[name].copy())
    return {name: np.stack(arrays) for name, arrays in seen.items()}
