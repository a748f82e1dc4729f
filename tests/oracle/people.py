"""What happens in people: learning, steps, habits, examples and comparisons."""

import math
from statistics import NormalDist
from typing import Any

from .agents import Member
from .rates import DAY, logistic, weekly, weekly_of_half_life


def learning(model: Any) -> None:
    """You learn from someone who has been there, about your own problem."""
    p = model.numbers
    for tie in model.ties:
        own, theirs = tie.counterpart.knowledge, tie.peer.knowledge
        relevance = p.standard_content_share + (1 - p.standard_content_share) * tie.openness * p.ownership
        full = sum(each.contact_hours for each in tie.counterpart.ties) / p.weekly_learning_capacity_hours
        taken_in = tie.contact_hours * (1 - math.exp(-full)) / full if full > 0 else 0.0
        dose = 1 - math.exp(-p.learning_per_hour * taken_in * relevance)
        elsewhere = p.novelty_share * tie.freshness
        news = max(theirs - own, 0.0) + elsewhere * theirs * (1 - own)
        tie.counterpart.add("knowledge", dose * news)
        tie.counterpart.add("confidence", p.confidence_per_learning * dose * news * (1 - tie.counterpart.confidence))
        tie.peer.add("knowledge", p.giver_learning_share * (1 - theirs) * dose * elsewhere)
    forgetting, ebbing = weekly_of_half_life(p.forgetting_months), weekly(p.confidence_decay_per_month)
    for member in model.members:
        unused = max(member.knowledge - member.newcomer_knowledge, 0.0) * (1 - member.practice)
        member.add("knowledge", -unused * forgetting)
        member.add("confidence", (member.newcomer_confidence - member.confidence) * (1 - member.support) * ebbing)


def small_steps(model: Any) -> None:
    """A small step that works invites the next one."""
    p = model.numbers
    eagerness = weekly(p.tries_per_month)
    for member in model.members:
        draw = model.luck.weekly("small_steps", "draw", member)
        asked = p.unsupported_try_share + (1 - p.unsupported_try_share) * member.support
        trying = eagerness * member.confidence * member.knowledge * asked
        if draw >= trying:
            member.add("weeks_since_try", 1)
            continue
        member.add("weeks_since_try", -member.weeks_since_try)
        if draw < trying * _success(member, p):
            member.add("practice", p.step_size * (1 - member.practice))
            member.add("confidence", p.success_confidence_gain * (1 - member.confidence))
        else:
            member.add("confidence", -p.failure_confidence_loss * member.confidence)
            for tie in member.ties:
                tie.add("trust", -p.failure_trust_loss * tie.trust)


def _success(member: Member, p: Any) -> float:
    """Chance that a step works."""
    institution = member.institution
    odds = (
        p.base_success_log_odds
        + p.knowledge_effect * member.knowledge
        + p.support_effect * member.support
        + p.colleagues_effect * member.share_practising
        + p.incentive_effect * p.local_incentive
        + p.reform_effect * institution.reform
        + p.window_effect * institution.window
        - p.step_size_difficulty * p.step_size
        - p.remainder_difficulty * member.practice
        - p.friction_effect * p.friction
    )
    return institution.affordable * logistic(odds)


def start_habit(model: Any) -> None:
    """How fast a habit forms differs from person to person."""
    p = model.numbers
    for member in model.members:
        deviate = normal(model.luck.once("habit", "pace", member))
        days = p.habit_days * math.exp(p.habit_spread * deviate)
        member.habit_rate = 1 - math.exp(-math.log(20) * p.uses_per_week / days)


def habit(model: Any) -> None:
    """What you do long enough stays when nobody is watching."""
    p = model.numbers
    relapse, wearing = weekly(p.relapse_per_month), weekly(p.habit_decay_per_month)
    for member in model.members:
        lonely = (1 - member.support) * (1 - p.colleague_retention * member.share_practising)
        cue = 1 - (1 - p.unsupported_habit_share) * lonely
        member.add("habit", (member.practice - member.habit) * member.habit_rate * cue)
        loose = max(member.practice - member.habit, 0.0)
        member.add("practice", -loose * relapse * lonely - member.practice * wearing)


def start_diffusion(model: Any) -> None:
    """How many colleagues must practise before a member follows."""
    p = model.numbers
    for member in model.members:
        deviate = normal(model.luck.once("diffusion", "rank", member))
        member.threshold = min(max(p.threshold_mean + p.threshold_spread * deviate, 0.0), 1.0)
        by_share = math.ceil(member.threshold * len(member.colleagues))
        member.examples_needed = max(p.sources_needed, by_share)


def diffusion(model: Any) -> None:
    """One visible success makes colleagues try; most need to see two."""
    p = model.numbers
    alone, following = weekly(p.spontaneous_adoption_per_month), weekly(p.following_per_month)
    for member in model.members:
        enough = member.colleagues_practising >= member.examples_needed
        if model.luck.weekly("diffusion", "draw", member) < alone + (following if enough else 0.0):
            member.add("practice", p.adoption_gain * max(p.observable_share - member.practice, 0.0))
            member.add("confidence", p.example_confidence_gain * (1 - member.confidence))


def benchmarking(model: Any) -> None:
    """Seeing how your peers do moves you."""
    p = model.numbers
    spur = p.peer_gap_confidence_per_day * (1 - p.rivalry_discount * p.rivalry)
    for tie in model.ties:
        ahead = tie.peer.practice - tie.counterpart.practice
        tie.counterpart.add("confidence", spur * tie.contact_hours / DAY * ahead)


def normal(draw: float) -> float:
    """The standard normal deviate below which a share `draw` of people lie."""
    return NormalDist().inv_cdf(draw)
