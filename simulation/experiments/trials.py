"""A trial: one arrangement run for many sets of parameters under the same luck, and watched as closely as asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from simulation.ensemble.chunks import in_chunks
from simulation.ensemble.context import EnsembleContext, kept_context
from simulation.ensemble.run import outcomes_of
from simulation.ensemble.run_arguments import default_weeks
from simulation.ensemble.series import WeeklySeries
from simulation.ensemble.without_support import WithoutSupport, run_without_support, values_without_support
from simulation.model.engine.rule import Rule
from simulation.model.engine.shape import draw_groups
from simulation.model.engine.world import STRUCTURE, Setting, Start, World, shape_of
from simulation.model.parameters import declared
from simulation.model.plans.checks import go_together, people_fit
from simulation.model.plans.plan import Plan
from simulation.model.rules import STANDARD
from simulation.vocabulary.errors import ParameterError
from simulation.vocabulary.state_variables import Table

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

    def more(self, times: int) -> Trials:
        """The same sets in so many times the futures, for a figure that luck would blur."""
        return Trials(self.sets, times * self.futures, self.seed)

    def run(
        self,
        plan: Plan,
        weeks: int,
        watch: Watch,
        rules: Sequence[Rule] = STANDARD,
        *,
        start: Start | None = None,
        draws: Mapping[str, np.ndarray] | None = None,
        at: Sequence[int] | None = None,
        **numbers: Any,
    ) -> dict[str, np.ndarray]:
        """What `watch` saw, each of shape (sets, futures, weeks + 1, ...); week 0 is before the first week.

        A watch is given the world and returns an array with a leading axis of futures. start, draws: staged starting
        values and draws (see `Setting` and `draws_for`). at: only in these weeks, rising; they take the place of all
        weeks in the shape. `numbers` are set over the plan's and over the sets', one for all or one for each future
        (shape (futures,)), and may leave the sliders' ranges: a limiting case may need one that no workshop does.
        Raises ParameterError for a number that does not exist, for one of another shape, and for numbers of people that
        make no sense together.
        """
        seen: dict[str, np.ndarray] = {}
        for arranged in self._arranged(plan, weeks, rules, start, draws, numbers):
            setting, rows = arranged.setting, arranged.rows
            parts = in_chunks(setting, partial(_watched_chunk, setting, watch, at), longest_s=_LONGEST_CHUNK_S)
            for name in watch:
                self._put(seen, name, rows, np.concatenate([part[name] for part in parts]))
        return seen

    def outcomes(
        self,
        plan: Plan,
        weeks: int | None = None,
        rules: Sequence[Rule] = STANDARD,
        *,
        start: Start | None = None,
        draws: Mapping[str, np.ndarray] | None = None,
        also: Sequence[str] = (),
        **numbers: Any,
    ) -> dict[str, np.ndarray]:
        """Every outcome (see `runs.outcomes`), each of shape (sets, futures), against the same futures without support.

        weeks: the horizon (default: that of the plan). also: core weekly series, such as `practice_supported`, put
        beside the outcomes as `weekly practice_supported`, shape (sets, futures, weeks + 1). The rest is as for `run`;
        the world without support keeps the scenario's levers, whatever levers stand in sets or numbers.
        """
        found: dict[str, np.ndarray] = {}
        for arranged in self._arranged(plan, weeks, rules, start, draws, numbers):
            alone = self._alone(plan, arranged)
            parts = in_chunks(arranged.setting, partial(_outcomes_of_chunk, arranged, alone, also))
            for name in parts[0]:
                self._put(found, name, arranged.rows, np.concatenate([part[name] for part in parts]))
        return found

    def weekly(
        self,
        plan: Plan,
        names: Sequence[str],
        weeks: int | None = None,
        rules: Sequence[Rule] = STANDARD,
        *,
        start: Start | None = None,
        draws: Mapping[str, np.ndarray] | None = None,
        **numbers: Any,
    ) -> dict[str, np.ndarray]:
        """Core weekly series by name, such as `practice_supported`, each of shape (sets, futures, weeks + 1), and
        nothing beside them: no look from outside every week, no world without support. The rest is as for `outcomes`.
        """
        found: dict[str, np.ndarray] = {}
        for arranged in self._arranged(plan, weeks, rules, start, draws, numbers):
            parts = in_chunks(arranged.setting, partial(_series_of_chunk, arranged.setting, names))
            for name in names:
                self._put(found, name, arranged.rows, np.concatenate([part[name] for part in parts]))
        return found

    def draws(self, plan: Plan, stream: str, table: Table, weeks: int, **numbers: Any) -> np.ndarray:
        """The weekly draws that a trial of the plan meets, to be staged otherwise: shape (futures, weeks, entries)."""
        values = {**plan.values, **numbers}
        weekly = self._context(values).streams.weekly(stream, draw_groups(shape_of(values), table), weeks)
        return np.array(weekly[:, :weeks])

    def _context(self, values: Mapping[str, Any]) -> EnsembleContext:
        return kept_context((f"trial {[values[name] for name in _SHARED]}", self.seed, self.futures))

    def _put(self, found: dict[str, np.ndarray], name: str, rows: np.ndarray, values: np.ndarray) -> None:
        by_set = values.reshape(len(rows), self.futures, *values.shape[1:])
        room = found.setdefault(name, np.empty((self.size, *by_set.shape[1:]), np.float32))
        room[rows] = by_set

    def _arranged(
        self, plan: Plan, weeks: int | None, rules: Sequence[Rule], start: Start | None,
        draws: Mapping[str, np.ndarray] | None, numbers: Mapping[str, Any],
    ) -> Iterator[_Arranged]:  # fmt: skip
        """The plan as it is run for those sets that fit into one world, world by world."""
        for name in numbers:
            declared(name, rules, where="trial")
        if draws is not None:  # arrays that can be written to: the loop would be compiled once more for others
            draws = {stream: np.array(drawn, np.float32) for stream, drawn in draws.items()}
        running = tuple(rule for rule in rules if rule.name() not in plan.without)
        of_futures = {name: np.asarray(value, float) for name, value in numbers.items() if np.ndim(value)}
        for name, each_own in of_futures.items():
            if name in _SHARED or each_own.shape != (self.futures,):
                raise ParameterError(f"trial: {name} needs one value for all, or (what is no number of people) one for "
                                     f"each of {self.futures} futures")
        numbers = {**numbers, **{name: plan.values.get(name, 0.0) for name in of_futures}}
        for rows, shared in self._alike(numbers):
            values = {**plan.values, **numbers, **shared}
            if shared:
                go_together(values, where="sets")
            else:
                people_fit(values, where="trial")
            columns = {
                name: np.repeat(np.asarray(of_sets, float)[rows], self.futures)
                for name, of_sets in self.sets.items() if name not in numbers and name not in shared
            }  # fmt: skip
            columns |= {name: np.tile(each_own, len(rows)) for name, each_own in of_futures.items()}
            context = self._context(values)
            how: dict[str, Any] = {"columns": columns, "copies": len(rows), "draws": draws, "start": start}
            horizon = default_weeks(values) if weeks is None else weeks
            setting = context.setting(values, running, horizon, **how)
            yield _Arranged(setting, rows, values, running, context, how)

    def _alone(self, plan: Plan, arranged: _Arranged) -> WithoutSupport:
        """The arrangement without support; kept while others of the same place follow, where nothing is staged."""
        weeks = arranged.setting.weeks

        def run() -> WithoutSupport:
            return run_without_support(
                plan, arranged.rules, arranged.context, weeks, numbers=arranged.values, **arranged.how
            )

        if arranged.how["start"] is not None or arranged.how["draws"] is not None:
            return run()
        sets = tuple((name, of_sets.tobytes()) for name, of_sets in arranged.how["columns"].items())
        values = values_without_support(plan, arranged.values)
        return arranged.context.alone((tuple(values.items()), arranged.rules, weeks, sets), run)

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


@dataclass(frozen=True)
class _Arranged:
    """An arrangement ready to run: for which sets (`rows`), with which values, and how its setting was made."""

    setting: Setting
    rows: np.ndarray
    values: Mapping[str, float]
    rules: tuple[Rule, ...]
    context: EnsembleContext
    how: dict[str, Any]


def _outcomes_of_chunk(
    arranged: _Arranged, alone: WithoutSupport, also: Sequence[str], chunk: slice
) -> dict[str, np.ndarray]:
    world = World(arranged.setting.of(chunk), everything=False)
    found = outcomes_of(world, arranged.values, alone.of(chunk))
    weekly = WeeklySeries(world)
    return found | {f"weekly {name}": weekly[name] for name in also}


def _series_of_chunk(setting: Setting, names: Sequence[str], chunk: slice) -> dict[str, np.ndarray]:
    world = World(setting.of(chunk), everything=False)
    world.advance(world.setting.weeks)
    weekly = WeeklySeries(world)
    return {name: weekly[name] for name in names}


def _watched_chunk(setting: Setting, watch: Watch, at: Sequence[int] | None, chunk: slice) -> dict[str, np.ndarray]:
    return watched(World(setting.of(chunk), everything=False), watch, at)


def watched(world: World, watch: Watch, at: Sequence[int] | None = None) -> dict[str, np.ndarray]:
    """Take a world on, and look at it every week to its end, or in the weeks `at`: shape (futures, weeks + 1, ...)."""
    seen: dict[str, list[np.ndarray]] = {name: [] for name in watch}
    for week in range(world.setting.weeks + 1) if at is None else at:
        if week > world.week:
            world.advance(week - world.week)
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
