"""What happens between a peer and a counterpart: trust, warmth, broken promises, staleness, weariness, the convenor."""

import math
from typing import Any

from .rates import MONTH, logistic, weekly, weekly_of_half_life, weekly_of_year


def start_trust(model: Any) -> None:
    """Credit given in advance, which is cold until people meet."""
    p = model.numbers
    for tie in model.ties:
        tie.initial_trust = tie.trust = p.swift_trust * p.shared_experience


def trust(model: Any) -> None:
    """Trust comes of hours together, not of months on paper."""
    p = model.numbers
    informal = (1 + p.in_person) / 2 * (1 - math.log(p.session_size) / math.log(100))
    place = p.remote_hour_weight + (1 - p.remote_hour_weight) * p.in_person
    talk = p.task_hour_weight + (1 - p.task_hour_weight) * informal
    credibility = p.generic_credibility + (1 - p.generic_credibility) * p.shared_experience
    for tie in model.ties:
        alike = p.similarity_bonus * (1 - p.peer_diversity) * 2 ** (-tie.hours / p.similarity_half_hours)
        worth = place * talk * credibility * (1 + alike + p.disclosure_effect * tie.openness)
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
        strangers = 1 + p.new_tie_breach_factor / (1 + tie.hours / 6)
        failing = (
            draw < p.broken_promises_per_year / 52 * (1 + p.preset_plan_breach_factor * (1 - p.ownership)) * strangers
        )
        deceiving = draw > 1 - p.deceptions_per_year / 52
        felt = 1 - p.settled_view_damping * abs(2 * tie.trust - 1)
        tie.add(
            "trust", -tie.trust * felt * (p.broken_promise_trust_loss * failing + p.deception_trust_loss * deceiving)
        )
        if deceiving:
            tie.add("scar", (1 - tie.scar) * p.scar_depth)
        tie.breaches += failing or deceiving


def start_staying_engaged(model: Any) -> None:
    """Every tie starts at the same interest."""
    for tie in model.ties:
        tie.engagement = model.numbers.initial_engagement


def staying_engaged(model: Any) -> None:
    """People stay while it is worth their time, and celebrate what works."""
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


def groupthink(model: Any) -> None:
    """A group that only copies itself stops learning."""
    p = model.numbers
    sameness = 1 - p.diversity_novelty_gain * p.peer_diversity
    rotates = _rotates(model.week, p)
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


def _rotates(week: int, p: Any) -> bool:
    """Whether everybody gets a new peer this week: the first week of each further round, while support lasts."""
    if p.rotation_months == 0 or week == 0 or week >= p.months * MONTH:
        return False
    weeks = p.rotation_months * MONTH
    return math.floor(week / weeks) > math.floor((week - 1) / weeks)


def start_hub_loss(model: Any) -> None:
    """Which ties run through the convenor."""
    for tie in model.ties:
        tie.through_convenor = model.luck.once("hub_loss", "route", tie) < model.numbers.convenor_share


def hub_loss(model: Any) -> None:
    """A network built round one person leans when they go."""
    p, partnership = model.numbers, model.partnership
    draw = model.luck.weekly("hub_loss", "leaving", partnership)
    if partnership.convenor > 0.5 and draw < weekly_of_year(p.convenor_exits_per_year):
        partnership.add("convenor", -partnership.convenor)
        partnership.convenor_exits += 1
        for tie in model.ties:
            if tie.through_convenor:
                tie.add("warmth", -tie.warmth * p.convenor_exit_warmth_loss)
                tie.add("trust", -tie.trust * p.convenor_exit_trust_loss)
    else:
        partnership.add("convenor", (1 - partnership.convenor) * weekly_of_half_life(p.convenor_gap_months))
