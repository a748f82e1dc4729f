"""The week's close: people move on."""

from typing import Any

from .agents import Member
from .rates import LONG_AGO, MONTH, weekly_of_year


def start_turnover(model: Any) -> None:
    """When the first election comes differs from future to future."""
    model.election_draw = model.luck.once("turnover", "calendar", model.partnership)


def turnover(model: Any) -> None:
    """People move on; their successors may or may not inherit."""
    p = model.numbers
    election = _election(model)
    leavers = set()
    for member in model.members:
        yearly = p.turnover_per_year * (p.peer_turnover_ratio if member.outside else 1)
        chance = weekly_of_year(yearly)
        if election and member.elected:
            chance += p.election_turnover
        if model.luck.weekly("turnover", "draw", member) < chance:
            leavers.add(member)
            _succeed(member, p)
        else:
            member.add("tenure", 1)
    for tie in model.ties:
        if tie.counterpart in leavers or tie.peer in leavers:
            tie.add("trust", tie.initial_trust - tie.trust)
            for forgotten in ("warmth", "hours", "scar"):
                tie.add(forgotten, -getattr(tie, forgotten))
            tie.add("freshness", 1 - tie.freshness)


def _succeed(member: Member, p: Any) -> None:
    """The post is filled at once, by somebody who inherits a part."""
    member.departures += 1
    embedded = min(member.habit / member.practice, 1.0) if member.practice > 0 else float(member.habit > 0)
    kept = p.loose_inheritance + (p.embedded_inheritance - p.loose_inheritance) * embedded
    heard = p.knowledge_handover_share * max(member.knowledge - member.newcomer_knowledge, 0.0)
    member.add("practice", max(member.practice * kept, member.newcomer_practice) - member.practice)
    member.add("habit", max(member.habit * kept, member.newcomer_practice) - member.habit)
    member.add("knowledge", member.newcomer_knowledge + heard - member.knowledge)
    member.add("confidence", member.newcomer_confidence - member.confidence)
    member.add("tenure", -member.tenure)
    member.add("weeks_since_try", LONG_AGO - member.weeks_since_try)


def _election(model: Any) -> bool:
    """Whether this week has an election: every so many months, the first at a date of this future's own."""
    p = model.numbers
    if p.election_every_months == 0:
        return False
    term = p.election_every_months * MONTH
    return (model.week + model.election_draw * term) % term < 1
