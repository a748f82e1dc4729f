"""A clerk who dares a small step."""

from dataclasses import replace

import pytest

from simulation.model.rules.small_steps import SmallSteps
from tests.oracle.rates import logistic, weekly

SAYINGS = """
    confidence + practice   knowledge + practice   support + practice   affordable + practice
    share_practising + practice   reform + practice   window + practice   local_incentive + practice
    friction - practice   step_size_difficulty - practice   tries_per_month + practice   knowledge_effect + practice
    support_effect + practice   confidence + tries   knowledge + tries   unsupported_try_share + tries
    affordable + successes   success_confidence_gain + confidence   failure_confidence_loss - confidence
    failure_trust_loss - trust   receiver_tries - trust   receiver_successes + trust"""
ACTS = (
    {"calendar", "trust", "keeping_in_touch", "learning", "means", "crisis", "reform"},
    {"crisis_per_year": 3.0, "window_months": 12.0, "response_weeks": 0},
    "practice confidence trust weeks_since_try applying",
)

# Log odds: -1.5 + 4 x 0.5 + 2 x 0.5 + 1 x 0.5 - 5 x 0.2 - 1 x 0.5 - 1 x 0.5 = 0: with full means every second step works.
# The weekly chance of trying is 1 - exp(-4.3333 / 4.3333) = 0.63212 for the fully confident and knowing; at one half of
# each a quarter of it, 0.15803.
RULE = SmallSteps(
    step_size=0.2, local_incentive=0.5, friction=0.5, tries_per_month=52 / 12, base_success_log_odds=-1.5,
    knowledge_effect=4, support_effect=2, incentive_effect=1, step_size_difficulty=5, friction_effect=1,
    remainder_difficulty=1, success_confidence_gain=0.1, failure_confidence_loss=0.2, failure_trust_loss=0.05,
    unsupported_try_share=1,
)  # fmt: skip
CLERK = {
    "knowledge": 0.5, "confidence": 0.5, "practice": 0.5, "weeks_since_try": 7.0, "support": 0.5, "share_practising": 0.0,
    "reform": 0.0, "window": 0.0, "affordable": 1.0,
}  # fmt: skip
WORKED = {"weeks_since_try": -7.0, "practice": 0.1, "confidence": 0.05, "tries": 1.0, "successes": 1.0}
FAILED = {"weeks_since_try": -7.0, "confidence": -0.1, "tries": 1.0}


def test_a_step_that_works():
    assert RULE.change(draw=0.0790, **CLERK) == pytest.approx(WORKED)


def test_a_step_that_fails():
    assert RULE.change(draw=0.0791, **CLERK) == pytest.approx(FAILED)


def test_a_week_without_a_try():
    assert RULE.change(draw=0.1581, **CLERK) == {"weeks_since_try": 1.0}


def test_only_a_step_that_fails_strains_the_tie():
    assert RULE.change_ties(trust=0.6, receiver_tries=1.0, receiver_successes=0.0) == pytest.approx({"trust": -0.03})
    assert RULE.change_ties(trust=0.6, receiver_tries=1.0, receiver_successes=1.0) == {}
    assert RULE.change_ties(trust=0.6, receiver_tries=0.0, receiver_successes=0.0) == {}


def test_without_a_peer_who_asks_people_try_less():
    # 0.2 + 0.8 x 0.5 = 0.6 of 0.15803 = 0.09482.
    shy = replace(RULE, unsupported_try_share=0.2)
    assert shy.change(draw=0.0948, **CLERK)["weeks_since_try"] == -7.0
    assert shy.change(draw=0.0949, **CLERK)["weeks_since_try"] == 1.0


def test_the_last_part_is_harder_than_the_first():
    # At the start of the way the log odds are 0.5, not 0: 0.62246 of 0.15803 = 0.09837.
    assert RULE.change(draw=0.0983, **CLERK | {"practice": 0.0})["practice"] == pytest.approx(0.2)
    assert RULE.change(draw=0.0984, **CLERK | {"practice": 0.0}) == pytest.approx(FAILED)


def test_no_means_no_success():
    assert RULE.change(draw=0.0001, **CLERK | {"affordable": 0.0}) == pytest.approx(FAILED)


def twin(model):
    p = model.numbers
    eagerness = weekly(p.tries_per_month)
    for member in model.members:
        draw = model.luck.weekly("small_steps", "draw", member)
        asked = p.unsupported_try_share + (1 - p.unsupported_try_share) * member.support
        trying = eagerness * member.confidence * member.knowledge * asked
        if draw >= trying:
            member.add("weeks_since_try", 1)
            continue
        member.tries += 1
        member.add("weeks_since_try", -member.weeks_since_try)
        if draw < trying * _success(member, p):
            member.successes += 1
            member.add("practice", p.step_size * (1 - member.practice))
            member.add("confidence", p.success_confidence_gain * (1 - member.confidence))
        else:
            member.add("confidence", -p.failure_confidence_loss * member.confidence)
            for tie in member.ties:
                tie.add("trust", -p.failure_trust_loss * tie.trust)


def _success(member, p):
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
