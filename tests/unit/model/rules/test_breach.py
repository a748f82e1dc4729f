"""A promise that is not kept, and a lie that comes out."""

from dataclasses import replace

import pytest

from simulation.model.rules.breach import Breach

SAYINGS = """
    ownership + trust   ownership - breaches   broken_promises_per_year - trust   deceptions_per_year - trust
    deceptions_per_year + scar   broken_promise_trust_loss - trust   deception_trust_loss - trust   scar_depth + scar"""
ACTS = (
    {"calendar", "trust", "keeping_in_touch"},
    {"broken_promises_per_year": 2.0, "deceptions_per_year": 0.2},
    "trust scar breaches",
)

# 0.52 a year are one in a hundred weeks, for a plan one's own.
RULE = Breach(
    ownership=1, broken_promises_per_year=0.52, deceptions_per_year=0.52, broken_promise_trust_loss=0.2,
    deception_trust_loss=0.6, scar_depth=0.4,
)  # fmt: skip
OLD = {"trust": 0.5, "scar": 0.0, "contact_hours": 1.0}


def test_a_broken_promise_costs_a_fifth_of_trust():
    assert RULE.change(draw=0.0099, **OLD) == pytest.approx({"trust": -0.1, "breaches": 1.0})


def test_deceit_costs_more_and_scars():
    assert RULE.change(draw=0.9901, **OLD) == pytest.approx({"trust": -0.3, "scar": 0.4, "breaches": 1.0})


def test_a_second_lie_scars_what_the_first_left():
    assert RULE.change(draw=0.9901, **OLD | {"scar": 0.4})["scar"] == pytest.approx(0.24)


def test_most_weeks_nothing_happens_and_nothing_can_where_nobody_meets():
    assert RULE.change(draw=0.5, **OLD) == {}
    assert RULE.change(draw=0.0, **OLD | {"contact_hours": 0.0}) == {}
    assert RULE.change(draw=0.9999, **OLD | {"contact_hours": 0.0}) == {}


def test_a_set_formula_breaks_twice_as_many():
    # Half owned, one and a half times as many.
    assert RULE.change(draw=0.0101, **OLD) == {}
    formula, half = replace(RULE, ownership=0), replace(RULE, ownership=0.5)
    assert [bool(half.change(draw=draw, **OLD)) for draw in (0.0149, 0.0151)] == [True, False]
    assert [bool(formula.change(draw=draw, **OLD)) for draw in (0.0199, 0.0201)] == [True, False]


def twin(model):
    p = model.numbers
    for tie in model.ties:
        draw = model.luck.weekly("breach", "draw", tie)
        if tie.contact_hours <= 0:
            continue
        formula = 2 * (1 - p.ownership) + p.ownership
        failing = draw < p.broken_promises_per_year / 52 * formula
        deceiving = draw > 1 - p.deceptions_per_year / 52
        lost = p.broken_promise_trust_loss * failing + p.deception_trust_loss * deceiving
        tie.add("trust", -tie.trust * lost)
        if deceiving:
            tie.add("scar", (1 - tie.scar) * p.scar_depth)
        tie.breaches += failing or deceiving
