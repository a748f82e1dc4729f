"""A world: every variable of some futures side by side, with their links, draws and parameters, taken week by week."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from simulation.model.engine.compiler import Loop, call
from simulation.model.engine.layout import Layout
from simulation.model.engine.loop import COUNTS, draw_arguments
from simulation.model.engine.network import Colleagues
from simulation.model.engine.rule import Rule
from simulation.model.engine.shape import Shape, draw_groups
from simulation.model.engine.streams import RandomStreams
from simulation.vocabulary.errors import RuleError
from simulation.vocabulary.state_variables import (
    INSTITUTIONS,
    MEMBERS,
    PARTNERSHIP,
    STATE_VARIABLES,
    TIES,
    Kind,
    Table,
)

STRUCTURE = ("officials", "institutions", "units", "colleagues", "counterparts", "partners", "peers")

Start = Mapping[str, Any]  # values of states and constants, or functions of the values that they would have had


def shape_of(parameters: Mapping[str, Any]) -> Shape:
    """How many of everything a plan's parameters ask for."""
    return Shape(**{name: int(parameters[name]) for name in STRUCTURE})


@dataclass(frozen=True)
class Setting:
    """What the futures of a world have in common, and where each one's luck stands.

    `parameters` has shape (futures, columns of the layout). `luck` and `networks` are the row of each future among the
    draws and among the networks, shape (futures,). `on` flags the rules that run, shape (rules,). `draws` holds the draws
    by name of rule and draw; `start` replaces starting values (arrays that broadcast to (futures, entries), or functions
    of the values that would have been and of the world).
    """

    loop: Loop
    shape: Shape
    colleagues: Colleagues
    parameters: np.ndarray
    luck: np.ndarray
    networks: np.ndarray
    on: np.ndarray
    weeks: int
    draws: Mapping[str, np.ndarray]
    start: Start = field(default_factory=dict)

    def __len__(self) -> int:
        """How many futures there are."""
        return len(self.luck)

    def of(self, futures: slice) -> Setting:
        """The same for some of the futures."""
        part = {name: getattr(self, name)[futures] for name in ("parameters", "luck", "networks")}
        return replace(self, start={name: _part(v, futures, len(self)) for name, v in self.start.items()}, **part)


def draws_for(
    layout: Layout, shape: Shape, streams: RandomStreams, weeks: int, staged: Mapping[str, np.ndarray] | None = None
) -> dict[str, np.ndarray]:
    """The draws of a layout's rules, from streams, or as `staged` by stream id.

    A staged draw has the shape that the loop reads (see `RandomStreams`), with an axis of as many futures as the streams.
    """
    found, staged = {}, dict(staged or {})
    for label, (draw, table) in layout.draws.items():
        groups = draw_groups(shape, table)
        if draw.stream in staged:
            found[label] = np.ascontiguousarray(staged.pop(draw.stream), np.float32)
        elif draw.every_week:
            found[label] = streams.weekly(draw.stream, groups, weeks)
        else:
            found[label] = streams.once(draw.stream, groups, normal=draw.normal)
    if staged:
        raise ValueError(f"no rule draws from the stream {next(iter(staged))!r}")
    return found


class World:
    """Futures at one week. `arrays` shows every variable by name, shape (futures, entries), double precision.

    `means` holds the weekly series written down so far, single precision, shape (futures, series, weeks + 1), in the
    order of `layout.recorded` (without `everything`, only of those that are `core`); `spreads` the same for `layout.spread`
    where asked for; `credit` what each pair of
    `layout.pairs` (state, rule) summed up to, over all that count in results, shape (futures, pairs).

    Raises RuleError where a rule answers what is no number.
    """

    def __init__(self, setting: Setting, *, everything: bool = True, spreads: bool = False) -> None:
        self.setting, self.layout, self.week = setting, setting.loop.layout, 0
        self.everything, self._with_spreads = everything, spreads
        shape, futures = setting.shape, len(setting)
        self._tables = {table: _defaults(self.layout, table, futures, shape.entries(table)) for table in Table}
        self.arrays = {
            v.name: self._tables[table][:, :, row] for table in Table for row, v in enumerate(self.layout.variables[table])
        }  # fmt: skip
        self.arrays["outside"][:, shape.officials :] = 1.0
        self.arrays["colleagues_watched"][:] = setting.colleagues.watched[setting.networks]
        weeks = setting.weeks + 1
        self.means = np.zeros((futures, len(self.layout.recorded), weeks), np.float32)
        self.spreads = np.zeros((futures, len(self.layout.spread) if spreads else 0, weeks if spreads else 0), np.float32)
        self.credit = np.zeros((futures, len(self.layout.pairs)))
        self._counts = [np.zeros((futures, shape.members)) for _ in COUNTS]  # of each member's colleagues
        self._fault = np.zeros((futures, 3), np.int64)
        self._receivers, self._givers = shape.receiver().astype(np.int64), shape.giver().astype(np.int64)
        self._homes = shape.institution().astype(np.int64)
        self._sizes = np.bincount(self._homes, minlength=shape.all_institutions).astype(float)
        self._parameters = np.array(setting.parameters, float)
        self._run(self._begin)
        self._set_start()
        self.look()

    def parameter(self, name: str) -> np.ndarray:
        """A parameter's value in each future, shape (futures, 1)."""
        return self._parameters[:, self.layout.column[name], None]

    def advance(self, weeks: int = 1) -> None:
        """So many weeks more. Raises IndexError past the weeks for which there are draws."""
        if self.week + weeks > self.setting.weeks:
            raise IndexError(f"there are draws for {self.setting.weeks} weeks, and {self.week} are done")
        self._run(lambda: self._advance(self.week + weeks))
        self.week += weeks

    def look(self) -> None:
        """Work out again what can be seen of the present states, and what is written down of this week."""
        self._run(lambda: self._advance(self.week))

    # ---- the loop's functions

    def _run(self, work: Callable[[], None]) -> None:
        work()
        faulty = np.flatnonzero(self._fault[:, 0])
        if len(faulty):
            self._explain(int(faulty[0]))

    def _begin(self) -> None:
        draws = [self.setting.draws[name.removeprefix("d_")] for name in draw_arguments(self.layout, weekly=False)]
        for part in self._pieces():
            call(self.setting.loop.begin, *self._common(part), *self._links(), self.setting.on, *draws)

    def _advance(self, to: int) -> None:
        colleagues, shape = self.setting.colleagues, self.setting.shape
        draws = [self.setting.draws[name.removeprefix("d_")] for name in draw_arguments(self.layout)]
        for part in self._pieces():
            call(
                self.setting.loop.advance, self.week, to, *self._common(part), *self._links(), colleagues.starts,
                colleagues.watchers, self.setting.on, shape.officials, shape.institutions, self.everything,
                self._with_spreads,
                self.means[part], self.spreads[part], self.credit[part], self._fault[part],
                *(counts[part] for counts in self._counts), *draws,
            )  # fmt: skip

    def _pieces(self) -> list[slice]:
        """All futures at once; in plain Python one after another, with the rules bound to each one's parameters."""
        if self.setting.loop.bind is None:
            return [slice(None)]
        return list(self._one_by_one())

    def _one_by_one(self) -> Any:
        assert self.setting.loop.bind is not None
        for future in range(len(self.setting)):
            self.setting.loop.bind(self._parameters[future])
            yield slice(future, future + 1)

    def _common(self, part: slice) -> tuple[Any, ...]:
        tables = [self._tables[table][part] for table in (MEMBERS, TIES, INSTITUTIONS, PARTNERSHIP)]
        return (*tables, self._parameters[part], self.setting.luck[part], self.setting.networks[part])

    def _links(self) -> tuple[np.ndarray, ...]:
        return self._receivers, self._givers, self._homes, self._sizes

    def _set_start(self) -> None:
        for name, value in self.setting.start.items():
            variable = STATE_VARIABLES[name]
            if variable.kind not in (Kind.STATE, Kind.CONSTANT):
                raise ValueError(f"{name} is a {variable.kind.value}: it follows from the states and cannot be set")
            self.arrays[name][:] = value(self.arrays[name], self) if callable(value) else value

    def _explain(self, future: int) -> None:
        """Say which rule answered what is no number: the same future again, in plain Python, with every answer looked at."""
        week, number, entry = self._fault[future].tolist()
        name = list(STATE_VARIABLES)[number]
        rules = sorted({
            step.part.rule.name() for step in self.layout.changes for target in step.targets
            if target.variable.name == name and self._counts_as_on(step.part.rule)
        })  # fmt: skip
        accounts = [
            rule for place, (state, rule) in enumerate(self.layout.pairs)
            if state == name and not np.isfinite(self.credit[future, place])
        ]  # fmt: skip
        culprits = accounts or rules
        raise RuleError(
            f"rule {' or '.join(culprits)}: what it gives for {name} is no finite number (future {future}, week {week}, "
            f"{STATE_VARIABLES[name].table.value} {entry}); look for a division by 0, a logarithm of 0, or a very large number"
        )

    def _counts_as_on(self, rule: type[Rule]) -> bool:
        return rule not in self.layout.rules or bool(self.setting.on[self.layout.rules.index(rule)])


def _defaults(layout: Layout, table: Table, futures: int, entries: int) -> np.ndarray:
    defaults = np.array([variable.default for variable in layout.variables[table]])
    return np.tile(defaults, (futures, entries, 1))


def _part(value: Any, futures: slice, of: int) -> Any:
    if isinstance(value, np.ndarray) and value.ndim == 2 and len(value) == of > 1:
        return value[futures]
    return value
