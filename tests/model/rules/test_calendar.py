"""A twelve-month programme of 10 days a month for five people, one at a time, half of it in visits."""

import math
from dataclasses import replace

import pytest

from simulation.model.rules.calendar import Calendar
from tests.oracle.rates import DAY, MONTH

SAYINGS = """
    peer_days + contact_hours   peer_days + support_days    session_size + contact_hours   engagement + contact_hours
    partners - contact_hours    workload - contact_hours    strain - contact_hours         convenor + contact_hours
    through_convenor - contact_hours   workload_absence - contact_hours   strain_absence - contact_hours
    reserve_share - support_days       months + support_days    response_weeks - support_days   reserve + support_days
    window + support_days   counterparts - contact_hours   window + contact_hours   reserve + contact_hours
    early_end_loss - trust   early_end_loss - receiver_confidence   early_end_half_hours - trust   hours + trust"""
THE_END = {"months": 12, "week": 52}
STAGED = {"early_end_loss": THE_END, "early_end_half_hours": THE_END, "hours": THE_END}
ACTS = (
    {"crisis", "hub_loss", "breach", "staying_engaged"},
    {"crisis_per_year": 3.0, "window_months": 12.0, "response_weeks": 0, "session_size": 8, "months": 13},
    "contact_hours hours reserve support_days visit_phase",
)

PLAN = Calendar(
    peer_days=10, counterparts=5, months=12, taper=3, in_person=0.5, reserve_share=0.2, session_size=1, response_weeks=4,
    workload=0.5, partners=1, institutions=1, window_open_threshold=0.1, early_end_loss=0.5, early_end_half_hours=40,
    visit_weeks=5, workload_absence=0.4, strain_absence=0.6, reserve_release_weeks=4,
)  # fmt: skip
QUIET = {"reserve": 0.0, "window": 0.0, "open_weeks": 0.0}
CALM = QUIET | {
    "engagement": 1.0, "visit_phase": 0.0, "through_convenor": 0.0, "convenor": 1.0, "strain": 0.0, "hours": 40.0,
    "trust": 0.4, "receiver_confidence": 0.6,
}  # fmt: skip

# 10 days a month are 10 / (52/12) = 2.3077 a week; a fifth is held back, so 1.8462 are planned. Each of five people gets
# 6 h / 5 = 1.2 h of a day, and with half a workload 20 % of meetings fall through: 0.96 h.
A_DAY = 0.96
A_WEEK = 10 / (52 / 12)
PLANNED = A_WEEK * 0.8


def test_a_visit_week_and_a_week_between():
    # Half of the hours stand in one week of five: 0.5 + 0.5 x 5 = 3 times the even share; the other weeks have 0.5.
    visit = PLAN.change(week=0, **CALM)
    assert visit == pytest.approx({"contact_hours": PLANNED * 3.0 * A_DAY, "hours": PLANNED * 3.0 * A_DAY})
    assert PLAN.change(week=2, **CALM)["contact_hours"] == pytest.approx(PLANNED * 0.5 * A_DAY)
    assert PLAN.change(week=2, **CALM | {"visit_phase": 0.6})["contact_hours"] == visit["contact_hours"]


def test_support_fades_over_the_taper_and_ends():
    # Week 46 is 12 - 46 / (52/12) = 1.3846 months before the end: 0.46154 of the three months of taper are left.
    assert PLAN.change_institutions(week=46, **QUIET)["support_days"] == pytest.approx(PLANNED * 1.384615 / 3)
    assert PLAN.change_institutions(week=51, **QUIET)["support_days"] > 0
    assert PLAN.change_institutions(week=52, **QUIET) == {"reserve": 0.0}
    assert "contact_hours" not in PLAN.change(week=52, **CALM)


def test_without_a_taper_the_days_are_all_there_to_the_last_week():
    sudden = replace(PLAN, taper=0)
    assert sudden.change_institutions(week=51, **QUIET)["support_days"] == pytest.approx(PLANNED)
    # One month more ends within week 56: a third of it is left.
    assert replace(sudden, months=13).change_institutions(week=56, **QUIET)["support_days"] == pytest.approx(
        PLANNED / 3
    )


def test_an_early_end_hurts_and_only_once():
    # After 40 hours of forty half of 0.5 is left: a quarter of trust and confidence goes; in a class of ten, half of that.
    ended = PLAN.change(week=52, **CALM)
    assert ended == pytest.approx({"trust": -0.1, "receiver_confidence": -0.15})
    assert "trust" not in PLAN.change(week=51, **CALM)
    assert PLAN.change(week=53, **CALM) == {}
    assert replace(PLAN, session_size=10).change(week=52, **CALM)["trust"] == pytest.approx(-0.05)
    strangers = PLAN.change(week=52, **CALM | {"hours": 0.0})
    assert strangers["receiver_confidence"] == pytest.approx(-0.3)
    one_of_two = replace(PLAN, partners=2).change(week=52, **CALM)
    assert one_of_two == pytest.approx({"trust": -0.1, "receiver_confidence": -0.075})


def test_the_reserve_waits_for_a_window_and_lapses_at_the_end():
    # A crisis in one week opens the window for the next; in the fourth week after it a quarter of the 8 days goes out.
    held, saved = {"reserve": 8.0, "window": 0.5}, A_WEEK * 0.2
    waiting = {"support_days": PLANNED, "reserve": saved}
    assert PLAN.change_institutions(week=2, open_weeks=2.0, **held) == pytest.approx(waiting)
    assert PLAN.change_institutions(week=2, open_weeks=3.0, **held | {"window": 0.0}) == pytest.approx(waiting)
    freed = PLAN.change_institutions(week=2, open_weeks=3.0, **held)
    assert freed == pytest.approx({"support_days": PLANNED + 2.0, "reserve": saved - 2.0})
    met = PLAN.change(week=2, **CALM | held | {"open_weeks": 3.0})
    assert met["contact_hours"] == pytest.approx((PLANNED * 0.5 + 2.0) * A_DAY)
    assert PLAN.change_institutions(week=60, open_weeks=3.0, **held) == {"reserve": -8.0}


def test_strain_and_an_absent_convenor_cost_meetings():
    usual = PLAN.change(week=2, **CALM)["contact_hours"]
    assert PLAN.change(week=2, **CALM | {"strain": 0.5})["contact_hours"] == pytest.approx(usual * 0.7)
    assert PLAN.change(week=2, **CALM | {"through_convenor": 1.0, "convenor": 0.0})["contact_hours"] == 0.0


def test_days_given_and_held_back_are_the_days_there_were():
    # A year to the week without a taper: twelve months of ten days, whenever a window sets some of the reserve free.
    year, given, reserve = replace(PLAN, taper=0, reserve_share=0.4), 0.0, 0.0
    for week in range(52):
        open_weeks = float(week % 20)
        told = year.change_institutions(week=week, reserve=reserve, window=0.5, open_weeks=open_weeks)
        given, reserve = given + told["support_days"], reserve + told["reserve"]
    assert given + reserve == pytest.approx(12 * 10) and reserve > 0 and given > 12 * 10 * 0.6


def test_hours_are_the_days_shared_out():
    # Where nobody misses a meeting, each day gives six hours to each of the three in a session, in turn to all five.
    plan = replace(
        PLAN, taper=0, reserve_share=0, workload=0, session_size=3, visit_weeks=4
    )  # 52 weeks: 13 whole rounds
    hours = sum(plan.change(week=week, **CALM | {"visit_phase": 0.3})["contact_hours"] for week in range(52))
    assert 5 * hours == pytest.approx(12 * 10 * 6 * 3)


def twin_start(model):
    for tie in model.ties:
        tie.visit_phase = model.luck.once("calendar", "first_visit", tie)


def twin(model):
    p, week = model.numbers, model.week
    running = min(max((p.months - week / MONTH) / max(p.taper, 12 / 52), 0.0), 1.0)
    offered = p.peer_days / MONTH / p.institutions * running
    planned = offered * (1 - p.reserve_share)
    saved = offered * p.reserve_share
    released = {}
    for institution in model.institutions:
        released[institution] = institution.released_days = _released(institution, running, p)
        institution.support_days = planned + released[institution]
        if running > 0:
            institution.add("reserve", saved - released[institution])
        else:
            institution.add("reserve", -institution.reserve)
    for tie in model.ties:
        tie.contact_hours = _contact_hours(model, tie, planned, released[tie.counterpart.institution])
        tie.add("hours", tie.contact_hours)
    if week - 1 < p.months * MONTH <= week:
        _end(model, p)


def _end(model, p):
    """Those who hardly got to know each other feel dropped."""
    personal = 1 - math.log(p.session_size) / math.log(100)
    for tie in model.ties:
        dropped = p.early_end_loss * personal * 2 ** (-tie.hours / p.early_end_half_hours)
        tie.add("trust", -tie.trust * dropped)
        tie.counterpart.add("confidence", -tie.counterpart.confidence * dropped / p.partners)


def _released(institution, running, p):
    """Days of the reserve set free this week."""
    if running > 0 and institution.window > p.window_open_threshold and institution.open_weeks >= p.response_weeks - 1:
        return institution.reserve / p.reserve_release_weeks
    return 0.0


def _contact_hours(model, tie, planned, released):
    """What reaches one pair of the days given to the counterpart's institution."""
    p = model.numbers
    session = min(p.session_size, p.counterparts)
    hours_of_a_day = DAY * session * p.institutions / p.counterparts / p.partners
    return (
        (_rhythm(tie, model.week, p) * planned + released)
        * hours_of_a_day
        * tie.engagement
        * (1 - p.workload_absence * p.workload)
        * (1 - p.strain_absence * tie.counterpart.institution.strain)
        * (1 - tie.through_convenor * (1 - model.partnership.convenor))
    )


def _rhythm(tie, week, p):
    """What happens in the same room is bunched into visits."""
    place = tie.visit_phase + week / p.visit_weeks
    visit = place - math.floor(place) < 1 / p.visit_weeks
    return 1 - p.in_person + (p.in_person * p.visit_weeks if visit else 0.0)
