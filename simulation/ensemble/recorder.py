"""One future recorded in full: every variable of every member, tie and institution in every week, and the events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from simulation.ensemble.context import EnsembleContext
from simulation.ensemble.run_arguments import MAX_FUTURES, check_int, check_seed, horizon, rules_of
from simulation.ensemble.series import WeeklySeries, unknown_series
from simulation.model.engine.rule import Rule
from simulation.model.engine.shape import Shape
from simulation.model.engine.world import World
from simulation.model.plans.loading import load
from simulation.model.plans.plan import Plan
from simulation.vocabulary.errors import ParameterError, one_line
from simulation.vocabulary.state_variables import STATE_VARIABLES, Table

if TYPE_CHECKING:
    import pandas as pd

# What happens, by name: the variable that is above 0 for whom it happens. A successor arrives in the week of a leaver.
EVENTS = {
    "met": "contact_hours", "tried": "tries", "worked": "successes", "left": "departures", "arrived": "departures",
    "breach": "breaches", "crisis": "crises", "window": "windows", "reform": "reforms", "election": "elections",
    "convenor gone": "convenor_exits",
}  # fmt: skip


@dataclass(frozen=True)
class Recording:
    """One future, week by week; week 0 is before the first week. Made by `record_future`.

    Attributes:
        plan: the plan that was run.
        seed: the seed of all draws.
        future: which future of that seed it is, from 0.
        shape: who is there: how many members, ties and institutions, and who belongs where.
        arrays: every variable by name (see `STATE_VARIABLES`), each of shape (weeks + 1, entries of its table).
        series: every weekly series by name, each of shape (weeks + 1,).
        watches: who watches whom at work: pairs (watcher, watched) of members, shape (links, 2).
    """

    plan: Plan
    seed: int
    future: int
    shape: Shape
    arrays: dict[str, np.ndarray]
    series: dict[str, np.ndarray]
    watches: np.ndarray

    def __repr__(self) -> str:
        return f"<Recording of {self.plan!r}: future {self.future} of seed {self.seed}, {self.weeks} weeks>"

    @property
    def weeks(self) -> int:
        """How many weeks there are."""
        return len(self.arrays["practice"]) - 1

    def weekly(self, name: str) -> np.ndarray:
        """A weekly series as `Results.weekly` gives it for this future.

        Args:
            name: the series.

        Returns:
            Shape (weeks + 1,).

        Raises:
            ParameterError: there is no such series.
        """
        if name not in self.series:
            raise unknown_series(name, self.series)
        return self.series[name]

    def tidy(self, table: str = "members") -> pd.DataFrame:
        """Every variable of a table as a tidy frame.

        Args:
            table: members, ties, institutions or partnership.

        Returns:
            One row a week and entry: `week`, `entry`, for ties `giver` and `receiver` (numbers of members), then a
            column for each variable.

        Raises:
            ParameterError: there is no such table.
        """
        import pandas as pd

        known = {t.value: t for t in Table}
        if table not in known:
            raise ParameterError(f"table = {one_line(table)}; allowed: {', '.join(known)}")
        names = [v.name for v in STATE_VARIABLES.values() if v.table is known[table]]
        entries = self.arrays[names[0]].shape[1]
        frame = {
            "week": np.repeat(np.arange(self.weeks + 1), entries), "entry": np.tile(np.arange(entries), self.weeks + 1)
        }  # fmt: skip
        if known[table] is Table.TIES:
            frame["giver"] = np.tile(self.shape.giver(), self.weeks + 1)
            frame["receiver"] = np.tile(self.shape.receiver(), self.weeks + 1)
        return pd.DataFrame({**frame, **{name: self.arrays[name].reshape(-1) for name in names}})

    def events(self) -> pd.DataFrame:
        """What happened, as a tidy frame.

        Returns:
            One row an event, in the order of weeks: `week`, `event` (such as `met` or `left`), `table` and `entry` say
            when, what and to whom; for a tie `giver` and `receiver` say whose it is, -1 for all others.
        """
        import pandas as pd

        rows = []
        for event, name in EVENTS.items():
            week, entry = np.nonzero(self.arrays[name][1:] > 0.0)
            table = STATE_VARIABLES[name].table
            tie = table is Table.TIES
            rows.append(
                pd.DataFrame(
                    {
                        "week": week + 1,
                        "event": event,
                        "table": table.value,
                        "entry": entry,
                        "giver": self.shape.giver()[entry] if tie else -1,
                        "receiver": self.shape.receiver()[entry] if tie else -1,
                    }
                )
            )
        return pd.concat(rows, ignore_index=True).sort_values("week", kind="stable", ignore_index=True)


def record_future(
    plan: Plan | str | Path,
    future: int = 0,
    seed: int = 7,
    weeks: int | None = None,
    rules: Sequence[Rule] | None = None,
    compiled: bool = True,
) -> Recording:
    """Record one future in full: future number `future` of `run_futures(plan, seed=seed)`, bit for bit.

    Args:
        plan: a plan, or what `load` takes.
        future: the number of the future, from 0.
        seed: the seed of all draws.
        weeks: the horizon in weeks.
        rules: the rules to run (default: the standard ones).
        compiled: False runs the rules as plain Python.

    Returns:
        Every variable in every week, and the weekly series.

    Raises:
        ParameterError: as `run_futures`.
        RuleError: as `run_futures`.
        ScenarioError: as `run_futures`.

    Examples:
        >>> from simulation import record_future, run_futures
        >>> future = record_future("parliament_mentors", future=3, seed=7)
        >>> results = run_futures("parliament_mentors", futures=4, seed=7)
        >>> bool((future.weekly("trust") == results.weekly("trust")[3]).all())
        True
        >>> future.events().columns.tolist()
        ['week', 'event', 'table', 'entry', 'giver', 'receiver']
    """
    plan = load(plan)
    future, seed = check_int("future", future, 0, MAX_FUTURES - 1), check_seed(seed)
    weeks = horizon(plan, weeks)
    context = EnsembleContext(seed, range(future, future + 1))
    world = World(context.setting(plan.values, rules_of(plan, rules), weeks, compiled=compiled), spreads=True)
    arrays = {name: np.empty((weeks + 1, values.shape[1])) for name, values in world.arrays.items()}
    for week in range(weeks + 1):
        if week:
            world.advance()
        for name, values in world.arrays.items():
            arrays[name][week] = values[0]
    series = {name: values[0].copy() for name, values in WeeklySeries(world).items()}
    return Recording(plan, seed, future, world.setting.shape, arrays, series, world.setting.colleagues.links())
