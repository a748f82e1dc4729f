"""The arguments that all ways to run the model share, checked: rules, horizon, number of futures, seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from simulation.ensemble.outcomes import begin_of_support, end_of_support
from simulation.model.engine.layout import check_rules
from simulation.model.engine.rule import Rule, declarations
from simulation.model.parameters import parameters
from simulation.model.plans.plan import Plan
from simulation.model.rules import STANDARD
from simulation.vocabulary.errors import ParameterError, RuleError, one_line
from simulation.vocabulary.units import WEEKS_PER_YEAR

MIN_WEEKS = 156
FOLLOW_UP_WEEKS = 2 * WEEKS_PER_YEAR  # for which a partnership is followed when its support has ended
MAX_WEEKS = 520
MAX_FUTURES = 10_000_000


def horizon(plan: Plan, weeks: int | None) -> int:
    """The horizon of a plan in weeks: as given, or two years after the last day and at least 156. Raises
    ParameterError.
    """
    return check_int("weeks", default_weeks(plan.values) if weeks is None else weeks, 1, MAX_WEEKS)


def default_weeks(numbers: Mapping[str, float]) -> int:
    """Two years after the last day, at least 156 weeks after the first."""
    return max(begin_of_support(numbers) + MIN_WEEKS, end_of_support(numbers) + FOLLOW_UP_WEEKS)


def rules_of(plan: Plan, rules: Sequence[Rule] | None) -> tuple[Rule, ...]:
    """The rules to run: those given, or the standard ones, without what the plan leaves out.

    Raises RuleError for what is no rule, ParameterError where a rule was given a number that the plan has its own word
    on.
    """
    if rules is None:  # as they are, with no number of their own
        return tuple(rule for rule in STANDARD if rule.name() not in plan.without)
    rules_run = tuple(rule for rule in check_rules(rules) if rule.name() not in plan.without)
    for rule in rules_run:
        for declared in declarations(rule):
            known = parameters().get(declared.name)
            if known is not None and replace(known, moves=()) != replace(declared, moves=()):
                raise RuleError(
                    f"rule {rule.name()}: every plan has a number {declared.name}, in other words or another range; "
                    "use(...) that one, or choose another name"
                )
            value = getattr(rule, declared.name)
            if declared.name in plan.values and value not in (declared.default, plan.values[declared.name]):
                raise ParameterError(
                    f"{declared.name} = {one_line(value)} was set on the rule {rule.name()}, but the plan says "
                    f"{plan.values[declared.name]:g}: set it on the plan, plan.with_({declared.name}=...)"
                )
    return rules_run


def check_seed(seed: Any) -> int:
    """The seed as a whole number from 0. Raises ParameterError."""
    return check_int("seed", seed, 0, 2**64 - 1)


def check_flag(name: str, value: Any) -> bool:
    """True or False, and nothing that only counts as such. Raises ParameterError naming it."""
    if not isinstance(value, bool | np.bool_):
        raise ParameterError(f"{name} = {one_line(value)}; allowed: True or False")
    return bool(value)


def check_int(name: str, value: Any, low: int, high: int) -> int:
    """A whole number within low..high. Raises ParameterError naming it."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise ParameterError(f"{name} = {one_line(value)} must be a whole number; allowed: {low} to {high}")
    if not low <= value <= high:
        raise ParameterError(f"{name} = {one_line(int(value))} is out of range; allowed: {low} to {high}")
    return int(value)
