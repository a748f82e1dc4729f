"""A promise that is not kept, and a lie that comes out."""

import pytest

from simulation.model.rules.breach import Breach

# 0.52 a year are one in a hundred weeks, for a plan one's own and a tie long since new.
RULE = Breach(
    ownership=1, broken_promises_per_year=0.52, deceptions_per_year=0.52, preset_plan_breach_factor=2, new_tie_breach_factor=1, broken_promise_trust_loss=0.2,
    deception_trust_loss=0.6, scar_depth=0.4, settled_view_damping=0.5,
)  # fmt: skip
OLD = {"trust": 0.5, "scar": 0.0, "hours": 1e9, "contact_hours": 1.0}


def test_a_broken_promise_costs_a_fifth_of_middling_trust(tell):
    told = tell(RULE, draw=0.0099, **OLD)
    assert told == pytest.approx({"trust": -0.1, "scar": 0.0, "breaches": 1.0}, rel=1e-5)


def test_deceit_costs_more_and_scars(tell):
    told = tell(RULE, draw=0.9901, **OLD)
    assert told == pytest.approx({"trust": -0.3, "scar": 0.4, "breaches": 1.0}, rel=1e-5)


def test_most_weeks_nothing_happens_and_nothing_can_where_nobody_meets(tell):
    assert not any(tell(RULE, draw=0.5, **OLD).values())
    assert not any(tell(RULE, draw=0.0, **OLD | {"contact_hours": 0.0}).values())


def test_firm_friends_shrug_a_failure_off(tell):
    # felt = 1 - 0.5 x |2 x 0.9 - 1| = 0.6: 0.9 x 0.6 x 0.2.
    assert tell(RULE, draw=0.0, **OLD | {"trust": 0.9})["trust"] == pytest.approx(-0.108, rel=1e-5)


def test_a_set_formula_and_a_new_face_break_more(tell):
    # With no ownership three times as many; in the first hour of a tie twice as many.
    preset = Breach(ownership=0, broken_promises_per_year=0.52, preset_plan_breach_factor=2, new_tie_breach_factor=1)
    assert tell(preset, draw=0.0299, **OLD)["breaches"] == 1.0
    assert tell(RULE, draw=0.0199, **OLD | {"hours": 0.0})["breaches"] == 1.0
    assert tell(RULE, draw=0.0199, **OLD)["breaches"] == 0.0
