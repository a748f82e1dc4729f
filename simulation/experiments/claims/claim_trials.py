"""Trials of claims: a run that several claims need is made once, and a place's settings can be moved all at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np

from simulation.experiments.trials import Trials, Watch
from simulation.model.engine.rule import Rule
from simulation.model.engine.world import STRUCTURE, Start
from simulation.model.parameters import parameters
from simulation.model.plans.loading import load
from simulation.model.plans.plan import Plan, defaults
from simulation.model.rules import STANDARD
from simulation.vocabulary.errors import ParameterError
from simulation.vocabulary.parameters import SETTING

WAYS = 12  # random ways in which a place's settings are moved
_MOVED_BY = 0.2  # of a setting's value, either way
_DRAWN_AGAIN = 50  # times, where what was drawn does not go together

Made = TypeVar("Made")


@dataclass(frozen=True)
class ClaimTrials(Trials):
    """Trials that keep the outcomes of runs already made, count what they run, and move settings.

    way: which of the random ways settings are moved (none: as the scenario has them), all but those that the claim
    moves itself (`fixed`) and how many of everything there is.
    """

    way: int | None = None
    fixed: frozenset[str] = frozenset()
    kept: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    counted: Counter[str] = field(default_factory=Counter, compare=False, repr=False)

    @classmethod
    def of(cls, trials: Trials, fixed: Iterable[str] = ()) -> ClaimTrials:
        """The same trials for a claim that moves the numbers `fixed`."""
        if isinstance(trials, cls):
            return replace(trials, fixed=frozenset(fixed))
        return cls(trials.sets, trials.futures, trials.seed, fixed=frozenset(fixed))

    def fewer(self, parts: int) -> ClaimTrials:
        """The same with a part of the futures, at least ten or as many as there are."""
        futures = max(min(10, self.futures), self.futures // parts)
        return ClaimTrials(self.sets, futures, self.seed, self.way, self.fixed, counted=self.counted)

    def one(self, place: int) -> ClaimTrials:
        """The same for one of the sets."""
        sets = {name: np.asarray(values)[place : place + 1] for name, values in self.sets.items()}
        return ClaimTrials(sets, self.futures, self.seed, self.way, self.fixed, counted=self.counted)

    def plan(self, scenario: str | None = None) -> Plan:
        """The plan of a scenario, or with all numbers at their defaults, its settings moved where asked."""
        plan = load(scenario) if scenario else defaults()
        return plan if self.way is None else moved(plan, self.way, self.fixed)

    def run(
        self, plan: Plan, weeks: int, watch: Watch, rules: Sequence[Rule] = STANDARD, *, start: Start | None = None,
        draws: Mapping[str, np.ndarray] | None = None, at: Sequence[int] | None = None, **numbers: Any,
    ) -> dict[str, np.ndarray]:  # fmt: skip
        """As `Trials.run`, counted."""
        self.counted["runs"] += 1
        return super().run(plan, weeks, watch, rules, start=start, draws=draws, at=at, **numbers)

    def weekly(
        self, plan: Plan, names: Sequence[str], weeks: int | None = None, rules: Sequence[Rule] = STANDARD, *,
        start: Start | None = None, draws: Mapping[str, np.ndarray] | None = None, **numbers: Any,
    ) -> dict[str, np.ndarray]:  # fmt: skip
        """As `Trials.weekly`, counted."""
        self.counted["runs"] += 1
        return super().weekly(plan, names, weeks, rules, start=start, draws=draws, **numbers)

    def outcomes(
        self, plan: Plan, weeks: int | None = None, rules: Sequence[Rule] = STANDARD, *, start: Start | None = None,
        draws: Mapping[str, np.ndarray] | None = None, also: Sequence[str] = (), **numbers: Any,
    ) -> dict[str, np.ndarray]:  # fmt: skip
        """As `Trials.outcomes`, counted; kept where nothing is staged and no series is asked for."""

        def run() -> dict[str, np.ndarray]:
            self.counted["runs"] += 1
            return super(ClaimTrials, self).outcomes(
                plan, weeks, rules, start=start, draws=draws, also=also, **numbers
            )

        if also or start is not None or draws is not None or rules is not STANDARD:
            return run()
        if any(np.ndim(value) for value in numbers.values()):
            return run()
        values = {**plan.values, **{name: float(value) for name, value in numbers.items()}}
        return self.once(("outcomes", plan.name, tuple(values.items()), plan.without, weeks), run)

    def once(self, key: Any, make: Callable[[], Made]) -> Made:
        """What was made under a key, made now where it was not."""
        if key not in self.kept:
            self.kept[key] = make()
        made: Made = self.kept[key]
        return made


def moved(plan: Plan, way: int, fixed: Iterable[str]) -> Plan:
    """The plan with its settings (but those `fixed`, and how many of everything there is) moved by up to a fifth.

    Whole numbers stay whole, and all stay in range. What does not go together is drawn again. A setting is moved alike
    in every plan, whatever else is moved.
    """
    stay = {*fixed, *STRUCTURE}
    settings = {name: each for name, each in parameters().items() if each.role is SETTING and name not in stay}
    problem: ParameterError | None = None
    for attempt in range(_DRAWN_AGAIN):
        changes = {}
        for name, declaration in settings.items():
            rng = np.random.default_rng([way, attempt, *name.encode()])
            value = plan.values[name] * (1.0 + _MOVED_BY * (2.0 * rng.random() - 1.0))
            value = min(max(value, declaration.low), declaration.high)
            changes[name] = round(value) if declaration.whole else value
        try:
            return plan.with_(**changes)
        except ParameterError as refused:
            problem = refused
    raise problem or ParameterError("no way to move the settings goes together")
