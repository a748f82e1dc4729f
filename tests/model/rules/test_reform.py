"""A ready coalition meets an open window."""

from dataclasses import replace

import pytest

from simulation.model.rules.reform import Reform
from tests.oracle.rates import logistic, weekly

SAYINGS = """
    friction - reforms   coalition + reforms   window + reforms   support_days + reforms   reforms_per_month + reforms
    base_reform_rate + reforms   friction_veto - reforms   unaided_drafting_share + reforms   critical_mass - reforms
    people_practising + reform   reform_erosion_per_month - reform   reform_size + reform
    friction_amplification + reform"""
ACTS = (
    {"calendar", "trust", "keeping_in_touch", "crisis"},
    {"crisis_per_year": 3.0, "window_months": 12.0, "response_weeks": 0, "starting_knowledge": 0.8,
     "starting_practice": 0.6, "starting_confidence": 0.6, "people_spread": 0.2},
    "reform window_used reforms windows_used",
)  # fmt: skip

# A coalition of the critical mass: ready 0.5. No own drafting and 2 days: drafted 0.5. Window 1: opening 1.
# 52 / 12 a month are 1 a week: 1 - exp(-1) = 0.63212. Chance 0.5 x 0.5 x 0.63212 = 0.15803.
RULE = Reform(
    friction=0, critical_mass=0.25, mass_width=0.05, reforms_per_month=52 / 12, base_reform_rate=0.1,
    unaided_drafting_share=0, drafting_half_days=2, reform_size=0.4, friction_veto=1, friction_amplification=1,
    reform_erosion_per_month=0.052 / 12, window_open_threshold=0.1,
)  # fmt: skip
SEEN = {
    "coalition": 0.25, "people_practising": 0.0, "window": 1.0, "window_used": 0.0, "reform": 0.5, "support_days": 2.0,
}  # fmt: skip
EROSION = 0.5 * 0.0009995  # of the reform there is, in a week in which nobody practises


def test_a_reform_is_won_and_the_window_is_used():
    assert RULE.change(draw=0.1580, **SEEN) == pytest.approx(
        {"reform": 0.5 * 0.4 - EROSION, "reforms": 1.0, "windows_used": 1.0, "window_used": 1.0}, rel=1e-4
    )
    again = RULE.change(draw=0.1580, **SEEN | {"window_used": 1.0})
    assert (again["reforms"], again["windows_used"], again["window_used"]) == (1.0, 0.0, 0.0)


def test_a_little_bad_luck_and_it_erodes():
    assert RULE.change(draw=0.1581, **SEEN) == pytest.approx({"reform": -EROSION}, rel=1e-3)
    assert RULE.change(draw=0.9, **SEEN | {"people_practising": 1.0}) == {"reform": 0.0}


def test_in_quiet_times_change_is_rare_and_small():
    # Opening 0.1: chance 0.015803, size 0.5 x 0.4 x 0.1.
    told = RULE.change(draw=0.0157, **SEEN | {"window": 0.0})
    assert told["reform"] == pytest.approx(0.02 - EROSION, rel=1e-3)
    assert told["windows_used"] == 0.0
    assert "reforms" not in RULE.change(draw=0.0159, **SEEN | {"window": 0.0})


def test_far_below_the_critical_mass_nothing_is_won():
    # Five widths below: 1 / (1 + exp(5)) = 0.0067 instead of 0.5.
    told = [RULE.change(draw=draw, **SEEN | {"coalition": 0.0}) for draw in (0.0021, 0.0022)]
    assert ["reforms" in each for each in told] == [True, False]


def test_full_friction_blocks_and_makes_change_larger():
    stuck = replace(RULE, friction=1)
    assert "reforms" not in stuck.change(draw=0.0, **SEEN)
    # Where it does not block, what comes is twice as large.
    assert replace(stuck, friction_veto=0).change(draw=0.0, **SEEN)["reform"] == pytest.approx(0.4 - EROSION)


def twin(model):
    p = model.numbers
    slipping = weekly(p.reform_erosion_per_month)
    for institution in model.institutions:
        draw = model.luck.weekly("reform", "draw", institution)
        opening = p.base_reform_rate + (1 - p.base_reform_rate) * institution.window
        if draw < _chance(institution, opening, p):
            institution.reforms += 1
            size = p.reform_size * opening * (1 + p.friction_amplification * p.friction)
            institution.add("reform", (1 - institution.reform) * size)
            if institution.window > p.window_open_threshold and not institution.window_used:
                institution.windows_used += 1
                institution.add("window_used", 1)
        institution.add("reform", -institution.reform * slipping * (1 - institution.mean("practising")))


def _chance(institution, opening, p):
    """Chance of a reform this week."""
    coalition = sum(m.knowledge * (1 - (1 - m.practice) * (1 - m.support)) for m in institution.members)
    ready = logistic((coalition / len(institution.members) - p.critical_mass) / p.mass_width)
    days = 1 - (1 - p.unaided_drafting_share) * 2 ** (-institution.support_days / p.drafting_half_days)
    return ready * days * weekly(p.reforms_per_month) * opening * (1 - p.friction_veto * p.friction)
