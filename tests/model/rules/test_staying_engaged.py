"""Whether it is still worth coming."""

import math

import pytest

from simulation.model.rules.staying_engaged import StayingEngaged
from tests.oracle.rates import logistic, weekly

SAYINGS = """
    freshness + engagement   felt_trust + engagement   celebration + engagement   workload - engagement
    hours - engagement   receiver_practice + engagement   base_engagement_log_odds + engagement
    workload_effect - engagement   fatigue_effect - engagement   celebration_effect + engagement
    novelty_effect + engagement   trust_effect + engagement   fatigue_hours + engagement"""
ACTS = (
    {"calendar", "trust", "keeping_in_touch", "groupthink"},
    {"people_spread": 0.2},
    "engagement contact_hours",
)

# 52 / 12 x ln 2 a month means half of the way in a week.
RULE = StayingEngaged(
    workload=0.5, celebration=0.5, initial_engagement=0.7, engagement_adjustment_per_month=52 / 12 * math.log(2),
    base_engagement_log_odds=0.5, novelty_effect=1, trust_effect=1, celebration_effect=2, workload_effect=3,
    fatigue_effect=0.5, fatigue_hours=60,
)  # fmt: skip
SEEN = {"engagement": 1.0, "freshness": 1.0, "felt_trust": 0.0, "receiver_practice": 0.0, "hours": 0.0}


def test_a_fresh_tie_of_a_busy_member():
    # 0.5 - 3 x 0.5 + 1 = 0: worth every second meeting, so engagement goes half of the way from 1 to 0.5.
    assert RULE.change(**SEEN) == pytest.approx({"engagement": -0.25})


def test_friendship_offsets_tiring():
    # 180 hours are two doublings of 60 + 60: 2 x 0.5 = 1 off, which full trust makes good.
    assert RULE.change(**SEEN | {"hours": 180.0, "felt_trust": 1.0}) == pytest.approx({"engagement": -0.25})
    assert RULE.change(**SEEN | {"hours": 180.0})["engagement"] < -0.25


def test_celebrating_what_works_brings_people_back():
    # 2 x 0.5 x 1 = 1 makes good for the tiring, too.
    assert RULE.change(**SEEN | {"hours": 180.0, "receiver_practice": 1.0}) == pytest.approx({"engagement": -0.25})


def test_everybody_starts_with_the_same_interest():
    assert RULE.start() == {"engagement": 0.7}


def twin_start(model):
    for tie in model.ties:
        tie.engagement = model.numbers.initial_engagement


def twin(model):
    p = model.numbers
    pace = weekly(p.engagement_adjustment_per_month)
    for tie in model.ties:
        balance = (
            p.base_engagement_log_odds
            + p.novelty_effect * tie.freshness
            + p.trust_effect * tie.felt_trust
            + p.celebration_effect * p.celebration * tie.counterpart.practice
            - p.workload_effect * p.workload
            - p.fatigue_effect * math.log2(1 + tie.hours / p.fatigue_hours)
        )
        tie.add("engagement", (logistic(balance) - tie.engagement) * pace)
