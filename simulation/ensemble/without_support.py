"""The baseline of an ensemble: the same futures without support, that is without contact, fund and convenor.

Levers stand as the scenario's file has them, wherever a slider stands: settings, assumptions and luck are the plan's.
So one run serves every plan of a scenario, and is cached while levers move.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.ensemble.chunks import in_chunks
from simulation.ensemble.context import EnsembleContext
from simulation.ensemble.series import CORE, WeeklySeries
from simulation.model.engine.rule import Rule
from simulation.model.engine.world import Setting, World
from simulation.model.parameters import parameters
from simulation.model.plans.plan import Plan, defaults
from simulation.vocabulary.parameters import LEVER
from simulation.vocabulary.state_variables import MEMBERS, STATE_VARIABLES
from simulation.vocabulary.units import MONTHS_PER_YEAR, WEEKS_PER_YEAR, first_week_without

SNAPSHOT_STATES = ("knowledge", "practice")  # members' states that outcomes are made from, seat by seat
_SUPPORT_RULE = "calendar"  # the rule that brings people together
_POPULATION_LEVERS = ("peers",)  # a lever of which the number of members depends: as the plan has it


@dataclass(frozen=True)
class WithoutSupport:
    """Futures without support. `seats[name]` has shape (futures, months, members), float32: each member's state
    at the ends of months, `weeks`; `weekly[name]` has shape (futures, weeks + 1): means over all institutions.
    """

    weeks: tuple[int, ...]
    seats: Mapping[str, np.ndarray]
    weekly: Mapping[str, np.ndarray]

    def at(self, name: str, week: int) -> np.ndarray:
        """A state of every member at the end of a month, shape (futures, members). ValueError for another week."""
        return self.seats[name][:, self.weeks.index(week)]

    def of(self, futures: slice) -> WithoutSupport:
        """The same for some of the futures."""
        return WithoutSupport(
            self.weeks,
            {name: values[futures] for name, values in self.seats.items()},
            {name: values[futures] for name, values in self.weekly.items()},
        )

    @property
    def nbytes(self) -> int:
        """Memory held."""
        return sum(values.nbytes for values in (*self.seats.values(), *self.weekly.values()))


def values_without_support(plan: Plan, numbers: Mapping[str, float]) -> dict[str, float]:
    """The numbers of a world without support: the scenario's levers, and what else `numbers` say."""
    planned = (Plan.of(plan.scenario) if plan.scenario else defaults()).values
    declared = parameters()
    values = {
        name: planned[name]
        if name in planned and declared[name].role is LEVER and name not in _POPULATION_LEVERS
        else value
        for name, value in numbers.items()
    }
    supported = min(values["counterparts"], values["officials"])  # whom nobody comes to see is an official like others
    return {**values, "counterparts": supported, "implementation_fund": 0.0}


def rules_without_support(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The rules but the one that brings people together."""
    return tuple(rule for rule in rules if rule.name() != _SUPPORT_RULE)


def without_support_key(plan: Plan, rules: Sequence[Rule]) -> Hashable:
    """A cache key of a run without support: what it depends on, but for draws, horizon and bands."""
    return tuple(values_without_support(plan, plan.values).items()), tuple(rules)


def horizon_without_support(weeks: int) -> int:
    """Whole years, for which draws are made anyway, so that plans of different length find one run without support.
    Less than a year, where nobody compares plans, stands as asked.
    """
    return weeks if weeks < WEEKS_PER_YEAR else -(-weeks // WEEKS_PER_YEAR) * WEEKS_PER_YEAR


def month_ends(weeks: int, begin: int = 0) -> tuple[int, ...]:
    """The weeks in which whole months are over since `begin`, up to a horizon: the last day of every plan whose support
    begins then, and a year later.
    """
    months = range(1, MONTHS_PER_YEAR * (weeks - begin) // WEEKS_PER_YEAR + 1)
    ends = (begin + first_week_without(month) for month in months)
    return tuple(week for week in ends if week <= weeks)


def run_without_support(
    plan: Plan,
    rules: Sequence[Rule],
    context: EnsembleContext,
    weeks: int,
    *,
    numbers: Mapping[str, float] | None = None,
    columns: Mapping[str, np.ndarray] | None = None,
    threads: int | None = None,
    **options: Any,
) -> WithoutSupport:
    """Run the baseline of a context's futures: the same futures without support.

    Args:
        plan: the plan; of its levers only those of the scenario's file count.
        rules: the rules to run; the one that brings people together is left out.
        context: draws and networks.
        weeks: the horizon in weeks.
        numbers: parameter values that replace the plan's.
        columns: values that differ between futures, as for `EnsembleContext.setting`; levers among them are left out.
        threads: number of chunks that run side by side (default: one a processor).
        options: further arguments of `EnsembleContext.setting`.

    Returns:
        The baseline, its leading axis the futures of the setting.
    """
    declared = parameters()
    place_columns = {
        name: column for name, column in (columns or {}).items()
        if name not in declared or declared[name].role is not LEVER
    }  # fmt: skip
    values = values_without_support(plan, numbers or plan.values)
    setting = context.setting(values, rules_without_support(rules), weeks, columns=place_columns, **options)
    weeks_of_snapshots = month_ends(weeks, first_week_without(values["support_from_month"]))
    parts = in_chunks(setting, lambda chunk: _run_chunk(setting.of(chunk), weeks_of_snapshots), threads)
    return WithoutSupport(
        weeks_of_snapshots,
        {name: np.concatenate([part.seats[name] for part in parts]) for name in SNAPSHOT_STATES},
        {name: np.concatenate([part.weekly[name] for part in parts]) for name in parts[0].weekly},
    )


def _run_chunk(setting: Setting, weeks: Sequence[int]) -> WithoutSupport:
    world = World(setting, everything=False)
    seats = {name: np.empty((len(setting), len(weeks), setting.shape.members), np.float32) for name in SNAPSHOT_STATES}
    for index, week in enumerate(weeks):
        world.advance(week - world.week)
        for name in SNAPSHOT_STATES:
            seats[name][:, index] = world.arrays[name]
    world.advance(setting.weeks - world.week)
    weekly = WeeklySeries(world)
    names = [name for name in CORE if STATE_VARIABLES[name].table is not MEMBERS]
    return WithoutSupport(tuple(weeks), seats, {name: weekly[name].copy() for name in names})
