"""The design of an experiment: which plans, over which values of which numbers, in which futures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from simulation.ensemble.outcomes import OUTCOMES
from simulation.ensemble.run_arguments import MAX_FUTURES, MAX_WEEKS, check_flag, check_int, check_seed, rules_of
from simulation.ensemble.series import series
from simulation.experiments.sweeps import sampling
from simulation.experiments.sweeps.possible import POLICIES, moved
from simulation.model.engine.layout import check_rules
from simulation.model.engine.rule import Rule, declarations
from simulation.model.parameters import parameters
from simulation.model.plans.loading import load
from simulation.model.plans.plan import Plan
from simulation.vocabulary.errors import ParameterError, nearest, one_line
from simulation.vocabulary.parameters import Declaration

METHODS = ("grid", "points", "latin_hypercube", "sobol")
SAMPLED = METHODS[2:]
MAX_CASES = 1_000_000
COLUMNS = ("case", "plan", "seed", "band", "future", "week")  # of results, beside numbers and outcomes


@dataclass(frozen=True)
class Point:
    """One case of a design: a plan with its numbers, under one seed.

    Attributes:
        case: its number, from 0.
        name: the plan's name in the design.
        plan: the plan that is run; None where its numbers do not go together and it is left out.
        rules: the rules that are run; None for the standard ones.
        seed: the seed of all draws.
        numbers: what the design sets, as it is run.
        note: why it was left out, or that it was moved; empty for any other.
    """

    case: int
    name: str
    plan: Plan | None
    rules: tuple[Rule, ...] | None
    seed: int
    numbers: Mapping[str, float]
    note: str = ""


@dataclass(frozen=True)
class Design:
    """A design, checked. `experiment` says what each part means.

    Raises:
        ParameterError: a number does not exist, a value is out of range, or an argument is none of those allowed.
    """

    plans: Mapping[str, Plan]
    over: Mapping[str, Sequence[float]] = field(default_factory=dict)
    method: str = "grid"
    samples: int | None = None
    sampling_seed: int = 7
    impossible: str = "refuse"
    futures: int = 100
    seeds: tuple[int, ...] = (7,)
    weeks: int | None = None
    doubt: bool = False
    keep: tuple[str, ...] = ()
    rules: tuple[Rule, ...] | None = None

    def __post_init__(self) -> None:
        _one_of("design", self.method, METHODS)
        _one_of("impossible", self.impossible, POLICIES)
        check_int("futures", self.futures, 1, MAX_FUTURES)
        check_int("sampling_seed", self.sampling_seed, 0, 2**32 - 1)
        if self.weeks is not None:
            check_int("weeks", self.weeks, 1, MAX_WEEKS)
        check_flag("doubt", self.doubt)
        for seed in self.seeds:
            check_seed(seed)
        if not self.seeds or len(set(self.seeds)) < len(self.seeds):
            raise ParameterError(f"seeds = {one_line(list(self.seeds))}; name at least one, and each once")
        known = series()
        for name in self.keep:
            if name not in known:
                raise ParameterError(f"keep: there is no weekly series {one_line(name)}{nearest(name, known)}")
        for name in self.over:
            if name in {*COLUMNS, *OUTCOMES, *self.keep}:
                raise ParameterError(f"over: {name} is another column of the results too; leave out one of them")
        if (self.samples is None) is (self.method in SAMPLED):
            needs = "needs samples=, how many points" if self.samples is None else "takes no samples="
            raise ParameterError(f'design "{self.method}" {needs}')
        if self.samples is not None:
            check_int("samples", self.samples, 1, MAX_CASES)
        if self.method in SAMPLED and not self.over:
            raise ParameterError(f'design "{self.method}" needs numbers to vary: over={{"months": (6, 24)}}')
        for plan in self.plans.values():
            rules_of(plan, self.rules)

    @classmethod
    def of(cls, plans: Any, over: Mapping[str, Any] | None, **more: Any) -> Design:
        """The design of what an analyst writes: one plan or several, values in lists or ends in pairs."""
        rules = more.pop("rules", None)
        rules = None if rules is None else check_rules(rules)
        known = parameters(rules)
        method = more.get("method", "grid")
        _one_of("design", method, METHODS)
        if over is not None and not isinstance(over, Mapping):
            raise ParameterError(f'over = {one_line(over)} must name numbers and values: over={{"months": [6, 12]}}')
        checked = {name: _values(name, values, known, method) for name, values in (over or {}).items()}
        return cls(
            _named(plans), checked, rules=rules, seeds=_listed("seeds", more.pop("seeds", (7,))),
            keep=_listed("keep", more.pop("keep", ())), **more,
        )  # fmt: skip

    def columns(self) -> dict[str, np.ndarray]:
        """The points that are looked at in every plan: values by name, all of one length."""
        if not self.over:
            return {}
        if self.method not in SAMPLED:
            return {"grid": sampling.grid, "points": sampling.points}[self.method](self.over)
        known = parameters(self.rules)
        ends = {known[name]: (low, high) for name, (low, high) in self.over.items()}
        draw = {"latin_hypercube": sampling.latin_hypercube, "sobol": sampling.sobol}[self.method]
        assert self.samples is not None
        return draw(ends, self.samples, self.sampling_seed)

    def points(self) -> list[Point]:
        """Every case, in the order of their numbers.

        Raises:
            ParameterError: points are impossible and the design refuses such, or there are too many cases.
        """
        columns = self.columns()
        size = len(next(iter(columns.values()))) if columns else 1
        n_cases = size * len(self.plans) * len(self.seeds)
        if n_cases > MAX_CASES:
            raise ParameterError(f"the design has {n_cases:,} cases; allowed: at most {MAX_CASES:,}")
        found = list(self._points(columns, size))
        if self.impossible == "refuse":
            refused = [point for point in found if point.plan is None]
            if refused:
                first = refused[0]
                raise ParameterError(
                    f"{len(refused)} of {len(found)} cases are impossible, such as case {first.case}: {first.note}; "
                    'choose other values, or impossible="skip" or "move"'
                )
        if all(point.plan is None for point in found):
            raise ParameterError(f"no case of the design is possible: {found[0].note}")
        return found

    def _points(self, columns: Mapping[str, np.ndarray], size: int) -> Iterator[Point]:
        case = 0
        for name, plan in self.plans.items():
            for row in range(size):
                point = self._point(name, plan, {number: float(values[row]) for number, values in columns.items()})
                for seed in self.seeds:
                    yield replace(point, case=case, seed=seed)
                    case += 1

    def _point(self, name: str, plan: Plan, numbers: Mapping[str, float]) -> Point:
        of_plan = {number: value for number, value in numbers.items() if number in parameters()}
        rules = _with_numbers(self.rules, {n: value for n, value in numbers.items() if n not in of_plan})
        note = ""
        try:
            changed: Plan | None = plan.with_(**of_plan)
        except ParameterError as problem:
            changed, note = None, str(problem)
            if self.impossible == "move":
                changed = moved(plan, of_plan)
                note = f"moved: {note}"
                numbers = {**numbers, **{number: float(changed[number]) for number in of_plan}}
        return Point(0, name, changed, rules, 0, numbers, note)


def _values(name: str, values: Any, known: Mapping[str, Declaration], method: str) -> tuple[float, ...]:
    """The values of a number, or its two ends where the design samples its range. Raises ParameterError."""
    if name not in known:
        raise ParameterError(f"over: there is no number called {one_line(name)}{nearest(str(name), known)}")
    number = known[name]
    if method in SAMPLED and values is None:
        return number.low, number.high
    if isinstance(values, str | Mapping | Set) or not np.iterable(values):
        example = "(6, 24)" if method in SAMPLED else "[6, 12, 18]"
        raise ParameterError(f"over: {name} = {one_line(values)} must be a list of values, such as {example}")
    found = tuple(number.check(_plain(value), "over") for value in values)
    if method in SAMPLED and (len(found) != 2 or not found[0] < found[1]):
        raise ParameterError(
            f'over: {name} = {one_line(list(found))}: design "{method}" needs a low end and a high end, such as '
            f"({number.low:g}, {number.high:g}), or None for all of its range"
        )
    if not found or (method == "grid" and len(set(found)) < len(found)):
        raise ParameterError(f"over: {name} = {one_line(list(found))}: name at least one value, and each once")
    return found


def _plain(value: Any) -> Any:
    """A number of NumPy's as one of Python's."""
    return value.item() if isinstance(value, np.generic) else value


def _named(plans: Any) -> dict[str, Plan]:
    """Plans by name: as named, or after their scenarios."""
    if isinstance(plans, Mapping):
        named = {str(name): load(plan) for name, plan in plans.items()}
    else:
        several = [load(plan) for plan in (plans if isinstance(plans, list | tuple) else [plans])]
        named = {}
        for plan in several:
            name = plan.name if sum(other.name == plan.name for other in several) == 1 else plan.code
            if name in named:
                raise ParameterError(f"plans: {name} stands there twice")
            named[name] = plan
    if not named:
        raise ParameterError("plans: name at least one")
    return named


def _listed(name: str, values: Any) -> tuple[Any, ...]:
    if isinstance(values, str) or not np.iterable(values):
        raise ParameterError(f"{name} = {one_line(values)} must be a list, such as {name}=[{values!r}]")
    return tuple(_plain(value) for value in values)


def _one_of(name: str, value: Any, allowed: Any) -> None:
    if value not in allowed:
        raise ParameterError(f"{name} = {one_line(value)}{nearest(str(value), allowed)}; allowed: {', '.join(allowed)}")


def _with_numbers(rules: tuple[Rule, ...] | None, numbers: Mapping[str, float]) -> tuple[Rule, ...] | None:
    """The rules, with numbers of their own set."""
    if not rules or not numbers:
        return rules
    found = []
    for rule in rules:
        own = {each.name: numbers[each.name] for each in declarations(rule) if each.name in numbers}
        found.append(replace(rule, **own) if own else rule)  # type: ignore[type-var]
    return tuple(found)
