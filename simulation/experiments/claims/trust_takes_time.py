"""Trust comes of time together, and not all at once.

Read: country peer review in one month or in fifteen, whose leaflet says that a one-off event builds no trust; trust
is read off where pairs have spent the same hours together. Every scenario at its own plan: the share of pairs who
are acquaintances or more on the last day. A network whose plan offers fifty hours a person, and lasts no longer
than 24 months, is asked the same. That an hour in a group counts for every pair in it is a rule, not a figure.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simulation.experiments.claims.claim import Claim, Size
from simulation.experiments.claims.claim_trials import ClaimTrials
from simulation.experiments.claims.classes import peers_for
from simulation.experiments.claims.found import Found, least, mean_of
from simulation.experiments.claims.hours_together import trust_at
from simulation.model.plans.plan import Plan
from simulation.model.plans.scenario import scenarios
from simulation.vocabulary.units import HOURS_PER_DAY, first_week_without

_ONCE, _SPREAD = 1, 15  # months
_OFFERED = 50.0  # hours a person
_WITHIN = 24  # months
_NEARLY = 0.999  # of the hours, so that both have them
_NAMED = (
    "parliament_mentors", "delivery_counterparts", "civil_service_counterparts", "country_peer_review", "twenty_group",
)  # fmt: skip


def hours_offered(plan: Plan) -> float:
    """Hours that a plan offers each person supported."""
    together = min(plan["session_size"], plan["counterparts"])
    return plan["peer_days"] * plan["months"] * HOURS_PER_DAY * together / plan["counterparts"]


def find(trials: ClaimTrials) -> Mapping[str, Found]:
    """Trust after the same days at once and spread, and who is more than a stranger on the last day."""
    plan = trials.plan("country_peer_review")
    days = plan["peer_days"] * plan["months"]
    peers = peers_for(plan, days / _ONCE, int(plan["peers"]))
    once, spread = (
        trials.weekly(
            plan, ("trust", "contact_hours"), months=months, taper=0, peer_days=days / months, peers=peers,
            turnover_per_year=0, election_turnover=0,
        )
        for months in (_ONCE, _SPREAD)
    )  # fmt: skip
    hours = [seen["contact_hours"].cumsum(axis=2) for seen in (once, spread)]
    ends = [first_week_without(months) for months in (_ONCE, _SPREAD)]
    same = _NEARLY * np.minimum(*(spent[:, :, end] for spent, end in zip(hours, ends, strict=True)))
    at_once, in_time = (trust_at(spent, seen["trust"], same) for spent, seen in zip(hours, (once, spread), strict=True))
    found = {"spread": mean_of(in_time - at_once)}
    for name in _NAMED:
        found[name] = mean_of(trials.outcomes(trials.plan(name))["acquainted"])
    networks = [trials.plan(name) for name in scenarios()]
    long_enough = [p for p in networks if not p["peers"] and hours_offered(p) >= _OFFERED and p["months"] <= _WITHIN]
    if long_enough:
        found["networks"] = least([mean_of(trials.outcomes(network)["acquainted"]) for network in long_enough])
    return found


CLAIM = Claim(
    "K3", "Trust comes of time together, and not all at once", "A C", ("months", "taper", "peer_days", "peers"),
    "country peer review with the same hours in 1 and in 15 months; every scenario at its own plan",
    {
        "spread": Size("trust of pairs on the last day, fifteen months less one month", 0.03),
        **{name: Size(f"share of pairs acquainted or more on the last day, {name.replace('_', ' ')}", 0.5)
           for name in _NAMED},
        "networks": Size("the same in the least of the networks that offer 50 hours a person in 24 months", 0.5),
    },
    find,
)  # fmt: skip
