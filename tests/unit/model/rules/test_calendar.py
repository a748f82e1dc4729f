"""A twelve-month programme of 10 days a month for five people, one at a time, half of it in visits."""

import math
from dataclasses import replace

import pytest

from simulation.model.rules.calendar import Calendar
from tests.oracle.rates import DAY, MONTH, weeks_of_support

SAYINGS = """
    support_days + contact_hours   peer_days + support_days    session_size + contact_hours   engagement + contact_hours
    partners - contact_hours    strain - contact_hours         convenor + contact_hours
    through_convenor - contact_hours   strain_absence - contact_hours
    fear - contact_hours   fear_absence - contact_hours   discretion + contact_hours   induction_days - contact_hours
    receiver_willingness + contact_hours   reluctance_absence - contact_hours   receiver_taking_part + contact_hours
    giver_taking_part + contact_hours   convening_half_people + contact_hours   counterparts - contact_hours
    partners - own_hours   ear + attended_hours   engagement + attended_hours
    ear + receiver_planning
    engagement + receiver_planning   match_gap - ear   attention_half_size + ear   session_size - ear
    reserve_share - support_days       months + support_days    response_weeks - support_days   reserve + support_days
    window + support_days   window + released_days   reserve + released_days   peer_days + convening_days
    convening_half_people - convening_days   months + under_way
    early_end_half_hours - trust   hours + trust
    promised_months - trust   promised_months - receiver_confidence"""


def consistent(seen):
    """Of what an institution is given, what is set free is a part."""
    return seen["released_days"] <= seen["support_days"]


ONLY_WHERE = {("support_days", "contact_hours"): lambda seen: seen["released_days"] == 0.0} | {
    (what, moves): consistent
    for what in """session_size engagement partners strain convenor through_convenor
        strain_absence counterparts fear fear_absence discretion induction_days receiver_willingness
        reluctance_absence receiver_taking_part giver_taking_part convening_half_people ear""".split()
    for moves in ("contact_hours", "own_hours", "attended_hours", "receiver_planning")
}
BROKEN_OFF = {"months": 12, "promised_months": 24, "support_from_month": 0, "week": 52}
STAGED = dict.fromkeys(("early_end_half_hours", "hours"), BROKEN_OFF) | {
    "promised_months": {"months": 12, "support_from_month": 0, "week": 52}
}
ACTS = (
    {"crisis", "hub_loss", "breach", "staying_engaged"},
    {"crisis_per_year": 3.0, "window_months": 12.0, "response_weeks": 0, "session_size": 8, "months": 13,
     "support_from_month": 1.7, "promised_months": 16, "reserve_share": 0.3, "fear": 0.7, "swift_trust": 0.35},
    "contact_hours own_hours attended_hours hours reserve support_days visit_phase ear planning confidence under_way",
)  # fmt: skip

PLAN = Calendar(
    peer_days=10, counterparts=5, peers=5, months=12, taper=3, in_person=0.5, reserve_share=0.2, session_size=1,
    response_weeks=4, fear=0.5, discretion=0.5, partners=1, institutions=1, promised_months=0,
    support_from_month=0, window_open_threshold=0.1, convening_half_people=20, early_end_half_hours=40,
    fear_absence=0.4, reluctance_absence=0.5, strain_absence=0.6, attention_half_size=9,
    crowding_power=2, induction_days=0, match_gap=0.4,
)  # fmt: skip
NETWORK = replace(PLAN, peers=0, partners=2, session_size=3)
QUIET = {"reserve": 0.0, "window": 0.0, "open_weeks": 0.0}
CALM = {
    "engagement": 1.0, "visit_phase": 0.0, "through_convenor": 0.0, "convenor": 1.0, "strain": 0.0, "hours": 40.0,
    "trust": 0.4, "receiver_confidence": 0.6, "receiver_taking_part": 1.0, "receiver_willingness": 1.0,
    "receiver_planning": 0.0, "giver_taking_part": 1.0, "ear": 1.0,
}  # fmt: skip


def a_tie(plan: Calendar = PLAN, *, week: int, here: dict[str, float] = QUIET, **seen: float) -> dict[str, float]:
    """What a tie is told in a week in which the partnership and its institution were told first."""
    given = plan.change_institutions(week=week, **here)
    days = {name: given.get(name, 0.0) for name in ("support_days", "released_days")}
    return plan.change(week=week, **CALM | days | seen)


# 10 days a month are 10 / (52/12) = 2.3077 a week; a fifth is held back, so 1.8462 are planned. A fifth of them goes into
# convening five people, and each of the five gets 6 h x 0.8 / 5 = 0.96 h of a day. Half
# discreet at half a fear one in ten is shied away from: 0.96 x 0.9 = 0.864 h.
A_DAY = 0.864
A_WEEK = 10 / (52 / 12)
PLANNED = A_WEEK * 0.8


def test_a_visit_week_and_a_week_between():
    # Half of the hours stand in one week of six: 0.5 + 0.5 x 6 = 3.5 times the even share; the other weeks have 0.5.
    visit = a_tie(week=0)
    hours = PLANNED * 3.5 * A_DAY
    assert visit == pytest.approx(
        {
            "contact_hours": hours, "own_hours": hours, "attended_hours": hours, "hours": hours,
            "receiver_planning": 1 - 2 ** -(hours / 10),
        }
    )  # fmt: skip
    assert a_tie(week=2)["contact_hours"] == pytest.approx(PLANNED * 0.5 * A_DAY)
    assert a_tie(week=2, visit_phase=0.7)["contact_hours"] == visit["contact_hours"]


def test_support_fades_over_the_taper_and_ends():
    # Week 46 is 12 - 46 / (52/12) = 1.3846 months before the end: 0.46154 of the three months of taper are left.
    assert PLAN.change_institutions(week=46, **QUIET)["support_days"] == pytest.approx(PLANNED * 1.384615 / 3)
    assert PLAN.change_institutions(week=51, **QUIET)["support_days"] > 0
    assert PLAN.change_institutions(week=52, **QUIET) == {"reserve": 0.0}
    assert a_tie(week=52) == {}


def test_without_a_taper_the_days_are_all_there_to_the_last_week():
    sudden = replace(PLAN, taper=0)
    assert sudden.change_institutions(week=51, **QUIET)["support_days"] == pytest.approx(PLANNED)
    # One month more ends within week 56: a third of it is left.
    assert replace(sudden, months=13).change_institutions(week=56, **QUIET)["support_days"] == pytest.approx(
        PLANNED / 3
    )


def test_support_begins_when_it_is_to_begin_and_lasts_as_long():
    # 2.5 months are 10.8 weeks: the first week that begins with support is the eleventh after the first.
    later = replace(PLAN, support_from_month=2.5)
    given = [week for week in range(80) if later.change_institutions(week=week, **QUIET).get("support_days")]
    assert given == list(range(11, 63))
    told = {week: later.change_partnership(week=week) for week in (10, 11, 62, 63)}
    assert {week: each["under_way"] for week, each in told.items()} == {10: 0.0, 11: 1.0, 62: 1.0, 63: 0.0}
    assert later.change_institutions(week=57, **QUIET) == pytest.approx(PLAN.change_institutions(week=46, **QUIET))


def test_a_promise_that_is_kept_lets_nobody_down():
    assert a_tie(week=52) == {}
    assert a_tie(replace(PLAN, promised_months=12), week=52) == {}
    assert a_tie(replace(PLAN, promised_months=6), week=52) == {}


def test_an_end_before_its_time_hurts_and_only_once():
    # Half of the time promised is missing, and after 40 hours of forty half of the hurt is left: 0.5 x 0.5 = 0.25.
    early = replace(PLAN, promised_months=24)
    assert a_tie(early, week=52) == pytest.approx({"trust": -0.1, "receiver_confidence": -0.15})
    assert "trust" not in a_tie(early, week=51)
    assert a_tie(early, week=53) == {}
    # A quarter missing is half of that; strangers feel twice of it; of two peers each takes half of the confidence.
    assert a_tie(replace(PLAN, promised_months=16), week=52)["trust"] == pytest.approx(-0.05)
    assert a_tie(early, week=52, hours=0.0)["receiver_confidence"] == pytest.approx(-0.3)
    assert a_tie(replace(early, partners=2), week=52) == pytest.approx({"trust": -0.1, "receiver_confidence": -0.075})
    # What counts is when support ended, not what month it is.
    assert "trust" in a_tie(replace(early, support_from_month=3), week=65)


def test_the_reserve_waits_for_a_window_and_lapses_at_the_end():
    # A crisis in one week opens the window for the next; in the fourth week after it a sixth of the 9 days goes out.
    held, saved = {"reserve": 9.0, "window": 0.5}, A_WEEK * 0.2
    waiting = {"support_days": PLANNED, "convening_days": 0.0, "released_days": 0.0, "reserve": saved}
    assert PLAN.change_institutions(week=2, open_weeks=2.0, **held) == pytest.approx(waiting)
    assert PLAN.change_institutions(week=2, open_weeks=3.0, **held | {"window": 0.0}) == pytest.approx(waiting)
    freed = PLAN.change_institutions(week=2, open_weeks=3.0, **held)
    days = {"support_days": PLANNED + 1.5, "released_days": 1.5, "reserve": saved - 1.5}
    assert freed == pytest.approx(waiting | days)
    met = a_tie(week=2, here=held | {"open_weeks": 3.0})
    assert met["contact_hours"] == pytest.approx((PLANNED * 0.5 + 1.5) * A_DAY)
    assert PLAN.change_institutions(week=60, open_weeks=3.0, **held) == {"reserve": -9.0}


def test_strain_and_an_absent_convenor_cost_meetings():
    usual = a_tie(week=2)["contact_hours"]
    assert a_tie(week=2, strain=0.5)["contact_hours"] == pytest.approx(usual * 0.7)
    assert a_tie(week=2, through_convenor=1.0, convenor=0.0)["contact_hours"] == 0.0


def test_who_is_afraid_unwilling_or_gone_does_not_come():
    usual = a_tie(week=2)["contact_hours"]
    # In full view 0.4 x 0.5 = 0.2 are shied away from, not 0.1; with full discretion none.
    assert a_tie(replace(PLAN, discretion=0), week=2)["contact_hours"] == pytest.approx(usual / 0.9 * 0.8)
    assert a_tie(replace(PLAN, discretion=1), week=2)["contact_hours"] == pytest.approx(usual / 0.9)
    # The willing come first: who is willing by 0.2 stays away from 0.5 x 0.8.
    assert a_tie(week=2, receiver_willingness=0.2)["contact_hours"] == pytest.approx(usual * 0.6)
    assert a_tie(week=2, receiver_taking_part=0.0)["contact_hours"] == 0.0
    assert a_tie(week=2, giver_taking_part=0.0)["contact_hours"] == 0.0


def test_no_week_has_more_than_thirty_hours():
    flood = replace(PLAN, peer_days=400, counterparts=1)
    assert a_tie(flood, week=0)["contact_hours"] == 30.0
    assert a_tie(replace(flood, partners=3), week=0)["contact_hours"] == 10.0
    crowd = a_tie(replace(NETWORK, peer_days=4000), week=0)
    assert (crowd["contact_hours"], crowd["own_hours"]) == (30.0, 15.0)


def test_a_peer_takes_time_to_know_the_place():
    # Five peers of half a day a month: of 12.5 days' worth, 10 are left: 0.8.
    assert a_tie(replace(PLAN, induction_days=0.5), week=2)["contact_hours"] == pytest.approx(
        a_tie(week=2)["contact_hours"] * 0.8
    )


def test_in_a_mutual_network_everybody_in_a_session_is_there_with_everybody_else():
    # Three of five at a time: 6 x 3 / 5 = 3.6 h of a day, x 0.9, nothing off for convening: that is given in days of
    # those who convene. Both peers are there at once, so an hour with each is an hour of one's own for both.
    told, given = a_tie(NETWORK, week=2), NETWORK.change_institutions(week=2, **QUIET)
    assert told["contact_hours"] == pytest.approx(PLANNED * 0.5 * 3.24)
    assert told["own_hours"] == pytest.approx(told["contact_hours"] / 2)
    assert given["convening_days"] == pytest.approx(PLANNED * 0.2)


def test_an_hour_in_a_session_of_ten_is_shared_out():
    # Nine others, of whom nine leave half: 1 / (1 + 1); with one peer for twenty-four people 0.25 x 6 / 24 halvings ...
    fit = replace(PLAN, counterparts=24, peers=24)  # 6 to choose from for each, three halvings: 1 - 0.4 / 8 = 0.95
    ten, four = replace(fit, session_size=10), replace(fit, session_size=4)
    assert fit.start(first_visit=0.3) == pytest.approx({"visit_phase": 0.3, "ear": 0.95})
    assert ten.start(first_visit=0.3)["ear"] == pytest.approx(0.95 * 0.5)
    # Three others are a third of nine: squared, 1 / (1 + 1/9).
    assert four.start(first_visit=0.3)["ear"] == pytest.approx(0.95 * 0.9)
    told = a_tie(ten, week=2, ear=0.475)
    assert told["attended_hours"] == pytest.approx(told["own_hours"] * 0.475)


def test_with_more_peers_to_choose_from_one_fits_better():
    # Eight peers for twenty-four: 6 x 8 / 24 = 2, one halving: 1 - 0.4 / 2. In a network of five, four others: 4.8.
    assert replace(PLAN, counterparts=24, peers=8).start(first_visit=0.0)["ear"] == pytest.approx(0.8)
    alone = replace(PLAN, peers=0, session_size=1)
    assert alone.start(first_visit=0.0)["ear"] == pytest.approx(1 - 0.4 * 2**-2.4)


def test_a_plan_becomes_ones_own_in_the_hours_attended_to():
    # 20 attended hours are two halvings: a quarter is left of the half that was missing.
    days = {"support_days": 20 / A_DAY, "released_days": 20 / A_DAY}
    told = PLAN.change(week=2, **CALM | days | {"receiver_planning": 0.5})
    assert told["attended_hours"] == pytest.approx(20.0)
    assert told["receiver_planning"] == pytest.approx(0.5 * 0.75)
    # Where the peer has half an ear, ten of them.
    told = PLAN.change(week=2, **CALM | days | {"ear": 0.5})
    assert told["receiver_planning"] == pytest.approx(0.5)


def test_days_given_and_held_back_are_the_days_there_were():
    # A year to the week without a taper: twelve months of ten days, whenever a window sets some of the reserve free.
    year, given, reserve = replace(PLAN, taper=0, reserve_share=0.4), 0.0, 0.0
    for week in range(52):
        open_weeks = float(week % 20)
        told = year.change_institutions(week=week, reserve=reserve, window=0.5, open_weeks=open_weeks)
        given, reserve = given + told["support_days"], reserve + told["reserve"]
    assert given + reserve == pytest.approx(12 * 10) and reserve > 0 and given > 12 * 10 * 0.6


def test_hours_are_the_days_shared_out():
    # Where nobody misses a meeting, each day gives six hours, but for the fifth that goes into convening, to each of the
    # three in a session, in turn to all five. Every other week is a visit to somebody: 54 weeks are nine whole rounds.
    plan = replace(PLAN, taper=0, reserve_share=0, fear=0, session_size=3, months=13)
    hours = sum(a_tie(plan, week=week, visit_phase=0.3)["contact_hours"] for week in range(54))
    assert 5 * hours == pytest.approx(54 * A_WEEK * 6 * 0.8 * 3)


def twin_start(model):
    p = model.numbers
    for tie in model.ties:
        tie.visit_phase = model.luck.once("calendar", "first_visit", tie)
        tie.ear = _ear(p)


def _ear(p):
    """How far a peer has an ear for each: few at once, and a good match."""
    others = min(p.session_size, p.counterparts) - 1
    choice = 6 * (p.peers or p.counterparts - 1) / p.counterparts
    fit = 1 - p.match_gap * 0.5 ** (choice / 2)
    return fit / (1 + (others / p.attention_half_size) ** p.crowding_power)


def twin(model):
    p, week = model.numbers, model.week
    begin, end = weeks_of_support(p)
    model.partnership.under_way = float(begin <= week < end)
    left = p.months - (week - begin) / MONTH
    running = min(left / max(p.taper, 12 / 52), 1.0) if begin <= week < end else 0.0
    offered = p.peer_days / MONTH / p.institutions * running
    for institution in model.institutions:
        institution.released_days = _released(institution, p) if running else 0.0
        institution.support_days = offered * (1 - p.reserve_share) + institution.released_days
        institution.convening_days = institution.support_days * _into_convening(p) if p.peers == 0 else 0.0
        saved = offered * p.reserve_share - institution.released_days
        institution.add("reserve", saved if running else -institution.reserve)
    for tie in model.ties:
        tie.contact_hours = tie.own_hours = tie.attended_hours = 0.0
        if week == end and p.promised_months > p.months:
            _let_down(tie, p)
        elif running:
            _meet(tie, model)
        tie.add("hours", tie.contact_hours)


def _into_convening(p):
    return p.counterparts / (p.counterparts + p.convening_half_people)


def _let_down(tie, p):
    """Those who hardly got to know each other feel dropped, the more the more of the time is missing."""
    missing = (p.promised_months - p.months) / p.promised_months
    dropped = missing * 2 ** (-tie.hours / p.early_end_half_hours)
    tie.add("trust", -tie.trust * dropped)
    tie.counterpart.add("confidence", -tie.counterpart.confidence * dropped / p.partners)


def _released(institution, p):
    """Days of the reserve set free this week."""
    if institution.window > p.window_open_threshold and institution.open_weeks >= p.response_weeks - 1:
        return institution.reserve / 6
    return 0.0


def _meet(tie, model):
    """What reaches one pair of the days given to the counterpart's institution, and what it is to the counterpart."""
    p, here, who = model.numbers, tie.counterpart.institution, tie.counterpart
    hours = _rhythm(tie, model.week, p) * (here.support_days - here.released_days) + here.released_days
    hours *= DAY * min(p.session_size, p.counterparts) * p.institutions / p.counterparts
    if p.peers:
        hours *= (1 - _into_convening(p)) * p.peer_days / (p.peer_days + p.induction_days * p.peers) / p.partners
    hours *= tie.engagement
    hours *= 1 - p.fear_absence * p.fear * (1 - p.discretion)
    hours *= 1 - p.reluctance_absence * (1 - who.willingness)
    hours *= 1 - p.strain_absence * here.strain
    hours *= 1 - tie.through_convenor * (1 - model.partnership.convenor)
    hours = min(hours, 30 / p.partners if p.peers else 30)
    if not (who.taking_part and tie.peer.taking_part):
        hours = 0.0
    tie.contact_hours = hours
    tie.own_hours = hours if p.peers else hours / p.partners
    tie.attended_hours = tie.own_hours * tie.ear
    who.add("planning", (1 - who.planning) * (1 - 2 ** (-tie.attended_hours / 10)))


def _rhythm(tie, week, p):
    """What happens in the same room is bunched into visits, six weeks apart."""
    place = tie.visit_phase + week / 6
    visit = place - math.floor(place) < 1 / 6
    return 1 - p.in_person + (p.in_person * 6 if visit else 0.0)
