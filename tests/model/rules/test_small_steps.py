"""A clerk who dares a small step."""

from dataclasses import replace

import pytest

from simulation.model.rules.small_steps import SmallSteps

# Odds: -1.5 + 4 x 0.5 + 2 x 0.5 + 1 x 0.5 - 5 x 0.2 - 1 x 0.5 - 1 x 0.5 = 0: with full means every second step works. The weekly chance of
# trying is 1 - exp(-4.3333 / 4.3333) = 0.63212 for the fully confident and knowing; at one half of each a quarter of it, 0.15803.
RULE = SmallSteps(
    step_size=0.2, local_incentive=0.5, friction=0.5, tries_per_month=52 / 12, base_success_log_odds=-1.5, knowledge_effect=4, support_effect=2,
    incentive_effect=1, step_size_difficulty=5, friction_effect=1, remainder_difficulty=1, success_confidence_gain=0.1, failure_confidence_loss=0.2, failure_trust_loss=0.05,
    unsupported_try_share=1,
)  # fmt: skip
CLERK = {
    "knowledge": 0.5, "confidence": 0.5, "practice": 0.5, "trust": 0.6, "weeks_since_try": 7.0, "support": 0.5, "share_practising": 0.0,
    "reform": 0.0, "window": 0.0, "affordable": 1.0,
}  # fmt: skip


def test_a_step_that_works(tell):
    told = tell(RULE, draw=0.0790, **CLERK)
    assert told == pytest.approx({"practice": 0.1, "confidence": 0.05, "trust": 0.0, "weeks_since_try": -7.0}, rel=1e-5)


def test_a_step_that_fails(tell):
    told = tell(RULE, draw=0.0791, **CLERK)
    assert told == pytest.approx(
        {"practice": 0.0, "confidence": -0.1, "trust": -0.03, "weeks_since_try": -7.0}, rel=1e-5
    )


def test_a_week_without_a_try(tell):
    assert tell(RULE, draw=0.1581, **CLERK) == pytest.approx(
        {"practice": 0, "confidence": 0, "trust": 0, "weeks_since_try": 1}
    )


def test_without_a_peer_who_asks_people_try_less(tell):
    # 0.2 + 0.8 x 0.5 = 0.6 of 0.15803 = 0.09482.
    shy = replace(RULE, unsupported_try_share=0.2)
    assert tell(shy, draw=0.0948, **CLERK)["weeks_since_try"] == -7.0
    assert tell(shy, draw=0.0949, **CLERK)["weeks_since_try"] == 1.0


def test_the_last_part_is_harder_than_the_first(tell):
    # At the start of the way the odds are 0.5, not 0: 0.62246 of 0.15803 = 0.09837.
    assert tell(RULE, draw=0.0983, **CLERK | {"practice": 0.0})["practice"] == pytest.approx(0.2)
    assert tell(RULE, draw=0.0984, **CLERK | {"practice": 0.0})["practice"] == 0.0


def test_no_means_no_success(tell):
    assert tell(RULE, draw=0.0001, **CLERK | {"affordable": 0.0})["practice"] == 0.0
