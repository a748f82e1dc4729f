"""A good course is used at once by most, and by every month fewer of them when nobody follows up."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simulation.ensemble.outcomes import end_of_support
from simulation.experiments.patterns.pattern import Band, Pattern
from simulation.experiments.trials import Trials, mean
from simulation.model.plans.loading import load

_FIRST = 4  # weeks: who applies "at once" did so in the first four weeks back at work


def find(trials: Trials) -> Mapping[str, np.ndarray]:
    """Shares of trainees who tried a step in the last four weeks, at once, after half a year and after a year."""
    course = load("generic_training")
    back = end_of_support(course.values) + _FIRST
    trainees = int(course["counterparts"])
    seen = trials.run(course, back + 52, {"applying": mean("applying", 0, trainees)})["applying"].mean(axis=1)
    at_once, half, year = seen[:, back], seen[:, back + 26], seen[:, back + 52]
    return {"at_once": at_once, "half_a_year": half, "a_year": year, "hazard": np.log(at_once / year) / 12}


PATTERN = Pattern(
    "AT1", "Relapse after a workshop", "one large generic training, nobody follows up", "H04 H05 H11",
    {
        "at_once": Band("share of trainees who apply something in the first month back at work", 0.54, 0.70),
        "half_a_year": Band("the same half a year later", 0.36, 0.52),
        "a_year": Band("the same a year later", 0.26, 0.42),
        "hazard": Band("share of those who applied lost in a month", 0.04, 0.06),
    },
    find,
)  # fmt: skip
