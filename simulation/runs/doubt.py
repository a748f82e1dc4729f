"""The doubt band: what we suppose about people, one supposition per future."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from simulation.model.engine.streams import Luck
from simulation.model.parameters import parameters
from simulation.model.plan import Plan
from simulation.model.engine.rule import Rule, declarations
from simulation.runs.accepted import accepted
from simulation.vocabulary.declare import ASSUMPTION, Declaration

_ONE = (("future", 1),)


def doubted(plan: Plan, ideas: Sequence[Rule], luck: Luck) -> dict[str, Any]:
    """The plan's numbers, with every assumption another one in every second copy of the futures, shape (futures, 1).

    Each future draws one set from the accepted sample, so that assumptions go together as the evidence lets them. An
    assumption that the sample does not know (an idea of one's own) or that the plan sets to a value of its own is drawn
    over its range by itself: half of the draws fall below the plan's value and half above, evenly out to each end.
    """
    numbers: dict[str, Any] = dict(plan.values)
    for rule in ideas:  # an idea of one's own brings its numbers along
        for number in declarations(rule):
            numbers.setdefault(number.name, getattr(rule, number.name))
    sample, first = accepted(), len(luck.futures)
    chosen = np.floor(luck.once("doubt/set", _ONE).astype(np.float64) * sample.size).astype(int)
    for name, number in parameters(ideas).items():
        if number.role is not ASSUMPTION:
            continue
        middle = numbers[name]
        known = name in sample.sets and middle == number.default
        drawn = sample.sets[name][chosen] if known else _over_its_range(number, middle, luck)
        drawn = np.where(np.arange(len(drawn))[:, None] // first % 2, drawn, middle)
        numbers[name] = drawn.astype(np.float32)
    return numbers


def _over_its_range(number: Declaration, middle: float, luck: Luck) -> np.ndarray:
    draw = luck.once(f"doubt/{number.name}", _ONE).astype(np.float64)
    drawn = np.where(
        draw < 0.5,
        number.low + (middle - number.low) * 2.0 * draw,
        middle + (number.high - middle) * (2.0 * draw - 1.0),
    )
    return np.rint(drawn) if number.whole else drawn
