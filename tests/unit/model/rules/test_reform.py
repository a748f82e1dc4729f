"""A ready coalition meets an open window."""

from dataclasses import replace

import pytest

from simulation.model.rules.reform import Reform
from tests.oracle.rates import logistic, weekly

SAYINGS = """
    friction - reforms   coalition + reforms   window + reforms   reforms_per_month + reforms
    base_reform_rate + reforms   unaided_drafting_share + reforms   critical_mass - reforms
    people_practising + reform   reform_erosion_per_month - reform   reform_size + reform
    released_days + reforms   drafting_half_days - reforms   reform_size + reform_step
    reform_step + practice   knowledge + practice   practice - practice"""
STAGED = {"window": {"unaided_drafting_share": 1.0}}  # with a draft at hand: without one a window is soon over
ACTS = (
    {"calendar", "trust", "keeping_in_touch", "crisis"},
    {"crisis_per_year": 3.0, "window_months": 12.0, "response_weeks": 0, "starting_knowledge": 0.8,
     "starting_practice": 0.6, "starting_confidence": 0.6, "people_spread": 0.2},
    "reform reform_step practice window_used reforms windows_used",
)  # fmt: skip

# A coalition of the critical mass: ready 0.5. No own drafting and 2 days set free: drafted 0.5. Window 1: opening 1.
# 52 / 12 a month are 1 a week: 1 - exp(-1) = 0.63212. Chance 0.5 x 0.5 x 0.63212 = 0.15803.
RULE = Reform(
    friction=0, critical_mass=0.25, mass_width=0.05, reforms_per_month=52 / 12, base_reform_rate=0.1,
    unaided_drafting_share=0, drafting_half_days=2, reform_size=0.4, reform_erosion_per_month=0.052 / 12, window_open_threshold=0.1,
)  # fmt: skip
SEEN = {
    "coalition": 0.25, "people_practising": 0.0, "window": 1.0, "window_used": 0.0, "reform": 0.5, "released_days": 2.0,
}  # fmt: skip
EROSION = 0.5 * 0.0009995  # of the reform there is, in a week in which nobody practises


def test_a_reform_is_won_and_the_window_is_used():
    assert RULE.change(draw=0.1580, **SEEN) == pytest.approx(
        {"reform": 0.2 - EROSION, "reform_step": 0.2, "reforms": 1.0, "windows_used": 1.0, "window_used": 1.0}, rel=1e-4
    )
    again = RULE.change(draw=0.1580, **SEEN | {"window_used": 1.0})
    assert (again["reforms"], again["windows_used"], again["window_used"]) == (1.0, 0.0, 0.0)


def test_a_little_bad_luck_and_it_erodes():
    assert RULE.change(draw=0.1581, **SEEN) == pytest.approx({"reform": -EROSION}, rel=1e-3)
    assert RULE.change(draw=0.9, **SEEN | {"people_practising": 1.0}) == {"reform": 0.0}


def test_in_quiet_times_change_is_rare_and_small_and_needs_no_draft_in_a_hurry():
    # Opening 0.1, drafted 1: chance 0.5 x 0.1 x 0.63212 = 0.031606, size 0.5 x 0.4 x 0.1.
    quiet = SEEN | {"window": 0.0, "released_days": 0.0}
    told = RULE.change(draw=0.0316, **quiet)
    assert (told["reform"], told["reform_step"]) == (pytest.approx(0.02 - EROSION, rel=1e-3), pytest.approx(0.02))
    assert told["windows_used"] == 0.0
    assert "reforms" not in RULE.change(draw=0.0317, **quiet)


def test_in_a_window_the_draft_takes_days_that_were_held_back():
    # With none there is no draft but what the place writes itself.
    assert "reforms" not in RULE.change(draw=0.0, **SEEN | {"released_days": 0.0})
    # Half of the work by itself: drafted 0.5.
    own = replace(RULE, unaided_drafting_share=0.5)
    assert own.change(draw=0.1580, **SEEN | {"released_days": 0.0})["reforms"] == 1.0


def test_below_the_threshold_a_crisis_opens_nothing():
    mild = SEEN | {"window": 0.0999, "released_days": 0.0}
    assert ["reforms" in RULE.change(draw=draw, **mild) for draw in (0.0316, 0.0317)] == [True, False]
    # Just above it the rules are hardly open; half way from the threshold to the top, 0.55: opening 0.1 + 0.9 x 0.5.
    half = RULE.change(draw=0.0, **SEEN | {"window": 0.55})
    assert half["reform_step"] == pytest.approx(0.5 * 0.4 * 0.55)


def test_a_reform_writes_down_what_those_who_know_how_are_short_of():
    # Of the 0.6 that is missing, as far as they know (0.5) and the rules ask for it (0.2).
    assert RULE.change_members(knowledge=0.5, practice=0.4, reform_step=0.2) == pytest.approx({"practice": 0.06})
    assert RULE.change_members(knowledge=0.5, practice=0.4, reform_step=0.0) == {}


def test_far_below_the_critical_mass_nothing_is_won():
    # Five widths below: 1 / (1 + exp(5)) = 0.0067 instead of 0.5.
    told = [RULE.change(draw=draw, **SEEN | {"coalition": 0.0}) for draw in (0.0021, 0.0022)]
    assert ["reforms" in each for each in told] == [True, False]


def test_full_friction_blocks():
    assert "reforms" not in replace(RULE, friction=1).change(draw=0.0, **SEEN)
    # Half of it leaves half of the chance, 0.07901.
    half = replace(RULE, friction=0.5)
    assert ["reforms" in half.change(draw=draw, **SEEN) for draw in (0.0790, 0.0791)] == [True, False]


def twin(model):
    p = model.numbers
    slipping = weekly(p.reform_erosion_per_month)
    for institution in model.institutions:
        draw = model.luck.weekly("reform", "draw", institution)
        above = max(institution.window - p.window_open_threshold, 0) / (1 - p.window_open_threshold)
        opening = p.base_reform_rate + (1 - p.base_reform_rate) * above
        institution.reform_step = 0.0
        if draw < _chance(institution, opening, p):
            institution.reforms += 1
            institution.reform_step = p.reform_size * opening * (1 - institution.reform)
            institution.add("reform", institution.reform_step)
            for member in institution.members:
                asked = institution.reform_step * member.knowledge
                member.add("practice", asked * (1 - member.practice))
            if institution.window > p.window_open_threshold and not institution.window_used:
                institution.windows_used += 1
                institution.add("window_used", 1)
        institution.add("reform", -institution.reform * slipping * (1 - institution.mean("practising")))


def _chance(institution, opening, p):
    """Chance of a reform this week."""
    coalition = sum(m.knowledge * (1 - (1 - m.practice) * (1 - m.support)) for m in institution.members)
    ready = logistic((coalition / len(institution.members) - p.critical_mass) / p.mass_width)
    return ready * _draft(institution, p) * weekly(p.reforms_per_month) * opening * (1 - p.friction)


def _draft(institution, p):
    """How much of a draft there is: in quiet times all; in a window what work that is not planned can do."""
    if institution.window <= p.window_open_threshold:
        return 1.0
    return 1 - (1 - p.unaided_drafting_share) * 2 ** (-institution.released_days / p.drafting_half_days)
