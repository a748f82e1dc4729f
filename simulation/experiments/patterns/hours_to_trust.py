"""Trust is counted in hours together; months on the calendar add none."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simulation.ensemble.outcomes import end_of_support
from simulation.experiments.patterns.pattern import Band, Pattern
from simulation.experiments.trials import Trials, each
from simulation.model.plans.plan import Plan, defaults
from simulation.model.population import TRUST_BANDS

_LONG, _SHORT = ("months", "hours")


def pairs(hours: float, months: float) -> Plan:
    """Twelve fresh, similar pairs who meet in person, one to one, for `hours` each over the months; nobody leaves."""
    return defaults().with_(
        months=months, taper=0, peers=12, peer_days_cap=20, peer_days=hours * 2 / months, in_person=1,
        shared_experience=1, peer_diversity=0,
        reserve_share=0, convenor_share=0, workload=0, crisis_per_year=0, turnover_per_year=0, election_every_months=0,
    )  # fmt: skip


def find(trials: Trials) -> Mapping[str, np.ndarray]:
    """Hours at which the median pair enters each band of trust, and what hours and months say about trust."""
    watch = {"trust": each("trust"), "hours": each("hours")}
    seen = trials.run(pairs(480, 24), 104, watch)
    trust, hours = (np.median(seen[name], axis=(1, 3)) for name in ("trust", "hours"))
    found = {}
    for band, there in TRUST_BANDS.items():
        found[band] = np.array([np.interp(there, t, h, right=np.nan) for t, h in zip(trust, hours, strict=True)])
    rows: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    for months in (6, 12, 18):
        for offered in (20, 80, 240):
            plan = pairs(offered, months)
            end = end_of_support(plan.values)
            seen = trials.run(plan, end, watch)
            ended = seen["trust"][:, :, end].reshape(trials.size, -1)
            spent = seen["hours"][:, :, end].reshape(trials.size, -1)
            rows.append((np.full_like(ended, months), spent, ended))
    together = [np.concatenate(part, axis=1) for part in zip(*rows, strict=True)]
    found["calendar"] = _correlation(together[0], together[2])
    found["contact"] = _correlation(together[1], together[2])
    return found


def _correlation(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    a, b = a - a.mean(axis=1, keepdims=True), b - b.mean(axis=1, keepdims=True)
    return (a * b).sum(axis=1) / np.sqrt((a * a).sum(axis=1) * (b * b).sum(axis=1))


PATTERN = Pattern(
    "AT3", "Hours to trust", "fresh similar pairs in person, hours and months varied", "T01 T02 T03 T06",
    {
        "acquaintance": Band("hours until the median pair are more than strangers", 40, 60),
        "colleague": Band("hours until they are friends", 80, 100),
        "confidant": Band("hours until they are close", 200),
        "calendar": Band("correlation of months with trust, hours varied independently", -0.1, 0.1),
        "contact": Band("correlation of hours with trust, in the same runs"),
    },
    find,
)  # fmt: skip
