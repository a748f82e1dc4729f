"""A clerk who dares a small step."""

import math
from dataclasses import replace

import pytest

from simulation.model.rules.small_steps import SmallSteps
from tests.oracle.rates import logistic, weekly

SAYINGS = """
    confidence + practice   knowledge + practice   support + practice   affordable + practice
    share_practising + practice   reform + practice   planning + practice   local_incentive + practice
    friction - practice   step_size_difficulty - practice   tries_per_month + practice   knowledge_effect + practice
    support_effect + practice   ownership + practice   ownership_effect + practice   counterparts - practice
    convening_half_people + practice   remainder_difficulty - practice   confidence + tries   knowledge + tries
    unsupported_try_share + tries   encouraged + tries   fear - tries   fear_try_effect - tries   discretion + tries
    affordable + successes   success_confidence_gain + confidence   failure_confidence_loss - confidence
    celebration + confidence   failure_trust_loss - trust   ownership + trust   receiver_tries - trust
    receiver_successes + trust   giver_successes + receiver_encouraged   celebration + receiver_encouraged
    felt_trust + receiver_encouraged   receiver_encouraged - receiver_encouraged"""
# Somebody who tries in most weeks, with money to do it and a plan that matters.
EAGER = {
    "tries_per_month": 24.0, "knowledge": 1.0, "confidence": 1.0, "encouraged": 1.0, "affordable": 1.0, "fear": 0.0,
    "base_success_log_odds": -4.5, "ownership_effect": 2.0, "planning": 1.0,
}  # fmt: skip
STAGED = dict.fromkeys(("convening_half_people", "counterparts", "ownership"), EAGER) | {
    what: {name: value for name, value in EAGER.items() if name != what} for what in ("planning", "ownership_effect")
}
# Who has been put off by a failure is put off the more, the more a peer asks how it went.
ONLY_WHERE = {("support", what): lambda seen: seen["encouraged"] >= 0.5 for what in ("practice", "tries", "successes")}
ACTS = (
    {"calendar", "trust", "keeping_in_touch", "learning", "means", "crisis", "reform"},
    {"crisis_per_year": 3.0, "window_months": 12.0, "response_weeks": 0, "celebration": 0.9, "ownership": 0.4},
    "practice confidence encouraged trust weeks_since_try applying",
)

# Log odds: -1.5 + 4 x 0.5 + 2 x 0.5 + 1 x 0.5 - 5 x 0.2 x (0.5 + 0.5) - 1 x 0.5 - 1 x 0.5 = 0: with full means every
# second step works. The weekly chance of trying is 1 - exp(-4.3333 / 4.3333) = 0.63212 for the fully confident and
# knowing; who knows by half and whose confidence is a quarter, root one half, tries with a quarter of it, 0.15803.
RULE = SmallSteps(
    step_size=0.2, ownership=0.6, counterparts=20, convening_half_people=60, discretion=0, celebration=0, fear=0,
    local_incentive=0.5, friction=0.5, tries_per_month=52 / 12, base_success_log_odds=-1.5,
    knowledge_effect=4, support_effect=2, incentive_effect=1, ownership_effect=2, step_size_difficulty=5, friction_effect=1,
    remainder_difficulty=1, success_confidence_gain=0.1, failure_confidence_loss=0.2, failure_trust_loss=0.05,
    unsupported_try_share=1, fear_try_effect=0.4, success_try_effect=1.0,
)  # fmt: skip
CLERK = {
    "knowledge": 0.5, "confidence": 0.25, "practice": 0.5, "weeks_since_try": 7.0, "support": 0.5, "share_practising": 0.0,
    "encouraged": 0.5, "planning": 0.0, "reform": 0.0, "affordable": 1.0,
}  # fmt: skip
WORKED = {
    "weeks_since_try": -7.0, "encouraged": 0.5, "practice": 0.1, "confidence": 0.075, "tries": 1.0, "successes": 1.0,
}  # fmt: skip
FAILED = {"weeks_since_try": -7.0, "encouraged": -0.5, "confidence": -0.05, "tries": 1.0}
PENNILESS = {"weeks_since_try": -7.0, "encouraged": -0.5, "tries": 1.0}
TIE = {
    "trust": 0.6, "felt_trust": 0.5, "receiver_encouraged": 0.2, "receiver_tries": 0.0, "receiver_successes": 0.0,
    "giver_successes": 0.0,
}  # fmt: skip


def test_a_step_that_works():
    assert RULE.change(draw=0.0790, **CLERK) == pytest.approx(WORKED)


def test_a_step_that_fails():
    assert RULE.change(draw=0.0791, **CLERK) == pytest.approx(FAILED)


def test_a_week_without_a_try():
    assert RULE.change(draw=0.1581, **CLERK) == {"weeks_since_try": 1.0, "encouraged": 0.0}


def test_a_win_invites_the_next_for_some_weeks():
    # With half of full support: right after a win 1 + 0.5 times as often, 0.23704; after a failure 1 - 0.5, 0.07901.
    for encouraged, chance in ((1.0, 0.23704), (0.0, 0.07901)):
        told = [RULE.change(draw=chance + by, **CLERK | {"encouraged": encouraged})["weeks_since_try"] for by in (-1e-4, 1e-4)]
        assert told == [-7.0, 1.0]
    # Half of it is gone after four weeks.
    encouraged = 1.0
    for _ in range(4):
        encouraged += RULE.change(draw=0.99, **CLERK | {"encouraged": encouraged})["encouraged"]
    assert encouraged == pytest.approx(0.75)


def test_only_a_step_that_does_not_work_strains_the_tie():
    # As far as the plan was the peer's, 0.4: 0.6 x 0.05 x 0.4.
    assert RULE.change_ties(**TIE | {"receiver_tries": 1.0})["trust"] == pytest.approx(-0.012)
    assert RULE.change_ties(**TIE | {"receiver_tries": 1.0, "receiver_successes": 1.0})["trust"] == 0.0
    assert RULE.change_ties(**TIE)["trust"] == 0.0
    assert replace(RULE, ownership=1).change_ties(**TIE | {"receiver_tries": 1.0})["trust"] == 0.0


def test_a_peers_win_that_is_celebrated_invites_too():
    # Of the 0.8 missing, as far as the peer is trusted (0.5) and wins are celebrated (0.5).
    loud = replace(RULE, celebration=0.5)
    assert loud.change_ties(**TIE | {"giver_successes": 1.0})["receiver_encouraged"] == pytest.approx(0.2)
    assert RULE.change_ties(**TIE | {"giver_successes": 1.0})["receiver_encouraged"] == 0.0
    assert loud.change_ties(**TIE)["receiver_encouraged"] == 0.0


def test_a_celebrated_win_of_ones_own_plan_lifts_twice_as_much():
    loud = replace(RULE, celebration=1, ownership=0)
    assert loud.change(draw=0.0, **CLERK | {"planning": 1.0})["confidence"] == pytest.approx(0.15)
    assert loud.change(draw=0.0, **CLERK)["confidence"] == pytest.approx(0.075)


def test_without_a_peer_who_asks_people_try_less():
    # 0.2 + 0.8 x 0.5 = 0.6 of 0.15803 = 0.09482.
    shy = replace(RULE, unsupported_try_share=0.2)
    assert shy.change(draw=0.0948, **CLERK)["weeks_since_try"] == -7.0
    assert shy.change(draw=0.0949, **CLERK)["weeks_since_try"] == 1.0


def test_where_it_is_dangerous_to_look_weak_people_try_less_unless_a_discreet_peer_stands_by():
    # Full fear takes 0.4: 0.09482. Half a peer, wholly discreet: half of that, 0.8 x 0.15803 = 0.12642.
    afraid = replace(RULE, fear=1)
    for rule, chance in ((afraid, 0.09482), (replace(afraid, discretion=1), 0.12642)):
        assert [rule.change(draw=chance + by, **CLERK)["weeks_since_try"] for by in (-1e-4, 1e-4)] == [-7.0, 1.0]


def test_a_plan_that_fits_the_place_helps():
    # A plan for twenty is three quarters theirs: 2 x 0.6 x 0.75 x 1 = 0.9 log odds: 0.71095 of 0.15803 = 0.11235.
    planned = CLERK | {"planning": 1.0}
    assert ["successes" in RULE.change(draw=draw, **planned) for draw in (0.1123, 0.1124)] == [True, False]


def test_big_steps_are_the_harder_the_more_can_say_no():
    # Without friction half of the difficulty of the step, and none of its own: log odds 1: 0.73106 of 0.15803 = 0.11553.
    free = replace(RULE, friction=0)
    assert ["successes" in free.change(draw=draw, **CLERK) for draw in (0.1155, 0.1156)] == [True, False]


def test_the_last_part_is_harder_than_the_first():
    # At the start of the way the log odds are 0.5, not 0: 0.62246 of 0.15803 = 0.09837.
    assert RULE.change(draw=0.0983, **CLERK | {"practice": 0.0})["practice"] == pytest.approx(0.2)
    assert RULE.change(draw=0.0984, **CLERK | {"practice": 0.0}) == pytest.approx(FAILED)


def test_a_step_without_money_comes_to_nothing_and_nobody_doubts_themselves():
    assert RULE.change(draw=0.0001, **CLERK | {"affordable": 0.0}) == pytest.approx(PENNILESS)
    # With half of the money half of the tries can be carried out at all, and half of these work.
    half = [RULE.change(draw=draw, **CLERK | {"affordable": 0.5}) for draw in (0.0395, 0.0396, 0.0790, 0.0791)]
    assert half == [pytest.approx(each) for each in (WORKED, FAILED, FAILED, PENNILESS)]


def twin(model):
    p = model.numbers
    back = 1 - 2 ** (-1 / 4)
    tried, worked = set(), set()
    for member in model.members:
        draw = model.luck.weekly("small_steps", "draw", member)
        trying = _trying(member, p)
        if draw >= trying:
            member.add("weeks_since_try", 1)
            member.add("encouraged", (0.5 - member.encouraged) * back)
            continue
        member.tries += 1
        tried.add(member)
        member.add("weeks_since_try", -member.weeks_since_try)
        affordable = member.institution.affordable
        if draw < trying * affordable * _success(member, p):
            member.successes += 1
            worked.add(member)
            member.add("encouraged", 1 - member.encouraged)
            member.add("practice", p.step_size * (1 - member.practice))
            lifted = min(p.success_confidence_gain * (1 + p.celebration * member.planning), 1)
            member.add("confidence", lifted * (1 - member.confidence))
        else:
            member.add("encouraged", -member.encouraged)
            if draw < trying * affordable:
                member.add("confidence", -p.failure_confidence_loss * member.confidence)
    for tie in model.ties:
        if tie.counterpart in tried - worked:
            tie.add("trust", -p.failure_trust_loss * (1 - p.ownership) * tie.trust)
        if tie.peer in worked:
            invited = p.celebration * tie.felt_trust * (1 - tie.counterpart.encouraged)
            tie.counterpart.add("encouraged", invited)


def _trying(member, p):
    """Chance that a member tries a step this week."""
    asked = p.unsupported_try_share + (1 - p.unsupported_try_share) * member.support
    shielded = p.discretion * member.support
    dares = 1 - p.fear_try_effect * p.fear * (1 - shielded)
    mood = max(1 + p.success_try_effect * member.support * (member.encouraged - 0.5) / 0.5, 0)
    return min(weekly(p.tries_per_month) * math.sqrt(member.confidence) * member.knowledge * asked * dares * mood, 1)


def _success(member, p):
    """Chance that a step works for which there is money."""
    theirs = p.ownership * member.planning * (1 - p.counterparts / (p.counterparts + p.convening_half_people))
    odds = (
        p.base_success_log_odds
        + p.knowledge_effect * member.knowledge
        + p.support_effect * member.support
        + p.colleagues_effect * member.share_practising
        + p.incentive_effect * p.local_incentive
        + p.reform_effect * member.institution.reform
        + p.ownership_effect * theirs
        - p.step_size_difficulty * p.step_size * (0.5 + p.friction)
        - p.remainder_difficulty * member.practice
        - p.friction_effect * p.friction
    )
    return logistic(odds)
