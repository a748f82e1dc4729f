"""The place has sliders too: who says "not with us" can move the place, and something happens.

Read: crises, their severity, fear, workload, money, elections and local reward, each at its lowest and its highest
value in parliament mentors; money in district sanitation, whose story it is, and the number of crises in delivery
counterparts, whose advisers are there when one comes. It moves gain, kept, spread, reach, trust, use or citizens by
.03. That the page offers them as sliders is held by the page's own tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulation.experiments.claims.claim import Claim, Size
from simulation.experiments.claims.claim_trials import ClaimTrials
from simulation.experiments.claims.found import Found, exactly
from simulation.experiments.claims.lever_table import live, moves, range_of

SLIDERS = (
    "crisis_per_year", "crisis_severity", "fear", "workload", "means", "election_turnover", "local_incentive",
)  # fmt: skip
_WHERE = {"means": "district_sanitation", "crisis_per_year": "delivery_counterparts"}


def find(trials: ClaimTrials) -> Mapping[str, Found]:
    """How many of the place's sliders move something."""
    alive = []
    for name in SLIDERS:
        plan = trials.plan(_WHERE.get(name, "parliament_mentors"))
        within = range_of(plan, name)
        tried: list[dict[str, Any]] = [{name: value} for value in ((within.low, within.high) if within else ())]
        alive.append(live(moves([trials.outcomes(plan, **numbers) for numbers in tried])))
    return {"live": exactly(np.sum(alive, axis=0).astype(float))}


CLAIM = Claim(
    "S4", "Not with us: the place can be moved too", "A D E", SLIDERS,
    "crises, their severity, fear, workload, money, elections and local reward, each at its lowest and highest value",
    {"live": Size("how many of the seven move something by .03", float(len(SLIDERS)))},
    find,
    about_all=True,
)  # fmt: skip
