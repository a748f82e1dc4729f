"""Keep something back for the day it comes: days held back pay where crises are frequent, if they can be moved soon.

Read: parliament mentors; "best" is by what citizens get, since days held back go into rules as much as into habits.
Windows used are those that opened while support lasted, with a fifth of the days held back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulation.experiments.claims.claim import Claim, Contrast, Size
from simulation.experiments.claims.claim_trials import ClaimTrials
from simulation.experiments.claims.found import Found, best_inside, known_mean, worked_out
from simulation.vocabulary.units import first_week_without

_HELD_BACK = (0.0, 0.05, 0.1, 0.2, 0.3, 0.45, 0.6)
_CALM = (0.0, 0.1, 0.3, 0.6)
_SOON, _LATE = 2, 13  # weeks to move the days
_USUAL = 0.2
_SEVERE: dict[str, Any] = {"crisis_per_year": 1.0, "crisis_severity": 0.8}


def find(trials: ClaimTrials) -> Mapping[str, Found]:
    """How much held back is best, with and without crises, and what it is worth to be quick."""
    plan = trials.plan("parliament_mentors")

    def served(shares: tuple[float, ...], **numbers: Any) -> list[np.ndarray]:
        return [trials.outcomes(plan, reserve_share=share, **numbers)["citizens"] for share in shares]

    def used(response_weeks: int) -> np.ndarray:
        seen = trials.outcomes(
            plan, also=("windows", "windows_used"), reserve_share=_USUAL, response_weeks=response_weeks, **_SEVERE
        )
        end = first_week_without(plan["months"])
        opened, won = (seen[f"weekly {name}"][:, :, : end + 1].sum(axis=2) for name in ("windows", "windows_used"))
        return np.where(opened > 0, won / np.maximum(opened, 1), np.nan)

    soon, late = used(_SOON), used(_LATE)
    return {
        "best": best_inside(served(_HELD_BACK, response_weeks=_SOON, **_SEVERE), [0 < s <= 0.3 for s in _HELD_BACK]),
        "quick": worked_out(lambda a, b: known_mean(a) - known_mean(b), soon, late),
        "calm": best_inside(served(_CALM, crisis_per_year=0.0), [share == 0 for share in _CALM]),
    }


CLAIM = Claim(
    "K11", "Keep something back for the day it comes", "A",
    ("reserve_share", "response_weeks", "crisis_per_year", "crisis_severity"),
    "parliament mentors, days held back 0 to .6, 2 or 13 weeks to move them, a severe crisis a year or none",
    {
        "best": Size("service with a severe crisis a year: best of .05 to .3 held back less best of all others", 0.0),
        "quick": Size("share of windows used, 2 weeks to respond less 13", 0.1),
        "calm": Size("service with no crisis: nothing held back less best of all others", 0.0),
    },
    find,
    Contrast("reserve_share", 0.0, 0.2),
)  # fmt: skip
