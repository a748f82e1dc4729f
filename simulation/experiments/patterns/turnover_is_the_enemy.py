"""Not forgetting but people leaving undoes what was embedded."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simulation.ensemble.outcomes import end_of_support
from simulation.experiments.patterns.arrangements import embedded
from simulation.experiments.patterns.ladder_of_stickiness import FROM, gain
from simulation.experiments.patterns.pattern import Band, Pattern
from simulation.experiments.trials import Trials

_HOURS, _YEARS = 200.0, 8
_MORE = 3  # times as many futures: who leaves when differs much from one to the next


def retention(trials: Trials, **numbers: float) -> np.ndarray:
    """Share of what support had added, once the first tries were over, that is there eight years after its end."""
    plan = embedded(_HOURS)
    end = end_of_support(plan.values)
    kept = gain(trials, plan, end + 52 * _YEARS, **numbers)
    return kept[:, end + 52 * _YEARS] / kept[:, end + FROM]


def find(trials: Trials) -> Mapping[str, np.ndarray]:
    """Retention with people leaving as they do, and with nobody leaving."""
    leaving = retention(trials.more(_MORE))
    return {"with": leaving, "none": retention(trials, turnover_per_year=0, election_every_months=0)}


PATTERN = Pattern(
    "AT13", "Turnover is the enemy", "help embedded on site for five months; eight years later", "H13 H14 A16 A17 A18",
    {
        "with": Band("share of the gain still there, people leaving as they do", 0.40, 0.60),
        "none": Band("the same where nobody leaves", 0.70),
    },
    find,
)  # fmt: skip
