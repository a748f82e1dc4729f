"""Whether it is still worth coming."""

import pytest

from simulation.model.rules.staying_engaged import StayingEngaged

# 52 / 12 x ln 2 a month means half of the way in a week.
RULE = StayingEngaged(
    workload=0.5, celebration=0.5, engagement_adjustment_per_month=52 / 12 * 0.693147, base_engagement_log_odds=0.5, novelty_effect=1, trust_effect=1, celebration_effect=2, workload_effect=3,
    fatigue_effect=0.5, fatigue_hours=60,
)  # fmt: skip
SEEN = {"engagement": 1.0, "freshness": 1.0, "felt_trust": 0.0, "practice": 0.0, "hours": 0.0}


def test_a_fresh_tie_of_a_busy_member(tell):
    # 0.5 - 3 x 0.5 + 1 = 0: worth every second meeting, so engagement goes half of the way from 1 to 0.5.
    assert tell(RULE, **SEEN)["engagement"] == pytest.approx(-0.25, rel=1e-5)


def test_friendship_offsets_tiring(tell):
    # 180 hours are two doublings of 60 + 60: 2 x 0.5 = 1 off, which full trust makes good.
    assert tell(RULE, **SEEN | {"hours": 180.0, "felt_trust": 1.0})["engagement"] == pytest.approx(-0.25, rel=1e-5)
    assert tell(RULE, **SEEN | {"hours": 180.0})["engagement"] < -0.25


def test_celebrating_what_works_brings_people_back(tell):
    # 2 x 0.5 x 1 = 1 makes good for the tiring, too.
    assert tell(RULE, **SEEN | {"hours": 180.0, "practice": 1.0})["engagement"] == pytest.approx(-0.25, rel=1e-5)
