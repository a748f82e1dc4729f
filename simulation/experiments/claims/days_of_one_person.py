"""One person has only so many days: too few peers are refused, too many know nobody well.

Read: twelve supported by 1, 2, 4, 8 or 16 peers on 6 days a month in all, so that one peer could just give them: a
better match from more to choose from against fewer hours with each. More than six days a month for one peer is refused
in one line that says how many peers it takes.
"""

from __future__ import annotations

from collections.abc import Mapping

from simulation.experiments.claims.claim import Claim, Contrast, Size
from simulation.experiments.claims.claim_trials import ClaimTrials
from simulation.experiments.claims.classes import CAP_DAYS
from simulation.experiments.claims.found import Found, best_inside, exactly
from simulation.model.plans.plan import Plan
from simulation.vocabulary.errors import ParameterError

_PEERS = (1, 2, 4, 8, 16)
_SUPPORTED = 12


def refusal(plan: Plan) -> str:
    """What is said where one peer is to give the days of four; empty where nothing is refused."""
    try:
        plan.with_(peers=1, partners=1, peer_days=4 * CAP_DAYS)
    except ParameterError as problem:
        return str(problem)
    return ""


def find(trials: ClaimTrials) -> Mapping[str, Found]:
    """Whether too much of one peer is refused, and how many peers are best."""
    plan = trials.plan("parliament_mentors")
    gains = [
        trials.outcomes(plan, counterparts=_SUPPORTED, peer_days=CAP_DAYS, peers=peers)["gain"] for peers in _PEERS
    ]
    said = refusal(plan)
    return {
        "refused": exactly(float("4" in said and "peers" in said and "\n" not in said), trials.size),
        "best": best_inside(gains, [1 < peers < _PEERS[-1] for peers in _PEERS]),
    }


CLAIM = Claim(
    "K21", "One person has only so many days", "A", ("peers", "peer_days", "counterparts", "peer_days_cap"),
    "parliament mentors, 12 supported by 1, 2, 4, 8 or 16 peers on the same days",
    {
        "refused": Size("1 where 24 days a month of one peer are refused, saying that it takes 4 peers", 1.0),
        "best": Size("gain: best of 2, 4 and 8 peers less the better of 1 and 16", 0.0),
    },
    find,
    Contrast("peers", 1, 4),
)  # fmt: skip
