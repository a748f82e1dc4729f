"""A twelve-month programme of 10 days a month for five people, one at a time, half of it in visits."""

from dataclasses import replace

import pytest

from simulation.model.rules.calendar import Calendar

PLAN = Calendar(
    peer_days=10, counterparts=5, months=12, taper=3, in_person=0.5, reserve_share=0.2, session_size=1, response_weeks=4,
    workload=0.5, early_end_loss=0.5, early_end_half_hours=40, visit_weeks=5, workload_absence=0.4, strain_absence=0.6, reserve_release_weeks=4,
)  # fmt: skip
CALM = {
    "engagement": 1.0, "visit_phase": 0.0, "through_convenor": 0.0, "convenor": 1.0, "strain": 0.0, "reserve": 0.0, "window": 0.0,
    "open_weeks": 0.0, "hours": 40.0, "trust": 0.4, "confidence": 0.6,
}  # fmt: skip

# 10 days a month are 10 / (52/12) = 2.3077 a week; a fifth is held back, so 1.8462 are planned. Each of five people gets
# 6 h / 5 = 1.2 h of a day, and with half a workload 20 % of meetings fall through: 0.96 h.
A_DAY = 0.96
PLANNED = 10 / (52 / 12) * 0.8


def test_a_visit_week_and_a_week_between(tell):
    # Half of the hours stand in one week of five: 0.5 + 0.5 x 5 = 3 times the even share; the other weeks have 0.5.
    assert tell(PLAN, week=0, **CALM)["contact_hours"] == pytest.approx(PLANNED * 3.0 * A_DAY, rel=1e-5)
    assert tell(PLAN, week=2, **CALM)["contact_hours"] == pytest.approx(PLANNED * 0.5 * A_DAY, rel=1e-5)


def test_support_fades_over_the_taper_and_ends(tell):
    # Week 46 is 12 - 46 / (52/12) = 1.3846 months before the end: 0.46154 of the three months of taper are left.
    assert tell(PLAN, week=46, **CALM)["support_days"] == pytest.approx(PLANNED * 1.384615 / 3, rel=1e-4)
    assert tell(PLAN, week=52, **CALM)["contact_hours"] == 0.0


def test_an_early_end_hurts_and_only_once(tell):
    # After 40 hours of forty half of 0.5 is left: a quarter of trust and of confidence goes; in a class of ten, half of that.
    ended = tell(PLAN, week=52, **CALM)
    assert (ended["trust"], ended["confidence"]) == (pytest.approx(-0.1), pytest.approx(-0.15))
    assert "trust" not in tell(PLAN, week=51, **CALM)
    assert "trust" not in tell(PLAN, week=53, **CALM)
    assert tell(replace(PLAN, session_size=10), week=52, **CALM)["trust"] == pytest.approx(-0.05)
    strangers = tell(PLAN, week=52, **CALM | {"hours": 0.0})
    assert strangers["confidence"] == pytest.approx(-0.3)


def test_the_reserve_waits_for_a_window_and_lapses_at_the_end(tell):
    # A crisis in one week opens the window for the next; in the fourth week after it a quarter of the 8 days goes out.
    opened = CALM | {"reserve": 8.0, "window": 0.5}
    assert tell(PLAN, week=2, **opened | {"open_weeks": 2.0})["support_days"] == pytest.approx(PLANNED, rel=1e-5)
    assert tell(PLAN, week=2, **opened | {"window": 0.0, "open_weeks": 3.0})["support_days"] == pytest.approx(
        PLANNED, rel=1e-5
    )
    freed = tell(PLAN, week=2, **opened | {"open_weeks": 3.0})
    assert freed["support_days"] == pytest.approx(PLANNED + 2.0, rel=1e-5)
    assert freed["contact_hours"] == pytest.approx((PLANNED * 0.5 + 2.0) * A_DAY, rel=1e-5)
    assert freed["reserve"] == pytest.approx(10 / (52 / 12) * 0.2 - 2.0, rel=1e-4)
    assert tell(PLAN, week=60, **CALM | {"reserve": 8.0})["reserve"] == pytest.approx(-8.0)


def test_strain_and_an_absent_convenor_cost_meetings(tell):
    usual = tell(PLAN, week=2, **CALM)["contact_hours"]
    assert tell(PLAN, week=2, **CALM | {"strain": 0.5})["contact_hours"] == pytest.approx(usual * 0.7, rel=1e-5)
    assert tell(PLAN, week=2, **CALM | {"through_convenor": 1.0, "convenor": 0.0})["contact_hours"] == 0.0
