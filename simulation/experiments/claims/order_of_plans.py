"""Order: in each place no support, a short class, a long class and the partnership come to more and more.

Read: each place but that of the class itself (generic training), with that place's own total of peers' days; the
classes teach everybody there (see `classes`); gain a person supported, in sanitation knowledge a year after the last
day. Told apart: of the 45 pairs of the ten scenarios that AT16 was written for, those whose means of gain differ by .02
and by two standard errors.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, pairwise
from typing import Any

import numpy as np

from simulation.experiments.claims.claim import Claim, Size
from simulation.experiments.claims.claim_trials import ClaimTrials
from simulation.experiments.claims.classes import LEVERS_OF_A_CLASS, LONG_MONTHS, SHORT_MONTHS, generic_class
from simulation.experiments.claims.found import Found, exactly, least, mean_of
from simulation.experiments.patterns.arrangements import NOBODY_COMES
from simulation.experiments.trials import mean
from simulation.model.plans.plan import Plan
from simulation.vocabulary.units import WEEKS_PER_YEAR, first_week_without

TEN = (
    "civil_service_counterparts", "community_business_network", "country_peer_review", "delivery_counterparts",
    "district_sanitation", "generic_training", "health_budget_network", "parliament_mentors", "twenty_group",
    "union_parishads",
)  # fmt: skip
_CLASS, _BY_KNOWLEDGE = "generic_training", "district_sanitation"
_APART = 0.02
_STEPS = ("short", "long", "partnership")


def find(trials: ClaimTrials) -> Mapping[str, Found]:
    """The least step from one plan to the next, over all places, and how many pairs of scenarios are told apart."""
    steps: dict[str, list[Found]] = {name: [] for name in _STEPS}
    for place in TEN:
        if place == _CLASS:
            continue
        plan = trials.plan(place)
        plans: list[Mapping[str, Any]] = [generic_class(plan, SHORT_MONTHS), generic_class(plan, LONG_MONTHS), {}]
        look = _knowledge if place == _BY_KNOWLEDGE else _gain
        gains = [look(trials, plan, numbers) for numbers in plans]
        for name, (less, more) in zip(_STEPS, pairwise([np.zeros_like(gains[0]), *gains]), strict=True):
            steps[name].append(mean_of(more - less))
    gain = {name: trials.outcomes(trials.plan(name))["gain"] for name in TEN}
    apart = sum(_told_apart(gain[one], gain[other]).astype(float) for one, other in combinations(TEN, 2))
    return {**{name: least(found) for name, found in steps.items()}, "apart": exactly(np.asarray(apart))}


def _told_apart(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    gap = mean_of(one - other)
    return (np.abs(gap.value) >= _APART) & ((gap.low > 0) | (gap.high < 0))


def _gain(trials: ClaimTrials, plan: Plan, numbers: Mapping[str, Any]) -> np.ndarray:
    return trials.outcomes(plan, **numbers)["gain"]


def _knowledge(trials: ClaimTrials, plan: Plan, numbers: Mapping[str, Any]) -> np.ndarray:
    """What those supported know more a year after the last day than in the same seats without support."""
    people = int(numbers.get("counterparts", plan["counterparts"]))
    week = first_week_without(numbers.get("months", plan["months"])) + WEEKS_PER_YEAR
    watch = {"knowledge": mean("knowledge", 0, people)}
    helped = trials.run(plan, week, watch, at=(week,), **numbers)
    alone = trials.run(plan, week, watch, NOBODY_COMES, at=(week,), **{**numbers, "implementation_fund": 0})
    return helped["knowledge"][:, :, 0] - alone["knowledge"][:, :, 0]


CLAIM = Claim(
    "S1", "In each place a class is better than nothing, and the partnership better than a class", "A B C D E",
    LEVERS_OF_A_CLASS,
    "no support, a class of a month, a class of eighteen months and the partnership on the same total of peers' days, "
    "in nine places",
    {
        "short": Size("short class less no support, least of the nine places", 0.0),
        "long": Size("long class less short class, least of the nine places", 0.0),
        "partnership": Size("the partnership less the long class, least of the nine places", 0.0),
        "apart": Size("how many of the 45 pairs of scenarios are told apart by gain", 40.0),
    },
    find,
)  # fmt: skip
