"""The doubt band: what we suppose about people, drawn over its range, one value per future."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from simulation.model.chance import Luck
from simulation.model.parameters import parameters
from simulation.model.plan import Plan
from simulation.model.rule import Rule, declarations
from simulation.vocabulary.declare import ASSUMPTION


def doubted(plan: Plan, ideas: Sequence[Rule], luck: Luck) -> dict[str, Any]:
    """The plan's numbers, with every assumption drawn over its range in the second copy of the futures, shape
    (futures, 1).

    Half of the draws fall below the plan's value and half above, evenly out to each end of the range.
    """
    numbers: dict[str, Any] = dict(plan.values)
    for rule in ideas:  # an idea of one's own brings its numbers along
        for number in declarations(rule):
            numbers.setdefault(number.name, getattr(rule, number.name))
    known = parameters(ideas)
    first = len(luck.futures)
    for name, number in known.items():
        if number.role is not ASSUMPTION:
            continue
        middle = numbers[name]
        draw = luck.once(f"doubt/{name}", (("future", 1),)).astype(np.float64)
        drawn = np.where(
            draw < 0.5,
            number.low + (middle - number.low) * 2.0 * draw,
            middle + (number.high - middle) * (2.0 * draw - 1.0),
        )
        drawn = np.rint(drawn) if number.whole else drawn
        drawn[:first] = middle
        numbers[name] = drawn.astype(np.float32)
    return numbers
