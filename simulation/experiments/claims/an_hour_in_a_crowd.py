"""An hour in a crowd is not an hour each: what a session gives a person thins with how many sit in it.

Read: sixty of a hundred people supported, each with one session (a day) a month whatever its size, so that peers' days
fall as sessions grow. A gain that never rises is a weak order, judged by its value.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from simulation.experiments.claims.claim import Claim, Contrast, Size
from simulation.experiments.claims.claim_trials import ClaimTrials
from simulation.experiments.claims.classes import peers_for
from simulation.experiments.claims.found import Found, best_inside, exactly, mean_of, most, worked_out

_DAYS_A_PERSON = 2  # a month, as mentors have
_SIZES = (1, 2, 4, 8, 15, 30, 60)
_SUPPORTED, _OFFICIALS = 60, 100
_LEAST, _MOST = 3, 12  # people in the session that gives most for a peer's day


def find(trials: ClaimTrials) -> Mapping[str, Found]:
    """Gain a person and gain for a peer's day at each size of session."""
    plan = trials.plan()
    gains, for_a_day = [], []
    for size in _SIZES:
        days = _DAYS_A_PERSON * _SUPPORTED / size
        gain = trials.outcomes(
            plan, officials=_OFFICIALS, counterparts=_SUPPORTED, session_size=size, peer_days=days,
            peers=peers_for(plan, _DAYS_A_PERSON * _SUPPORTED),
        )["gain"]  # fmt: skip
        gains.append(gain)
        for_a_day.append(gain * _SUPPORTED / (days * plan["months"]))
    rises = [exactly((later - sooner).mean(axis=1)) for sooner, later in pairwise(gains)]
    crowd, table = gains[_SIZES.index(60)], gains[_SIZES.index(8)]
    return {
        "rise": most(rises),
        "peak": best_inside(for_a_day, [_LEAST <= size <= _MOST for size in _SIZES]),
        "crowd": worked_out(lambda many, few: many.mean(axis=1) / few.mean(axis=1), crowd, table),
        "positive": mean_of(crowd),
    }


CLAIM = Claim(
    "K2", "An hour in a crowd is not an hour each", "A D", ("session_size", "peer_days", "peers", "counterparts"),
    "60 supported of 100, sessions of 1, 2, 4, 8, 15, 30 and 60, the same number of sessions a person",
    {
        "rise": Size("largest rise of gain a person from one size to the next larger", None, 0.0),
        "peak": Size("gain for a peer's day: best of sessions of 3 to 12 less best of all others", 0.0),
        "crowd": Size("gain a person in a session of 60, measured on that in one of 8", None, 1 / 3),
        "positive": Size("gain a person in a session of 60", 0.0),
    },
    find,
    Contrast("session_size", 30, 8),
)  # fmt: skip
