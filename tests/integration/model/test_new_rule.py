"""A new rule's skeleton beside the standard rules."""

from __future__ import annotations

import numpy as np

from simulation import STANDARD, load, run_futures
from simulation.vocabulary.state_variables import Table
from tests.unit.model.test_new_rule import NAME, _made, _root  # noqa: F401


def test_beside_the_standard_rules_it_changes_nothing_at_its_default(made):
    rule, _ = made(Table.MEMBERS)
    plan = load("parliament_mentors")
    numbers = {"futures": 1, "seed": 3, "weeks": 4, "compiled": False}
    without, beside = (run_futures(plan, rules=rules, **numbers) for rules in (STANDARD, (*STANDARD, rule())))
    acting = run_futures(plan, rules=(*STANDARD, rule(**{f"{NAME}_per_month": 2.0})), **numbers)
    for name in ("confidence", "practice", "trust"):
        np.testing.assert_array_equal(without.weekly(name), beside.weekly(name))
    assert (acting.weekly("confidence") > without.weekly("confidence")).any()
