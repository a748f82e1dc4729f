"""A few who have done the job beat a large generic class at the same days of peers.

Read: gain summed over the people supported, and reach, each divided by everybody's days in the same future; a class
whose gain a person, or whose reach, lies below .01 counts as .01. That a class may win on knowledge at first is
allowed, and not asked.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simulation.experiments.claims.claim import Claim, Size
from simulation.experiments.claims.claim_trials import ClaimTrials
from simulation.experiments.claims.classes import LEVERS_OF_A_CLASS, LONG_MONTHS, SHORT_MONTHS, generic_class
from simulation.experiments.claims.found import Found, share_of
from simulation.model.plans.plan import Plan

_LONG_TIMES, _SHORT_TIMES = 1.5, 3.0
_COUNTS_AS = 0.01


def find(trials: ClaimTrials) -> Mapping[str, Found]:
    """The share of futures in which mentors give so many times what each class gives for a day."""
    plan = trials.plan("parliament_mentors")
    mentors = trials.outcomes(plan)
    found = {}
    for name, months, times in (("long", LONG_MONTHS, _LONG_TIMES), ("short", SHORT_MONTHS, _SHORT_TIMES)):
        numbers = generic_class(plan, months)
        taught = trials.outcomes(plan, **numbers)
        of_class = _for_a_day(taught, plan, numbers["counterparts"], _COUNTS_AS)
        for what, of_mentors in _for_a_day(mentors, plan, plan["counterparts"], -np.inf).items():
            found[f"{what}_{name}"] = share_of(of_mentors >= times * of_class[what])
    return found


def _for_a_day(outcomes: Mapping[str, np.ndarray], plan: Plan, people: float, floor: float) -> dict[str, np.ndarray]:
    """Gain summed over people supported, and people reached, for a day of everybody's time."""
    return {
        "gain": np.maximum(outcomes["gain"], floor) * people / outcomes["days"],
        "reach": np.maximum(outcomes["reach"], floor) * plan["officials"] / outcomes["days"],
    }


CLAIM = Claim(
    "K1", "A few who have done the job beat a large generic class", "A", LEVERS_OF_A_CLASS,
    "parliament mentors as they stand (12 people, 18 months) against all 40 taught in one class, same peers' days, in "
    "eighteen months (long) or in one (short)",
    {
        "gain_long": Size("share of futures: mentors' gain a day at least 1.5 times the long class's", 0.9),
        "reach_long": Size("share of futures: mentors' reach a day at least 1.5 times the long class's", 0.9),
        "gain_short": Size("share of futures: mentors' gain a day at least 3 times the short class's", 0.9),
        "reach_short": Size("share of futures: mentors' reach a day at least 3 times the short class's", 0.9),
    },
    find,
)  # fmt: skip
