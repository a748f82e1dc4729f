"""End well: fading out never costs much at equal days, and helps where trust was still thin.

Read: the four partnerships whose peers come from outside; days a month are raised by what fading takes off, so that the
days are equal (a fade of so many months takes half of their days). Trust is "still thin" after six months of parliament
mentors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from simulation.experiments.claims.claim import Claim, Contrast, Size
from simulation.experiments.claims.claim_trials import ClaimTrials
from simulation.experiments.claims.classes import peers_for
from simulation.experiments.claims.found import Found, mean_of, most
from simulation.model.plans.plan import Plan

_PLACES = ("parliament_mentors", "delivery_counterparts", "civil_service_counterparts", "country_peer_review")
_FADES = (0, 3, 6)  # months
_THIN = 6  # months


def days_a_month(plan: Plan, months: float, taper: float) -> float:
    """Days a month that, with a fade-out, come to as many days as the plan's own without one."""
    return plan["peer_days"] * months / (months - taper / 2.0)


def find(trials: ClaimTrials) -> Mapping[str, Found]:
    """What fading costs at most, and what it gives where trust was thin."""
    costs = []
    for name in _PLACES:
        plan = trials.plan(name)
        gains = _gains(trials, plan, plan["months"], _FADES)
        costs += [mean_of(gains[0] - faded) for faded in gains[1:]]
    plan = trials.plan("parliament_mentors")
    at_once, faded = _gains(trials, plan, _THIN, _FADES[:2])
    return {"cost": most(costs), "thin": mean_of(faded - at_once)}


def _gains(trials: ClaimTrials, plan: Plan, months: float, fades: Sequence[float]) -> list[np.ndarray]:
    """Gain with each fade-out at equal days, and with as many peers as the longest needs."""
    days = [days_a_month(plan, months, taper) for taper in fades]
    peers = peers_for(plan, max(days), int(plan["peers"]))
    return [
        trials.outcomes(plan, months=months, taper=taper, peer_days=of_month, peers=peers)["gain"]
        for taper, of_month in zip(fades, days, strict=True)
    ]


CLAIM = Claim(
    "K15", "End well", "A C", ("taper", "months", "peer_days", "peers"),
    "fade-outs of 0, 3 and 6 months at equal days in four partnerships with peers from outside; six months of mentors",
    {
        "cost": Size("the most that a fade-out costs in gain, over partnerships and lengths", None, 0.01),
        "thin": Size("gain after six months of mentors, fading over three less ending at once", 0.0),
    },
    find,
    Contrast("taper", 0, 3),
)  # fmt: skip
