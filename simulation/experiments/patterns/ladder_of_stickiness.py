"""The same hours leave most behind when they are embedded in the place, least when they come all at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulation.ensemble.outcomes import end_of_support
from simulation.experiments.patterns.arrangements import NOBODY_COMES, embedded, one_off, spaced
from simulation.experiments.patterns.pattern import Band, Pattern
from simulation.experiments.trials import Trials, mean
from simulation.model.plans.plan import Plan

HOURS = 120.0
_MORE = 12  # times as many futures for the course, and half as many for the help on site
FROM, _TO = 26, 130  # weeks after support ends: once the first tries back at work are over, for two years


def gain(trials: Trials, plan: Plan, weeks: int, **numbers: Any) -> np.ndarray:
    """What support added to the practice of the posts supported, shape (sets, weeks + 1), beside the same luck without
    any contact.
    """
    watch = {"practice": mean("practice", 0, int(plan["counterparts"]))}
    helped = trials.run(plan, weeks, watch, **numbers)["practice"]
    alone = trials.run(plan, weeks, watch, NOBODY_COMES, **numbers)["practice"]
    return (helped - alone).mean(axis=1)


def hazard(trials: Trials, plan: Plan) -> np.ndarray:
    """Share of the gain lost in a month."""
    end = end_of_support(plan.values)
    kept = gain(trials, plan, end + _TO)
    return np.log(kept[:, end + FROM] / kept[:, end + _TO]) / ((_TO - FROM) * 12 / 52)


def find(trials: Trials) -> Mapping[str, np.ndarray]:
    """Hazards of the gain for the three ways to spend the same hours."""
    many = trials.more(_MORE)  # of a small gain it takes many to see it fade
    a, b = hazard(many, one_off(HOURS)), hazard(trials, spaced(HOURS))
    c = hazard(trials.more(_MORE // 2), embedded(HOURS))
    return {"one_off": a, "spaced": b, "embedded": c, "a_less_b": a - b, "b_less_c": b - c, "c_over_a": c / a}


PATTERN = Pattern(
    "AT2", "The ladder of stickiness", "120 hours each as a course, as 15 months of visits, as five months on site",
    "H05 H12 H13 H23",
    {
        "one_off": Band("share of the gain lost in a month, after a course"),
        "spaced": Band("the same after spaced peer support", 0.009, 0.019),
        "embedded": Band("the same after help embedded on site"),
        "a_less_b": Band("the course loses more than spaced support", 0.0),
        "b_less_c": Band("spaced support loses more than embedded help", 0.0),
        "c_over_a": Band("embedded help loses at most a quarter of what the course loses", None, 0.25),
    },
    find,
)  # fmt: skip
