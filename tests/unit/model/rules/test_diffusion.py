"""One example next door, then two."""

import math
from dataclasses import replace

import pytest

from simulation.model.rules.diffusion import Diffusion
from tests.oracle.rates import normal, weekly

SAYINGS = """
    colleagues_practising + practice   examples_needed - practice   following_per_month + practice
    spontaneous_adoption_per_month + practice   adoption_gain + practice   observable_share + practice
    observable_share + knowledge   adoption_gain + knowledge   celebration + practice
    celebration_effect_on_following + practice   under_way + practice   threshold_mean + examples_needed
    sources_needed + examples_needed   colleagues_watched + examples_needed   rank + threshold"""
ACTS = (
    {"calendar"},
    {"starting_practice": 0.4, "people_spread": 0.2, "following_per_month": 0.4, "threshold_spread": 0.25,
     "months": 9, "celebration": 0.8},
    "practice knowledge practising threshold examples_needed",
)  # fmt: skip

# 0.0433 a month are 0.01 a week (chance 0.00995); 0.00433 a month 0.001 a week (chance 0.0009995).
RULE = Diffusion(
    sources_needed=2, threshold_mean=0.25, threshold_spread=0.1, following_per_month=0.52 / 12,
    spontaneous_adoption_per_month=0.052 / 12, adoption_gain=0.3, observable_share=0.8, celebration=0,
    celebration_effect_on_following=2,
)  # fmt: skip
SEEN = {"practice": 0.5, "knowledge": 0.6, "examples_needed": 2.0, "under_way": 1.0}


def test_two_examples_make_a_follower():
    # 0.3 of what can be seen and is not used (0.8 - 0.5) or not known (0.8 - 0.6) yet.
    assert RULE.change(draw=0.0109, colleagues_practising=2.0, **SEEN) == pytest.approx(
        {"practice": 0.09, "knowledge": 0.06}
    )
    assert RULE.change(draw=0.0110, colleagues_practising=2.0, **SEEN) == {}


def test_celebrated_wins_are_followed_three_times_as_fast_while_support_lasts():
    # 1 + 2 x 1: 0.0009995 + 3 x 0.00995 = 0.03085.
    celebrated = replace(RULE, celebration=1)
    draws = {"celebrating": 0.0308, "too late": 0.0309}
    told = {name: celebrated.change(draw=draw, colleagues_practising=2.0, **SEEN) for name, draw in draws.items()}
    assert {name: bool(each) for name, each in told.items()} == {"celebrating": True, "too late": False}
    assert told["celebrating"]["practice"] == pytest.approx(0.09)
    assert celebrated.change(draw=0.0110, colleagues_practising=2.0, **SEEN | {"under_way": 0.0}) == {}
    assert celebrated.change(draw=0.0011, colleagues_practising=1.0, **SEEN) == {}


def test_one_example_leaves_only_those_who_start_alone():
    assert RULE.change(draw=0.0109, colleagues_practising=1.0, **SEEN) == {}
    assert RULE.change(draw=0.0009, colleagues_practising=0.0, **SEEN)["practice"] == pytest.approx(0.09)


def test_watching_brings_nobody_further_than_what_can_be_seen():
    told = RULE.change(draw=0.0, colleagues_practising=2.0, **SEEN | {"practice": 0.9, "knowledge": 0.8})
    assert told == {"practice": 0.0, "knowledge": 0.0}


def test_the_person_in_the_middle_of_eight_needs_two():
    assert RULE.start(colleagues_watched=8.0, rank=0.0) == {"threshold": 0.25, "examples_needed": 2.0}
    assert replace(RULE, sources_needed=3).start(colleagues_watched=8.0, rank=0.0)["examples_needed"] == 3.0
    late = replace(RULE, threshold_mean=0.4)
    assert late.start(colleagues_watched=8.0, rank=0.0)["examples_needed"] == 4.0  # 0.4 x 8 = 3.2, rounded up


def test_the_bold_need_fewer_but_never_fewer_than_nobody():
    assert RULE.start(colleagues_watched=20.0, rank=1.0)["threshold"] == pytest.approx(0.35)
    assert RULE.start(colleagues_watched=20.0, rank=-3.0) == {"threshold": 0.0, "examples_needed": 2}


def twin_start(model):
    p = model.numbers
    for member in model.members:
        deviate = normal(model.luck.once("diffusion", "rank", member))
        member.threshold = min(max(p.threshold_mean + p.threshold_spread * deviate, 0.0), 1.0)
        by_share = math.ceil(member.threshold * len(member.colleagues))
        member.examples_needed = max(p.sources_needed, by_share)


def twin(model):
    p = model.numbers
    alone, following = weekly(p.spontaneous_adoption_per_month), weekly(p.following_per_month)
    if model.partnership.under_way:
        following *= 1 + p.celebration_effect_on_following * p.celebration
    for member in model.members:
        enough = member.colleagues_practising >= member.examples_needed
        if model.luck.weekly("diffusion", "draw", member) < alone + (following if enough else 0.0):
            for copied in ("practice", "knowledge"):
                member.add(copied, p.adoption_gain * max(p.observable_share - getattr(member, copied), 0.0))
