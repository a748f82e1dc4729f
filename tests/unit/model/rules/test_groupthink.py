"""Two who have said it all, and a new face."""

import math
from dataclasses import replace

import pytest

from simulation.model.rules.groupthink import Groupthink
from tests.oracle.rates import MONTH, weeks_of_support

SAYINGS = """
    contact_hours - freshness   peer_diversity + freshness   novelty_half_hours + freshness
    diversity_novelty_gain + freshness   similarity_staling - freshness
    reputation_transfer + trust   reputation_transfer + warmth
    supported + taking_part   taking_part - taking_part"""
MIXED_ANEW = {"rotation_months": 3, "months": 24, "support_from_month": 0, "week": 26}
STAGED = dict.fromkeys(("reputation_transfer", "supported", "taking_part"), MIXED_ANEW)
ACTS = (
    {"calendar", "trust", "keeping_in_touch", "staying_engaged"},
    {"rotation_months": 4, "months": 12, "workload": 1.0, "leaving_per_month": 0.3, "support_from_month": 1.2},
    "freshness hours engagement trust warmth taking_part",
)

RULE = Groupthink(
    peer_diversity=0, rotation_months=6, months=18, support_from_month=0, novelty_half_hours=100, similarity_staling=1,
    diversity_novelty_gain=0.5, reputation_transfer=0.4,
)  # fmt: skip
SEEN = {
    "trust": 0.5, "warmth": 0.5, "freshness": 0.8, "hours": 90.0, "engagement": 0.6, "contact_hours": 100.0,
    "giver_practice": 1.0, "receiver_practice": 0.0,
}  # fmt: skip


def test_a_hundred_hours_take_half_of_what_is_new():
    assert RULE.change(week=1, **SEEN) == pytest.approx({"freshness": -0.4})


def test_copying_each_other_takes_it_twice_as_fast():
    # Alike in practice: 1 + 1: a quarter is left.
    assert RULE.change(week=1, **SEEN | {"giver_practice": 0.0})["freshness"] == pytest.approx(-0.6)


def test_a_mix_of_peers_keeps_it_fresh():
    mixed = replace(RULE, peer_diversity=1)
    assert mixed.change(week=1, **SEEN)["freshness"] == pytest.approx(0.8 * (2**-0.5 - 1))


def test_without_talk_nothing_goes_stale():
    assert RULE.change(week=1, **SEEN | {"contact_hours": 0.0}) == {}


def test_rotation_restores_what_is_new_and_costs_trust():
    new_peer = {"freshness": 0.2, "hours": -90, "engagement": 0.2, "trust": -0.3, "warmth": -0.3}
    assert RULE.change(week=26, **SEEN) == pytest.approx(new_peer)
    assert RULE.change(week=26, **SEEN | {"contact_hours": 0.0}) == pytest.approx(new_peer)


def rotations(rule):
    return [week for week in range(160) if "hours" in rule.change(week=week, **SEEN)]


def test_rotation_comes_every_six_months_of_the_support():
    assert rotations(RULE) == [26, 52]
    assert rotations(replace(RULE, rotation_months=0)) == []


def test_rounds_are_counted_from_the_first_day_of_support():
    # Three months are 13 weeks: rounds end 26 and 52 weeks later; 2.5 months are 10.8, so support begins in week 11.
    assert rotations(replace(RULE, support_from_month=3)) == [39, 65]
    assert rotations(replace(RULE, support_from_month=2.5)) == [37, 63]


def test_seats_that_were_given_up_are_filled_when_the_group_is_mixed_anew():
    assert RULE.change_members(week=26, supported=1.0, taking_part=0.0) == {"taking_part": 1.0}
    assert RULE.change_members(week=26, supported=1.0, taking_part=1.0) == {"taking_part": 0.0}
    assert RULE.change_members(week=26, supported=0.0, taking_part=0.0) == {}
    assert RULE.change_members(week=25, supported=1.0, taking_part=0.0) == {}


def test_a_round_is_over_in_the_first_week_after_so_many_months():
    wrong = []
    for months in range(1, 25):
        ends = [-(-52 * months * rounds // 12) for rounds in range(1, 160)]  # weeks, rounded up
        found, due = rotations(replace(RULE, rotation_months=months, months=36)), [week for week in ends if week < 156]
        if found != due:
            wrong.append(f"every {months} months: {found}, not {due}")
    assert not wrong, "\n".join(wrong)


def twin(model):
    p = model.numbers
    sameness = 1 - p.diversity_novelty_gain * p.peer_diversity
    rotates = _rotates(model.week, p)
    for member in model.members:
        if rotates and member.supported:
            member.add("taking_part", 1 - member.taking_part)
    for tie in model.ties:
        if rotates:
            tie.add("freshness", 1 - tie.freshness)
            tie.add("hours", -tie.hours)
            tie.add("engagement", (1 - tie.engagement) / 2)
            tie.add("trust", -tie.trust * (1 - p.reputation_transfer))
            tie.add("warmth", -tie.warmth * (1 - p.reputation_transfer))
        else:
            alikeness = 1 + p.similarity_staling * (1 - abs(tie.peer.practice - tie.counterpart.practice))
            stale = 1 - 2 ** (-tie.contact_hours * sameness * alikeness / p.novelty_half_hours)
            tie.add("freshness", -tie.freshness * stale)


def _rotates(week, p):
    """Whether everybody gets a new peer this week: the first week of each further round, while support lasts."""
    begin, end = weeks_of_support(p)
    if p.rotation_months == 0 or not begin < week < end:
        return False
    weeks = p.rotation_months * MONTH
    return math.floor((week - begin) / weeks) > math.floor((week - begin - 1) / weeks)
