"""A trial: one arrangement run for many sets of parameters under the same luck, and watched as closely as asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from simulation.model.engine.rule import Rule
from simulation.model.engine.world import STRUCTURE, Setting, Start, World
from simulation.model.parameters import declared
from simulation.model.plan import Plan, go_together
from simulation.model.rules import STANDARD
from simulation.runs.chunks import in_chunks
from simulation.runs.context import kept_context

Watch = Mapping[str, Callable[[World], np.ndarray]]

_LONGEST_CHUNK_S = 0.1  # a world that is looked at every week stops between weeks too
_SHARED = (*STRUCTURE, "long_ties")  # parameters that all futures of one world have in common


@dataclass(frozen=True)
class Trials:
    """Runs trials. `sets[name]` holds one value for each set of parameters, shape (sets,); without any, the plan's own
    values are the one set. Every set meets the same `futures` futures of luck under `seed`. Raises ParameterError for a
    name that is no parameter.
    """

    sets: Mapping[str, np.ndarray] = field(default_factory=dict)
    futures: int = 30
    seed: int = 1

    def __post_init__(self) -> None:
        for name in self.sets:
            declared(name, where="sets")

    @property
    def size(self) -> int:
        """How many sets of parameters there are."""
        return len(next(iter(self.sets.values()))) if self.sets else 1

    def run(
        self,
        plan: Plan,
        weeks: int,
        watch: Watch,
        rules: Sequence[Rule] = STANDARD,
        *,
        start: Start | None = None,
        draws: Mapping[str, np.ndarray] | None = None,
        **numbers: Any,
    ) -> dict[str, np.ndarray]:
        """What `watch` saw, each of shape (sets, futures, weeks + 1, ...); week 0 is before the first week.

        A watch is given the world and returns an array with a leading axis of futures. start, draws: staged starting
        values and draws (see `Setting` and `draws_for`). `numbers` are set over the plan's and over the sets', and may
        leave the sliders' ranges: a limiting case may need one that no workshop does. Raises ParameterError for a
        number that does not exist, and for sets whose numbers of people make no sense together.
        """
        for name in numbers:
            declared(name, rules, where="trial")
        seen: dict[str, np.ndarray] = {}
        if draws is not None:  # arrays that can be written to: the loop would be compiled once more for others
            draws = {stream: np.array(drawn, np.float32) for stream, drawn in draws.items()}
        running = tuple(rule for rule in rules if rule.name() not in plan.without)
        for rows, shared in self._alike(numbers):
            values = {**plan.values, **numbers, **shared}
            if shared:
                go_together(values, where="sets")
            columns = {
                name: np.repeat(np.asarray(of_sets, float)[rows], self.futures)
                for name, of_sets in self.sets.items() if name not in numbers and name not in shared
            }  # fmt: skip
            context = kept_context((f"trial {[values[name] for name in _SHARED]}", self.seed, self.futures))
            setting = context.setting(
                values, running, weeks, columns=columns, copies=len(rows), draws=draws, start=start
            )  # fmt: skip
            parts = in_chunks(setting, partial(_watched_chunk, setting, watch), longest_s=_LONGEST_CHUNK_S)
            for name in watch:
                found = np.concatenate([part[name] for part in parts])
                by_set = found.reshape(len(rows), self.futures, *found.shape[1:])
                room = seen.setdefault(name, np.empty((self.size, *by_set.shape[1:]), np.float32))
                room[rows] = by_set
        return seen

    def _alike(self, numbers: Mapping[str, Any]) -> Iterator[tuple[np.ndarray, dict[str, float]]]:
        """The sets that fit into one world, and what they have in common."""
        names = [name for name in _SHARED if name in self.sets and name not in numbers]
        if not names:
            yield np.arange(self.size), {}
            return
        table = np.stack([np.asarray(self.sets[name], float) for name in names], axis=1)
        kinds, which = np.unique(table, axis=0, return_inverse=True)
        for kind, values in enumerate(kinds):
            yield np.flatnonzero(which.reshape(-1) == kind), dict(zip(names, values.tolist(), strict=True))


def _watched_chunk(setting: Setting, watch: Watch, chunk: slice) -> dict[str, np.ndarray]:
    return watched(World(setting.of(chunk), everything=False), watch)


def watched(world: World, watch: Watch) -> dict[str, np.ndarray]:
    """Take a world to its end, and look at it every week: shape (futures, weeks + 1, ...)."""
    seen = {name: [np.array(look(world), np.float32)] for name, look in watch.items()}
    for _ in range(world.setting.weeks):
        world.advance()
        for name, look in watch.items():
            seen[name].append(np.array(look(world), np.float32))
    return {name: np.stack(found, axis=1) for name, found in seen.items()}


def mean(name: str, first: int = 0, last: int | None = None) -> Callable[[World], np.ndarray]:
    """A watch: the mean of a variable over its entries from `first` up to `last`."""
    return lambda world: world.arrays[name][:, first:last].mean(axis=1)


def each(name: str, first: int = 0, last: int | None = None) -> Callable[[World], np.ndarray]:
    """A watch: a variable's entries from `first` up to `last`, one by one."""
    return lambda world: world.arrays[name][:, first:last]


def without(*names: str, rules: Sequence[Rule] = STANDARD) -> tuple[Rule, ...]:
    """The rules less those named."""
    return tuple(rule for rule in rules if rule.name() not in names)
