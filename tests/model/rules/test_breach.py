"""A promise that is not kept, and a lie that comes out."""

from dataclasses import replace

import pytest

from simulation.model.rules.breach import Breach

SAYINGS = """
    ownership + trust   ownership - breaches   broken_promises_per_year - trust   deceptions_per_year - trust
    deceptions_per_year + scar   broken_promise_trust_loss - trust   deception_trust_loss - trust   scar_depth + scar
    settled_view_damping + trust   preset_plan_breach_factor - trust   new_tie_breach_factor + breaches   hours - breaches"""
ACTS = (
    {"calendar", "trust", "keeping_in_touch"},
    {"broken_promises_per_year": 2.0, "deceptions_per_year": 0.2},
    "trust scar breaches",
)

# 0.52 a year are one in a hundred weeks, for a plan one's own and a tie long since new.
RULE = Breach(
    ownership=1, broken_promises_per_year=0.52, deceptions_per_year=0.52, preset_plan_breach_factor=2,
    new_tie_breach_factor=1, broken_promise_trust_loss=0.2, deception_trust_loss=0.6, scar_depth=0.4,
    settled_view_damping=0.5,
)  # fmt: skip
OLD = {"trust": 0.5, "scar": 0.0, "hours": 1e9, "contact_hours": 1.0}


def test_a_broken_promise_costs_a_fifth_of_middling_trust():
    assert RULE.change(draw=0.0099, **OLD) == pytest.approx({"trust": -0.1, "breaches": 1.0})


def test_deceit_costs_more_and_scars():
    assert RULE.change(draw=0.9901, **OLD) == pytest.approx({"trust": -0.3, "scar": 0.4, "breaches": 1.0})


def test_a_second_lie_scars_what_the_first_left():
    assert RULE.change(draw=0.9901, **OLD | {"scar": 0.4})["scar"] == pytest.approx(0.24)


def test_most_weeks_nothing_happens_and_nothing_can_where_nobody_meets():
    assert RULE.change(draw=0.5, **OLD) == {}
    assert RULE.change(draw=0.0, **OLD | {"contact_hours": 0.0}) == {}


def test_firm_friends_shrug_a_failure_off():
    # felt = 1 - 0.5 x |2 x 0.9 - 1| = 0.6: 0.9 x 0.6 x 0.2.
    assert RULE.change(draw=0.0, **OLD | {"trust": 0.9})["trust"] == pytest.approx(-0.108)


def test_a_set_formula_and_a_new_face_break_more():
    # With no ownership three times as many; in the first hour of a tie twice as many.
    assert replace(RULE, ownership=0).change(draw=0.0299, **OLD)["breaches"] == 1.0
    assert RULE.change(draw=0.0199, **OLD | {"hours": 0.0})["breaches"] == 1.0
    assert RULE.change(draw=0.0199, **OLD) == {}


def twin(model):
    p = model.numbers
    for tie in model.ties:
        draw = model.luck.weekly("breach", "draw", tie)
        if tie.contact_hours <= 0:
            continue
        strangers = 1 + p.new_tie_breach_factor / (1 + tie.hours / 6)
        formula = 1 + p.preset_plan_breach_factor * (1 - p.ownership)
        failing = draw < p.broken_promises_per_year / 52 * formula * strangers
        deceiving = draw > 1 - p.deceptions_per_year / 52
        felt = 1 - p.settled_view_damping * abs(2 * tie.trust - 1)
        lost = p.broken_promise_trust_loss * failing + p.deception_trust_loss * deceiving
        tie.add("trust", -tie.trust * felt * lost)
        if deceiving:
            tie.add("scar", (1 - tie.scar) * p.scar_depth)
        tie.breaches += failing or deceiving
