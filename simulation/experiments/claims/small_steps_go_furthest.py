"""Small steps go furthest: not the tiniest, and never the boldest.

Read: eight sizes of step in every scenario at its own friction, and in parliament mentors at friction .2 and .8; "best
between .05 and .25" is by how much the best of those inside beats the best of those outside.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulation.experiments.claims.claim import Claim, Contrast, Size
from simulation.experiments.claims.claim_trials import ClaimTrials
from simulation.experiments.claims.found import Found, best_inside, least, mean_of
from simulation.model.plans.plan import Plan
from simulation.model.plans.scenario import scenarios

_STEPS = (0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.4, 0.6)
_INSIDE = [0.05 <= step <= 0.25 for step in _STEPS]
_SMOOTH, _STICKY = 0.2, 0.8  # friction


def find(trials: ClaimTrials) -> Mapping[str, Found]:
    """Where on the slider most is gained, and what bold steps cost where friction is high."""
    mentors = trials.plan("parliament_mentors")
    smooth, sticky = (_gains(trials, mentors, friction=friction) for friction in (_SMOOTH, _STICKY))
    everywhere = [best_inside(_gains(trials, trials.plan(name)), _INSIDE) for name in scenarios()]
    return {
        "everywhere": least(everywhere), "smooth": best_inside(smooth, _INSIDE), "sticky": best_inside(sticky, _INSIDE),
        "bold": mean_of(sticky[0] - sticky[-1]),
    }  # fmt: skip


def _gains(trials: ClaimTrials, plan: Plan, **numbers: Any) -> list[np.ndarray]:
    return [trials.outcomes(plan, step_size=step, **numbers)["gain"] for step in _STEPS]


CLAIM = Claim(
    "K8", "Small steps", "A", ("step_size", "friction"),
    "steps of .02, .05, .1, .15, .2, .25, .4 and .6 in every scenario; the same in parliament mentors at friction .2 "
    "and .8",
    {
        "everywhere": Size("best step of .05 to .25 less the best of all others, least of all scenarios", 0.0),
        "smooth": Size("the same in parliament mentors where friction is low", 0.0),
        "sticky": Size("the same where friction is high", 0.0),
        "bold": Size("gain where friction is high, steps of .02 less steps of .6", 0.0),
    },
    find,
    Contrast("step_size", 0.6, 0.15),
)  # fmt: skip
