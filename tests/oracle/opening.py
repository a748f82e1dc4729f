"""The week's opening: crises, the programme's calendar, the money there is, and who dares to show doubt."""

import math
from typing import Any

from .agents import Institution, Tie
from .rates import DAY, MONTH, weekly_of_half_life, weekly_of_year


def crisis(model: Any) -> None:
    """Crises come unannounced, strain everyone, and open a window that shuts."""
    p = model.numbers
    chance = weekly_of_year(p.crisis_per_year)
    shutting = weekly_of_half_life(p.window_months / 2)
    easing = weekly_of_half_life(p.strain_half_life_months)
    for institution in model.institutions:
        arrives = model.luck.weekly("crisis", "arrival", institution) < chance
        draw = model.luck.weekly("crisis", "severity", institution)
        severity = draw ** (1 / p.crisis_severity - 1) if arrives else 0.0
        window = institution.window
        opening = (1 - window) * severity**p.window_convexity
        institution.add("window", opening - window * shutting)
        shock = (1 - institution.strain) * p.crisis_strain * severity
        institution.add("strain", shock - institution.strain * easing)
        is_open = window > p.window_open_threshold
        institution.add("open_weeks", 1 if is_open else -institution.open_weeks)
        opened = (
            opening > p.window_open_threshold
            if is_open
            else window + opening - window * shutting > p.window_open_threshold
        )
        if opened:
            institution.add("window_used", -institution.window_used)
        institution.crises += arrives
        institution.windows += opened


def start_calendar(model: Any) -> None:
    """Where in the round of visits a tie begins."""
    for tie in model.ties:
        tie.visit_phase = model.luck.once("calendar", "first_visit", tie)


def calendar(model: Any) -> None:
    """Support has a budget and an end."""
    p, week = model.numbers, model.week
    running = min(max((p.months - week / MONTH) / max(p.taper, 12 / 52), 0.0), 1.0)
    offered = p.peer_days / MONTH / p.institutions * running
    planned = offered * (1 - p.reserve_share)
    saved = offered * p.reserve_share
    released = {}
    for institution in model.institutions:
        released[institution] = _released(institution, running, p)
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


def _end(model: Any, p: Any) -> None:
    """Those who hardly got to know each other feel dropped."""
    personal = 1 - math.log(p.session_size) / math.log(100)
    for tie in model.ties:
        dropped = p.early_end_loss * personal * 2 ** (-tie.hours / p.early_end_half_hours)
        tie.add("trust", -tie.trust * dropped)
        tie.counterpart.add("confidence", -tie.counterpart.confidence * dropped / p.partners)


def _released(institution: Institution, running: float, p: Any) -> float:
    """Days of the reserve set free this week."""
    if running > 0 and institution.window > p.window_open_threshold and institution.open_weeks >= p.response_weeks - 1:
        return institution.reserve / p.reserve_release_weeks
    return 0.0


def _contact_hours(model: Any, tie: Tie, planned: float, released: float) -> float:
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


def _rhythm(tie: Tie, week: int, p: Any) -> float:
    """What happens in the same room is bunched into visits."""
    place = tie.visit_phase + week / p.visit_weeks
    visit = place - math.floor(place) < 1 / p.visit_weeks
    return 1 - p.in_person + (p.in_person * p.visit_weeks if visit else 0.0)


def means(model: Any) -> None:
    """Knowing is not enough where there is no money to act."""
    p = model.numbers
    fund = p.implementation_fund if model.week < p.months * MONTH else 0.0
    for institution in model.institutions:
        institution.affordable = p.means + (1 - p.means) * p.fund_coverage * fund


def disclosure(model: Any) -> None:
    """People show what they cannot do only where it is safe."""
    p = model.numbers
    crowd = math.log(1 + p.session_size) / math.log(101)
    safe = (1 - p.fear_effect * p.fear * (1 - p.discretion) * crowd) * (1 - p.rivalry_concealment * p.rivalry)
    for tie in model.ties:
        tie.openness = tie.felt_trust * safe
