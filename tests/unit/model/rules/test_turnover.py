"""A chair of committee leaves, and somebody takes over."""

from dataclasses import replace

import pytest

from simulation.model.rules.turnover import Turnover
from tests.oracle.rates import LONG_AGO, MONTH, weekly_of_year

SAYINGS = """
    turnover_per_year + departures   election_turnover + departures   elections + departures
    electable + departures   peer_turnover_ratio + departures   loose_inheritance + practice
    embedded_inheritance + practice   habit + practice   newcomer_practice + practice   newcomer_knowledge + knowledge
    receiver_departures - warmth   giver_departures - warmth   receiver_departures - trust   giver_departures - trust
    receiver_departures + freshness   giver_departures - scar"""
# A new tie trusts less than the old one did, where that had earned more than the credit given in advance.
ONLY_WHERE = {
    ("receiver_departures", "trust"): lambda seen: seen["trust"] >= seen["initial_trust"],
    ("giver_departures", "trust"): lambda seen: seen["trust"] >= seen["initial_trust"],
}
ACTS = (
    {"calendar", "trust", "keeping_in_touch", "breach", "groupthink", "learning", "small_steps", "habit", "staying_engaged"},
    {"election_every_months": 10, "turnover_per_year": 0.6, "deceptions_per_year": 0.2, "workload": 1.0,
     "leaving_per_month": 0.3, "people_spread": 0.2},
    "practice habit knowledge confidence encouraged planning taking_part tenure weeks_since_try trust warmth scar hours "
    "freshness departures elections",
)  # fmt: skip

# 0.52 a year are one in a hundred weeks (chance 0.00995).
RULE = Turnover(
    turnover_per_year=0.52, election_every_months=48, election_turnover=0.3, embedded_inheritance=0.8,
    loose_inheritance=0.2, peer_turnover_ratio=0.5,
)  # fmt: skip
CHAIR = {
    "knowledge": 0.8, "confidence": 0.9, "practice": 0.6, "habit": 0.3, "tenure": 99.0, "weeks_since_try": 2.0,
    "electable": 1.0, "newcomer_knowledge": 0.2, "newcomer_confidence": 0.3, "newcomer_practice": 0.1, "elections": 0.0,
    "encouraged": 0.9, "planning": 0.7, "taking_part": 0.0,
}  # fmt: skip
TIE = {"trust": 0.7, "initial_trust": 0.1, "warmth": 0.8, "scar": 0.2, "freshness": 0.4, "hours": 80.0}
ANEW = {"trust": -0.6, "warmth": -0.8, "scar": -0.2, "hours": -80.0, "freshness": 0.6}


def test_what_the_successor_finds():
    # Half of the practice is habit: kept 0.2 + 0.6 x 0.5 = 0.5; knowledge 0.2 + 0.3 x 0.6 = 0.38. Whoever comes has
    # won and failed at nothing, made no plan, and takes the seat that was given up.
    assert RULE.change(draw=0.0099, **CHAIR) == pytest.approx(
        {
            "practice": -0.3, "habit": -0.15, "knowledge": -0.42, "confidence": -0.6, "tenure": -99.0,
            "encouraged": -0.4, "planning": -0.7, "taking_part": 1.0, "weeks_since_try": 97.0, "departures": 1.0,
        }
    )  # fmt: skip


def test_who_stays_grows_older_and_nothing_else():
    assert RULE.change(draw=0.0100, **CHAIR) == {"tenure": 1.0}
    assert RULE.change_ties(receiver_departures=0.0, giver_departures=0.0, **TIE) == {}


def test_a_new_counterpart_or_a_new_peer_starts_the_tie_anew():
    assert RULE.change_ties(receiver_departures=1.0, giver_departures=0.0, **TIE) == pytest.approx(ANEW)
    assert RULE.change_ties(receiver_departures=0.0, giver_departures=1.0, **TIE) == pytest.approx(ANEW)
    assert RULE.change_ties(receiver_departures=1.0, giver_departures=1.0, **TIE) == pytest.approx(ANEW)


def test_what_is_all_habit_is_handed_over_as_embedded_practice_is():
    assert RULE.change(draw=0.0, **CHAIR | {"practice": 0.5, "habit": 0.6})["practice"] == pytest.approx(-0.5 * 0.2)


def test_a_successor_brings_what_the_first_holder_brought():
    # A clerk who began with half of the new way and lost most of it is followed by another who begins with half.
    told = RULE.change(draw=0.0, **CHAIR | {"practice": 0.2, "habit": 0.2, "newcomer_practice": 0.5, "knowledge": 0.1})
    assert (told["practice"], told["habit"], told["knowledge"]) == pytest.approx((0.3, 0.3, 0.1))


def test_nobody_practises_less_than_a_newcomer_brings():
    told = RULE.change(draw=0.0, **CHAIR | {"practice": 0.1, "habit": 0.0})
    assert (told["practice"], told["habit"]) == (0.0, pytest.approx(0.1))


def test_an_election_comes_once_a_term():
    # At half of the 208-week term: in week 104 of this future, and again in week 312.
    weeks = [week for week in range(400) if RULE.change_partnership(week=week, calendar=0.5)]
    assert weeks == [104, 312]
    assert RULE.change_partnership(week=104, calendar=0.5) == {"elections": 1.0}
    none = replace(RULE, election_every_months=0)
    assert not any(none.change_partnership(week=week, calendar=0.5) for week in range(400))


def test_an_election_unseats_a_third_but_no_outside_peer():
    elected = CHAIR | {"elections": 1.0}
    assert RULE.change(draw=0.3, **elected)["departures"] == 1.0
    assert "departures" not in RULE.change(draw=0.3, **CHAIR)
    assert "departures" not in RULE.change(draw=0.3, **elected | {"electable": 0.0})


def test_outside_peers_leave_half_as_often():
    outside = CHAIR | {"electable": 0.0}
    assert RULE.change(draw=0.0049, **outside)["departures"] == 1.0
    assert "departures" not in RULE.change(draw=0.0050, **outside)


def twin_start(model):
    model.election_draw = model.luck.once("turnover", "calendar", model.partnership)


def twin(model):
    p = model.numbers
    election = _election(model)
    model.partnership.elections += election
    leavers = set()
    for member in model.members:
        yearly = p.turnover_per_year * (p.peer_turnover_ratio if member.outside else 1)
        chance = weekly_of_year(yearly)
        if election and member.electable:
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


def _succeed(member, p):
    """The post is filled at once, by somebody who inherits a part."""
    member.departures += 1
    embedded = min(member.habit / member.practice, 1.0) if member.practice > 0 else float(member.habit > 0)
    kept = p.loose_inheritance + (p.embedded_inheritance - p.loose_inheritance) * embedded
    heard = 0.3 * max(member.knowledge - member.newcomer_knowledge, 0.0)
    member.add("practice", max(member.practice * kept, member.newcomer_practice) - member.practice)
    member.add("habit", max(member.habit * kept, member.newcomer_practice) - member.habit)
    member.add("knowledge", member.newcomer_knowledge + heard - member.knowledge)
    member.add("confidence", member.newcomer_confidence - member.confidence)
    member.add("encouraged", 0.5 - member.encouraged)
    member.add("planning", -member.planning)
    member.add("taking_part", 1 - member.taking_part)
    member.add("tenure", -member.tenure)
    member.add("weeks_since_try", LONG_AGO - member.weeks_since_try)


def _election(model):
    """Whether this week has an election: every so many months, the first at a date of this future's own."""
    p = model.numbers
    if p.election_every_months == 0:
        return False
    term = p.election_every_months * MONTH
    return (model.week + model.election_draw * term) % term < 1
