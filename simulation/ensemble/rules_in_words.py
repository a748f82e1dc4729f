"""Which rules ran, in the words of a line: nothing where they were the model's own, as they stand."""

from __future__ import annotations

from collections.abc import Iterable

from simulation.model.plans.plan import Plan
from simulation.model.rules import STANDARD

_MAX_NAMED = 3  # rules left out, named one by one


def rules_in_words(plan: Plan, rules: Iterable[str]) -> str:
    """The rules beside the model's own, and those of its own that were left out though the plan has them.

    Args:
        plan: the plan that was run.
        rules: the names of the rules that ran.

    Returns:
        Such as `with teach_back` or `with teach_back alone`; empty for the rules of the plan.
    """
    ran = list(rules)
    standard = [rule.name() for rule in STANDARD if rule.name() not in plan.without]
    own = [name for name in ran if name not in {rule.name() for rule in STANDARD}]
    left_out = [name for name in standard if name not in ran]
    if not left_out:
        return f"with {', '.join(own)}" if own else ""
    if len(left_out) == len(standard):
        return f"with {', '.join(own)} alone" if own else "without any rule"
    named = ", ".join(left_out) if len(left_out) <= _MAX_NAMED else f"{len(left_out)} of the model's rules"
    return " ".join([*([f"with {', '.join(own)}"] if own else []), f"without {named}"])


def plan_and_rules(plan: Plan, rules: Iterable[str]) -> str:
    """The plan in its short form, and the rules where they were not the model's own."""
    return f"{plan!r} {rules_in_words(plan, rules)}".rstrip()
