"""What every rule promises, checked for one of one's own by running it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.ensemble.results import Results
from simulation.ensemble.run import run_futures
from simulation.ensemble.run_arguments import check_int, check_seed
from simulation.model.engine.layout import check_rules
from simulation.model.engine.rule import Rule, declarations
from simulation.model.plans.loading import load
from simulation.model.plans.plan import Plan
from simulation.model.rules import STANDARD
from simulation.vocabulary.errors import RuleError
from simulation.vocabulary.state_variables import STATE_VARIABLES

if TYPE_CHECKING:
    import pandas as pd

_PLAIN_FUTURES, _PLAIN_WEEKS = 2, 26  # plain Python takes half a second a future


def check_rule(
    rule: Rule, plan: Plan | str | Path = "parliament_mentors", *, futures: int = 20, seed: int = 7
) -> pd.DataFrame:
    """Hold a rule to what every rule promises, beside the standard ones in a plan.

    Args:
        rule: the rule.
        plan: where it is tried.
        futures: number of futures.
        seed: the seed of all draws.

    Returns:
        A row for each promise: `promise`, `kept` (True or False) and `found`, what was seen.

    Raises:
        RuleError: the rule cannot be run at all, or is one of the model's own.
        ParameterError: an argument is out of range.
        ScenarioError: there is no such plan.

    Examples:
        >>> from dataclasses import dataclass
        >>> from simulation import check_rule
        >>> from simulation.model.engine.rule import Rule
        >>> from simulation.vocabulary.parameters import JUDGEMENT, param
        >>> from simulation.vocabulary.state_variables import MEMBERS
        >>> @dataclass(frozen=True)
        ... class OpenDoors(Rule):
        ...     "Where doors stand open, people dare more."
        ...     each = MEMBERS
        ...     daring: float = param(
        ...         0.01, 0.0, 0.1, unit="share/week", label="Daring", help="What it adds.", evidence=JUDGEMENT
        ...     )
        ...     def change(self, confidence):
        ...         return {"confidence": self.daring * (1.0 - confidence)}
        >>> bool(check_rule(OpenDoors(), futures=2)["kept"].all())
        True
    """
    import pandas as pd

    (rule,) = check_rules([rule])
    if type(rule) in {type(each) for each in STANDARD}:
        raise RuleError(f"rule {rule.name()} is one of the model's own; its promises are kept by the project's tests")
    tried = _Tried(rule, load(plan), check_int("futures", futures, 1, 10_000), check_seed(seed))
    rows = [(promise, *check(tried)) for promise, check in _PROMISES.items()]
    return pd.DataFrame(rows, columns=["promise", "kept", "found"])


class _Tried:
    """Runs with and without a rule, each made once."""

    def __init__(self, rule: Rule, plan: Plan, futures: int, seed: int) -> None:
        self.rule, self.plan, self.futures, self.seed = rule, plan, futures, seed

    def run(self, rules: Sequence[Rule], **more: Any) -> Results:
        return run_futures(self.plan, **{"futures": self.futures, "seed": self.seed, "rules": rules, **more})

    @cached_property
    def with_it(self) -> Results:
        return self.run((*STANDARD, self.rule))

    @cached_property
    def without_it(self) -> Results:
        return self.run(STANDARD)


_Verdict = tuple[bool, str]


def _idea(tried: _Tried) -> _Verdict:
    idea = tried.rule.idea()
    return idea.endswith(".") and " " in idea, idea


def _repeatable(tried: _Tried) -> _Verdict:
    differing = _differing(tried.with_it, tried.run((*STANDARD, tried.rule)))
    return not differing, _told(differing, "the same bits")


def _plain(tried: _Tried) -> _Verdict:
    rules = (*STANDARD, tried.rule)
    short: dict[str, Any] = {"futures": min(_PLAIN_FUTURES, tried.futures), "weeks": _PLAIN_WEEKS}
    differing = _differing(tried.run(rules, **short), tried.run(rules, **short, compiled=False))
    return not differing, _told(differing, f"the same bits in {short['futures']} futures of {_PLAIN_WEEKS} weeks")


def _numbers(tried: _Tried) -> _Verdict:
    bad = [name for name in tried.with_it.series if not np.isfinite(tried.with_it.weekly(name)).all()]
    usual = [name for name in bad if not np.isfinite(tried.without_it.weekly(name)).all()]
    bad = [name for name in bad if name not in usual]
    return not bad, _told(bad, f"{len(tried.with_it.series)} series, all numbers")


def _credit(tried: _Tried) -> _Verdict:
    results, largest, mine = tried.with_it, 0.0, []
    for state in (variable.name for variable in STATE_VARIABLES.values() if variable.credited):
        parts = results.credit(state)
        change = results.weekly(state)[:, -1] - results.weekly(state)[:, 0]
        largest = max(largest, float(np.abs(sum(parts.values()) - change).max()))
        if tried.rule.name() in parts and np.abs(parts[tried.rule.name()]).max() > 0:
            mine.append(state)
    return largest < 1e-4, f"off by {largest:.0e} at most; it moves {', '.join(mine) or 'no state by itself'}"


def _off(tried: _Tried) -> _Verdict:
    left_out = Plan(tried.plan.values, (*tried.plan.without, tried.rule.name()), tried.plan.scenario)
    run = run_futures(left_out, tried.futures, tried.seed, rules=(*STANDARD, tried.rule))
    differing = _differing(run, tried.without_it)
    return not differing, _told(differing, "the same bits as the model without it")


def _does_something(tried: _Tried) -> _Verdict:
    gain = tried.with_it.per_future("gain") - tried.without_it.per_future("gain")
    moved = _differing(tried.with_it, tried.without_it)
    return bool(moved), f"gain by {np.nanmean(gain):+.3f} in the mean; {len(moved)} series move"


def _each_number(tried: _Tried) -> _Verdict:
    idle = []
    for number in declarations(tried.rule):
        if number.name in tried.plan.values:
            continue
        low, high = (replace(tried.rule, **{number.name: end}) for end in (number.low, number.high))  # type: ignore[type-var]
        if not _differing(tried.run((*STANDARD, low)), tried.run((*STANDARD, high))):
            idle.append(number.name)
    return not idle, _told(idle, "from end to end, each of its own numbers moves something")


_PROMISES: dict[str, Callable[[_Tried], _Verdict]] = {
    "its first line is the idea, a sentence": _idea,
    "it is the same in every run": _repeatable,
    "compiled it does what it says in Python": _plain,
    "all it leaves behind are numbers": _numbers,
    "its credit adds up with that of the others": _credit,
    "left out, it leaves no trace": _off,
    "it does something here": _does_something,
    "each of its numbers matters here": _each_number,
}


def _differing(a: Results, b: Results) -> list[str]:
    """Series in which two runs differ."""
    return [name for name in a.series if a.weekly(name).tobytes() != b.weekly(name).tobytes()]


def _told(names: list[str], otherwise: str) -> str:
    return f"not so: {', '.join(names[:3])}{' and more' if len(names) > 3 else ''}" if names else otherwise
