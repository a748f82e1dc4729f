"""A trial: one arrangement run for many sets of assumptions under the same luck, and watched as closely as asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from simulation.model.plan import Plan
from simulation.model.engine.rule import Rule
from simulation.model.rules import STANDARD
from simulation.model.week import Weeks
from simulation.runs.stage import Stage

Watch = Mapping[str, Callable[[Weeks], np.ndarray]]

_BATCH = 40_000  # member-futures run side by side


@dataclass(frozen=True)
class Trials:
    """Runs trials. `sets[name]` holds one value for each set of assumptions, shape (sets,); without any, the plan's own
    values are the one set. Every set meets the same `futures` futures of luck under `seed`.
    """

    sets: Mapping[str, np.ndarray] = field(default_factory=dict)
    futures: int = 30
    seed: int = 1

    @property
    def size(self) -> int:
        """How many sets of assumptions there are."""
        return len(next(iter(self.sets.values()))) if self.sets else 1

    def run(
        self, plan: Plan, weeks: int, watch: Watch, rules: Sequence[Rule] = STANDARD, **numbers: Any
    ) -> dict[str, np.ndarray]:
        """What `watch` saw, each of shape (sets, futures, weeks + 1, ...); week 0 is before the first week.

        A watch is given the run and returns an array with a leading axis of futures. `numbers` are set over the plan's
        and over the sets', and may leave the sliders' ranges: a limiting case may need one that no workshop does.
        """
        values = {**plan.values, **numbers}
        members = int(values["officials"] + values["peers"])
        most = max(1, int(_BATCH / members / self.futures))
        parts = [
            self._batch(values, plan, slice(first, first + most), weeks, watch, rules, numbers)
            for first in range(0, self.size, most)
        ]
        return {name: np.concatenate([part[name] for part in parts]) for name in watch}

    def _batch(
        self,
        values: dict[str, Any],
        plan: Plan,
        part: slice,
        weeks: int,
        watch: Watch,
        rules: Sequence[Rule],
        fixed: Mapping[str, Any],
    ) -> dict[str, np.ndarray]:
        sets = {name: each[part] for name, each in self.sets.items() if name not in fixed}
        size = len(range(*part.indices(self.size)))
        drawn = {name: np.repeat(each, self.futures)[:, None].astype(np.float32) for name, each in sets.items()}
        ideas = tuple(rule for rule in rules if type(rule).name() not in plan.without)
        stage = Stage(self.seed, range(self.futures), bands=size)
        run = Weeks(stage.world({**values, **drawn}, ideas, weeks))
        seen = {name: [np.array(look(run), np.float32)] for name, look in watch.items()}
        for _ in range(weeks):
            run.step()
            for name, look in watch.items():
                seen[name].append(np.array(look(run), np.float32))
        copies = run.world.luck.copies
        return {name: _by_set(np.stack(each, axis=1), copies, self.futures)[:size] for name, each in seen.items()}


def _by_set(seen: np.ndarray, copies: int, futures: int) -> np.ndarray:
    """Shape (copies x futures, ...) to (copies, futures, ...)."""
    return seen.reshape(copies, futures, *seen.shape[1:])


def mean(name: str, first: int = 0, last: int | None = None) -> Callable[[Weeks], np.ndarray]:
    """A watch: the mean of an array over its entries from `first` up to `last`."""
    return lambda run: run.world.arrays[name][:, first:last].mean(axis=1)


def each(name: str, first: int = 0, last: int | None = None) -> Callable[[Weeks], np.ndarray]:
    """A watch: an array's entries from `first` up to `last`, one by one."""
    return lambda run: run.world.arrays[name][:, first:last]


def without(*names: str, rules: Sequence[Rule] = STANDARD) -> tuple[Rule, ...]:
    """The rules less those named."""
    return tuple(rule for rule in rules if type(rule).name() not in names)
