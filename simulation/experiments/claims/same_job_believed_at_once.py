"""Who has held the same job is believed at once, and has to earn it after.

Read: trust against hours together, with nobody leaving, on the mean path of each future. "Clearly higher" is .03 or
more, what the suite elsewhere takes a room to notice. The lead is that of the same job over none; it is graded where
each half of the way adds something. In a network: the lead in the first twenty hours of a pair, and its two halves.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulation.experiments.claims.claim import Claim, Contrast, Size
from simulation.experiments.claims.claim_trials import ClaimTrials
from simulation.experiments.claims.found import Found, known_mean, least, mean_of, worked_out
from simulation.experiments.claims.hours_together import trust_at
from simulation.model.plans.plan import Plan

_FIRST, _LATER = 20.0, 200.0  # hours of a pair
_MONTHS = 36
_MANY: dict[str, Any] = {"peers": 8, "peer_days": 48}  # so that 200 hours come together
_SHARED = (0.0, 0.5, 1.0)


def find(trials: ClaimTrials) -> Mapping[str, Found]:
    """The lead in trust after the first hours, and what is left of it after many."""
    mentors, network = trials.plan("parliament_mentors"), trials.plan("twenty_group")
    first, later = _by_experience(trials, mentors, _LATER)
    early, _ = _by_experience(trials, network, None)
    return {
        "lead": mean_of(first[2] - first[0]),
        "left": worked_out(_left, later[2] - later[0], first[2] - first[0]),
        "graded": least([mean_of(first[1] - first[0]), mean_of(first[2] - first[1])]),
        "network": mean_of(early[2] - early[0]),
        "network_graded": least([mean_of(early[1] - early[0]), mean_of(early[2] - early[1])]),
    }


def _left(later: np.ndarray, first: np.ndarray) -> np.ndarray:
    return known_mean(later) / known_mean(first)


def _by_experience(
    trials: ClaimTrials, plan: Plan, later: float | None
) -> tuple[list[np.ndarray], list[np.ndarray]]:  # fmt: skip
    first, after = [], []
    for shared in _SHARED:
        seen = trials.weekly(
            plan, ("trust", "contact_hours"), shared_experience=shared,
            months=_MONTHS if later else plan["months"], turnover_per_year=0, election_turnover=0,
            **(_MANY if later else {}),
        )  # fmt: skip
        hours = seen["contact_hours"].cumsum(axis=2)
        first.append(trust_at(hours, seen["trust"], _FIRST))
        after.append(trust_at(hours, seen["trust"], later or _FIRST))
    return first, after


CLAIM = Claim(
    "K6", "Who has held the same job is believed at once, and has to earn it after", "A",
    ("shared_experience", "months", "peers", "peer_days", "turnover_per_year", "election_turnover"),
    "shared experience 0, .5 and 1 in parliament mentors and in a 20 Group, trust after the same hours",
    {
        "lead": Size("trust after 20 hours, the same job less another", 0.03),
        "left": Size("share of that lead still there after 200 hours", None, 1 / 3),
        "graded": Size("the lesser half of the lead, 0 to .5 or .5 to 1", 0.0),
        "network": Size("trust after 20 hours in a 20 Group, the same job less another", 0.03),
        "network_graded": Size("the lesser half of that lead", 0.0),
    },
    find,
    Contrast("shared_experience", 0.0, 1.0),
)  # fmt: skip
