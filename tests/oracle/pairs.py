"""What happens between a peer and a counterpart: trust, warmth, broken promises, staleness, weariness, the convenor."""

import math
from typing import Any

from .rates import MONTH, logistic, weekly, weekly_of_half_life, weekly_of_year


def start_trust(model: Any) -> None:
    """Credit given in advance, which is cold until people meet."""
    p = model.numbers
    for tie in model.ties:
        tie.first_trust = tie.trust = p.swift_trust * p.shared_experience


def trust(model: Any) -> None:
    """Trust comes of hours together, not of months on paper."""
    p = model.numbers
    informal = (1 + p.in_person) / 2 * (1 - math.log(p.session_size) / math.log(100))
    place = p.remote_worth + (1 - p.remote_worth) * p.in_person
    talk = p.task_worth + (1 - p.task_worth) * informal
    credibility = p.generic_worth + (1 - p.generic_worth) * p.shared_experience
    for tie in model.ties:
        alike = p.likeness * (1 - p.peer_diversity) * 2 ** (-tie.hours / p.likeness_hours)
        worth = place * talk * credibility * (1 + alike + p.disclosure * tie.openness)
        room = max(1 - tie.scar - tie.trust, 0.0)
        tie.add("trust", room * (1 - 2 ** (-worth * tie.contact_hours / p.hours_to_trust)))


def keeping_in_touch(model: Any) -> None:
    """Ties go cold when nobody calls, but an old tie warms up fast."""
    p = model.numbers
    cooling, fading = weekly(p.cooling_per_month), weekly(p.trust_fade_per_month)
    for tie in model.ties:
        idle = 2 ** (-tie.contact_hours / p.warming_hours)
        tie.add("warmth", (1 - tie.warmth) * (1 - idle) - tie.warmth * idle * cooling * (1 - tie.trust) ** 3)
        tie.add("trust", -tie.trust * idle * fading)


def breach(model: Any) -> None:
    """One broken promise costs more than a good week earns, and deceit leaves a scar."""
    p = model.numbers
    for tie in model.ties:
        draw = model.luck.weekly("breach", "draw", tie)
        if tie.contact_hours <= 0:
            continue
        strangers = 1 + p.newcomer_breaks / (1 + tie.hours / 6)
        failing = draw < p.failing_per_year / 52 * (1 + p.preset_breaks * (1 - p.ownership)) * strangers
        deceiving = draw > 1 - p.deceiving_per_year / 52
        felt = 1 - p.set_views * abs(2 * tie.trust - 1)
        tie.add("trust", -tie.trust * felt * (p.failing_cost * failing + p.deceiving_cost * deceiving))
        if deceiving:
            tie.add("scar", (1 - tie.scar) * p.scar_depth)
        tie.breaches += failing or deceiving


def start_staying_engaged(model: Any) -> None:
    """Every tie starts at the same interest."""
    for tie in model.ties:
        tie.engagement = model.numbers.first_interest


def staying_engaged(model: Any) -> None:
    """People stay while it is worth their time, and celebrate what works."""
    p = model.numbers
    pace = weekly(p.review_per_month)
    for tie in model.ties:
        balance = (
            p.goodwill
            + p.new_things * tie.freshness
            + p.friendship * tie.felt_trust
            + p.pride * p.celebration * tie.counterpart.practice
            - p.time_costs * p.workload
            - p.tiring * math.log2(1 + tie.hours / p.tiring_hours)
        )
        tie.add("engagement", (logistic(balance) - tie.engagement) * pace)


def one_mind(model: Any) -> None:
    """A group that only copies itself stops learning."""
    p = model.numbers
    sameness = 1 - p.mix_refreshes * p.peer_diversity
    rotates = _rotates(model.week, p)
    for tie in model.ties:
        if rotates:
            tie.add("freshness", 1 - tie.freshness)
            tie.add("hours", -tie.hours)
            tie.add("engagement", (1 - tie.engagement) / 2)
            tie.add("trust", -tie.trust * (1 - p.reputation_carries))
            tie.add("warmth", -tie.warmth * (1 - p.reputation_carries))
        else:
            alikeness = 1 + p.copying_stales * (1 - abs(tie.peer.practice - tie.counterpart.practice))
            stale = 1 - 2 ** (-tie.contact_hours * sameness * alikeness / p.staling_hours)
            tie.add("freshness", -tie.freshness * stale)


def _rotates(week: int, p: Any) -> bool:
    """Whether everybody gets a new peer this week: the first week of each further round, while support lasts."""
    if p.rotation_months == 0 or week == 0 or week >= p.months * MONTH:
        return False
    weeks = p.rotation_months * MONTH
    return math.floor(week / weeks) > math.floor((week - 1) / weeks)


def start_lone_star(model: Any) -> None:
    """Which ties run through the convenor."""
    for tie in model.ties:
        tie.through_convenor = model.luck.once("lone_star", "route", tie) < model.numbers.convenor_share


def lone_star(model: Any) -> None:
    """A network built round one person leans when they go."""
    p, partnership = model.numbers, model.partnership
    draw = model.luck.weekly("lone_star", "leaving", partnership)
    if partnership.convenor > 0.5 and draw < weekly_of_year(p.convenor_exits_per_year):
        partnership.add("convenor", -partnership.convenor)
        partnership.convenor_exits += 1
        for tie in model.ties:
            if tie.through_convenor:
                tie.add("warmth", -tie.warmth * p.cools_on_exit)
                tie.add("trust", -tie.trust * p.doubts_on_exit)
    else:
        partnership.add("convenor", (1 - partnership.convenor) * weekly_of_half_life(p.convenor_gap_months))
