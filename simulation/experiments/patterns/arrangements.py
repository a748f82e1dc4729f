"""Arrangements that several patterns compare: a one-off course, spaced peer support, help embedded in the place."""

from __future__ import annotations

from simulation.experiments.trials import without
from simulation.model.engine.rule import Rule
from simulation.model.plans.plan import Plan, defaults

NOBODY_COMES: tuple[Rule, ...] = without("calendar")  # the same place, with no contact at all


def one_off(hours: float) -> Plan:
    """A class of twelve is taught a set programme by generic trainers for `hours` each within a month."""
    return defaults().with_(
        months=1, taper=0, peer_days=hours / 6, session_size=12, in_person=1, discretion=0, shared_experience=0.1,
        ownership=0.1, step_size=0.2, reserve_share=0, celebration=0, implementation_fund=0, convenor_share=0,
    )  # fmt: skip


def spaced(hours: float, months: float = 15) -> Plan:
    """Twelve people meet a peer of their own, one to one, for `hours` each, spread over the months."""
    return defaults().with_(months=months, peer_days=hours * 2 / months, reserve_share=0)


def embedded(hours: float, months: float = 5) -> Plan:
    """Peers work on site, in teams of six, with everybody in the institution, for `hours` each within a few months."""
    return defaults().with_(
        counterparts=60, peers=8, peer_days_cap=20, months=months, taper=1, peer_days=hours * 10 / 6 / months,
        session_size=6, in_person=1,
        ownership=0.9, shared_experience=0.9, step_size=0.25, reserve_share=0, convenor_share=0,
    )  # fmt: skip
