"""What becomes of points whose numbers do not go together, such as a taper longer than the support."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulation.model.parameters import parameters
from simulation.model.plans.plan import Plan
from simulation.vocabulary.errors import ParameterError

POLICIES = {
    "refuse": "the design is refused",
    "skip": "the point is left out, and the list of cases says why",
    "move": "its numbers move together towards the plan's own, as little as makes them possible",
}
_HALVINGS = 20  # how finely the way to the plan's own numbers is searched


def moved(plan: Plan, numbers: Mapping[str, float]) -> Plan:
    """The plan with numbers as near to those given as is possible, on the straight way from them to the plan's own."""
    possible, share = 0.0, 1.0
    found = plan
    for _ in range(_HALVINGS):
        share_tried = (possible + share) / 2
        try:
            found = plan.with_(**_towards(plan, numbers, share_tried))
            possible = share_tried
        except ParameterError:
            share = share_tried
    return found


def _towards(plan: Plan, numbers: Mapping[str, float], share: float) -> dict[str, Any]:
    """Numbers that lie this share of the way from the plan's own to those given; counts rounded."""
    way = {}
    for name, value in numbers.items():
        between = plan[name] + share * (value - plan[name])
        way[name] = round(between) if parameters()[name].whole else between
    return way
