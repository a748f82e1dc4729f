"""Small is beautiful: each doubling of a programme gains less for each person it adds.

Read: the gain of each person added, which is the gain summed over those supported less that of half as many, over the
people added; it falls from doubling to doubling, and the last is under half of the first. Peers grow with the days, at
six days a month. Five "supported well" have six days a month each, for two years; they bring half of forty to practise
where half practise in some week within 260, and do not in the same future without support.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from simulation.experiments.claims.claim import Claim, Contrast, Size
from simulation.experiments.claims.claim_trials import ClaimTrials
from simulation.experiments.claims.classes import CAP_DAYS, peers_for
from simulation.experiments.claims.found import Found, least, mean_of, share_of, worked_out
from simulation.experiments.patterns.arrangements import NOBODY_COMES
from simulation.experiments.trials import mean

_PEOPLE = (5, 10, 20, 40)
_DAYS_A_PERSON = 2
_FEW, _MONTHS, _WEEKS = 5, 24, 260
_EVERY = 13  # weeks between looks


def find(trials: ClaimTrials) -> Mapping[str, Found]:
    """What each doubling gains for each person added, and how far five can carry."""
    plan = trials.plan("parliament_mentors")
    summed = []
    for people in _PEOPLE:
        days = _DAYS_A_PERSON * people
        outcomes = trials.outcomes(plan, counterparts=people, peer_days=days, peers=peers_for(plan, days, 1))
        summed.append(outcomes["gain"] * people)
    added = [(summed[n + 1] - summed[n]) / (_PEOPLE[n + 1] - _PEOPLE[n]) for n in range(len(_PEOPLE) - 1)]
    days = _FEW * CAP_DAYS
    peers = peers_for(plan, days, 1)
    well: dict[str, Any] = {"counterparts": _FEW, "peer_days": days, "peers": peers, "months": _MONTHS}
    watch = {"practising": mean("practising", 0, int(plan["officials"]))}
    at = range(0, _WEEKS + 1, _EVERY)
    helped = trials.run(plan, _WEEKS, watch, at=at, **well)["practising"]
    alone = trials.run(plan, _WEEKS, watch, NOBODY_COMES, at=at, **{**well, "implementation_fund": 0})["practising"]
    return {
        "falls": least([mean_of(sooner - later) for sooner, later in pairwise(added)]),
        "last": worked_out(lambda last, first: last.mean(axis=1) / first.mean(axis=1), added[-1], added[0]),
        "carry": share_of(np.any((helped >= 0.5) & (alone < 0.5), axis=2)),
    }


CLAIM = Claim(
    "K7", "Small is beautiful: scale thins", "A", ("counterparts", "peer_days", "peers", "months"),
    "parliament mentors with 5, 10, 20 and 40 supported at two days a month each; five at six days a month each",
    {
        "falls": Size("the least fall of the gain of a person added, from one doubling to the next", 0.0),
        "last": Size("gain of a person added by the last doubling, measured on the first", None, 0.5),
        "carry": Size("share of futures in which five bring half of forty to practise within 260 weeks", 0.1),
    },
    find,
    Contrast("counterparts", 40, 10),
)  # fmt: skip
