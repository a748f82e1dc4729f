"""A bet that can be lost: each answer comes true somewhere, and none nearly everywhere.

Read in every partnership of the kit: what is left, a year after the last day, of the gain of the people supported on
it, over the ensemble; where there was hardly any gain, little is left. The answers part at the thresholds of the
question "What stays?". "None in more than six of ten" is a share of the partnerships.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simulation.answers import what_stays
from simulation.experiments.claims.claim import Claim, Size
from simulation.experiments.claims.claim_trials import ClaimTrials
from simulation.experiments.claims.found import Found, exactly
from simulation.model.plans.scenario import scenarios

_FAINT = 0.005  # a gain too small for anything to be left of it


def answers_true(at_end: np.ndarray, later: np.ndarray) -> np.ndarray:
    """Which of the four answers (0 little, 1 some, 2 most, 3 more) is true of mean gains, each of shape (sets,)."""
    parts = sorted((what_stays.HALF, what_stays.KEPT, what_stays.GREW))
    kept = np.where(at_end > _FAINT, later / np.maximum(at_end, _FAINT), 0.0)
    return np.searchsorted(parts, kept)


def find(trials: ClaimTrials) -> Mapping[str, Found]:
    """In how many partnerships the rarest answer comes true, and in what share of them the commonest."""
    found = []
    for name in scenarios():
        outcomes = trials.outcomes(trials.plan(name))
        found.append(answers_true(outcomes["gain_at_end"].mean(axis=1), outcomes["gain"].mean(axis=1)))
    counts = np.stack([(np.stack(found) == answer).sum(axis=0) for answer in range(4)]).astype(float)
    return {"rarest": exactly(counts.min(axis=0)), "commonest": exactly(counts.max(axis=0) / len(found))}


CLAIM = Claim(
    "S3", "The bet can be lost", "B", (),
    "what is left of the last day's gain a year later, in all partnerships as they stand",
    {
        "rarest": Size("partnerships in which the rarest of the four answers comes true", 1.0),
        "commonest": Size("share of the partnerships in which the commonest comes true", None, 0.6),
    },
    find,
)  # fmt: skip
