"""Whether it is still worth coming, and who gives up."""

import math
from dataclasses import replace

import pytest

from simulation.model.rules.staying_engaged import StayingEngaged
from tests.oracle.rates import logistic, weekly

SAYINGS = """
    freshness + engagement   felt_trust + engagement   celebration + engagement   hours - engagement
    receiver_practice + engagement   base_engagement_log_odds + engagement   fatigue_effect - engagement
    celebration_effect + engagement   novelty_effect + engagement   trust_effect + engagement
    giver_taking_part + engagement   through_convenor - engagement   convenor + engagement
    workload - taking_part   support + taking_part   practice + taking_part   newcomer_practice - taking_part
    celebration + taking_part   leaving_per_month - taking_part   under_way - taking_part"""
ALL_THERE = {"supported": 1.0, "under_way": 1.0, "taking_part": 1.0, "leaving": 0.01}
STAGED = dict.fromkeys(
    "workload support practice newcomer_practice leaving_per_month".split(), ALL_THERE
) | {"under_way": {**ALL_THERE, "support": 0.1, "practice": 0.0, "leaving": 0.0001}}  # fmt: skip
ACTS = (
    {"calendar", "trust", "keeping_in_touch", "groupthink", "hub_loss"},
    {"people_spread": 0.2, "workload": 0.9, "leaving_per_month": 0.3, "convenor_share": 0.5, "convenor_exits_per_year": 0.8},
    "engagement contact_hours taking_part",
)

# 52 / 12 x ln 2 a month means half of the way in a week; 0.0433 a month are 0.01 a week (chance 0.00995).
RULE = StayingEngaged(
    workload=1, celebration=0.5, initial_engagement=0.7, engagement_adjustment_per_month=52 / 12 * math.log(2),
    base_engagement_log_odds=-1, novelty_effect=1, trust_effect=1, celebration_effect=2, fatigue_effect=0.5,
    leaving_per_month=0.52 / 12,
)  # fmt: skip
SEEN = {
    "engagement": 1.0, "freshness": 1.0, "felt_trust": 0.0, "receiver_practice": 0.0, "hours": 0.0,
    "giver_taking_part": 1.0, "through_convenor": 0.0, "convenor": 1.0,
}  # fmt: skip
BUSY = {
    "supported": 1.0, "taking_part": 1.0, "support": 0.0, "practice": 0.1, "newcomer_practice": 0.1, "under_way": 1.0,
}  # fmt: skip


def test_a_fresh_tie():
    # -1 + 1 = 0: worth every second meeting, so satisfaction goes half of the way from 1 to 0.5.
    assert RULE.change(**SEEN) == pytest.approx({"engagement": -0.25})


def test_friendship_offsets_tiring():
    # 180 hours are two doublings of 60 + 60: 2 x 0.5 = 1 off, which full trust makes good.
    assert RULE.change(**SEEN | {"hours": 180.0, "felt_trust": 1.0}) == pytest.approx({"engagement": -0.25})
    assert RULE.change(**SEEN | {"hours": 180.0})["engagement"] < -0.25


def test_celebrating_what_works_brings_people_back():
    # 2 x 0.5 x 1 = 1 makes good for the tiring, too.
    assert RULE.change(**SEEN | {"hours": 180.0, "receiver_practice": 1.0}) == pytest.approx({"engagement": -0.25})


def test_a_peer_who_has_gone_or_cannot_be_convened_disappoints():
    # 1 less: 1 / (1 + e) = 0.26894, half of the way to it.
    gone = pytest.approx({"engagement": (0.26894 - 1) / 2}, rel=1e-4)
    assert RULE.change(**SEEN | {"giver_taking_part": 0.0}) == gone
    assert RULE.change(**SEEN | {"through_convenor": 1.0, "convenor": 0.0}) == gone
    assert RULE.change(**SEEN | {"through_convenor": 1.0, "convenor": 0.0, "giver_taking_part": 0.0}) == gone
    assert RULE.change(**SEEN | {"convenor": 0.0}) == pytest.approx({"engagement": -0.25})


def test_who_is_busy_and_gains_nothing_gives_up():
    assert RULE.change_members(leaving=0.0099, **BUSY) == {"taking_part": -1.0}
    assert RULE.change_members(leaving=0.0100, **BUSY) == {}
    # With half a day free, half as often.
    half = replace(RULE, workload=0.5)
    assert [bool(half.change_members(leaving=draw, **BUSY)) for draw in (0.0049, 0.0050)] == [True, False]


def test_who_has_a_friend_or_something_to_show_stays():
    assert RULE.change_members(leaving=0.0, **BUSY | {"support": 1.0}) == {}
    # Half of the new way more than they came with counts for 0.5 x 1.5 where half of it is celebrated.
    shown = BUSY | {"practice": 0.6}
    assert [bool(RULE.change_members(leaving=draw, **shown)) for draw in (0.00248, 0.00250)] == [True, False]
    assert RULE.change_members(leaving=0.0, **BUSY | {"practice": 0.8}) == {}


def test_only_those_supported_can_give_up_and_only_while_there_is_something_to_give_up():
    for where in ({"supported": 0.0}, {"under_way": 0.0}, {"taking_part": 0.0}):
        assert RULE.change_members(leaving=0.0, **BUSY | where) == {}


def test_everybody_starts_with_the_same_interest():
    assert RULE.start() == {"engagement": 0.7}


def twin_start(model):
    for tie in model.ties:
        tie.engagement = model.numbers.initial_engagement


def twin(model):
    p = model.numbers
    pace, leaving = weekly(p.engagement_adjustment_per_month), weekly(p.leaving_per_month)
    for member in model.members:
        draw = model.luck.weekly("staying_engaged", "leaving", member)
        to_show = max(member.practice - member.newcomer_practice, 0.0) * (1 + p.celebration)
        too_busy = max(p.workload - member.support - to_show, 0.0)
        there = member.supported and member.taking_part and model.partnership.under_way
        if there and draw < leaving * too_busy:
            member.add("taking_part", -1)
    for tie in model.ties:
        convened = model.partnership.convenor if tie.through_convenor else 1.0
        balance = (
            p.base_engagement_log_odds
            + p.novelty_effect * tie.freshness
            + p.trust_effect * tie.felt_trust
            + p.celebration_effect * p.celebration * tie.counterpart.practice
            - p.fatigue_effect * math.log2(1 + tie.hours / 60)
            - (1 - convened * tie.peer.taking_part)
        )
        tie.add("engagement", (logistic(balance) - tie.engagement) * pace)
