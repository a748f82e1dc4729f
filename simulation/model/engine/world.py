"""A world: every variable of some futures side by side, with their links, draws and parameters, taken week by week."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from simulation.model.engine.compiler import Loop, call, plain_loop
from simulation.model.engine.layout import Layout
from simulation.model.engine.loop import COUNTS, draw_names
from simulation.model.engine.network import Colleagues
from simulation.model.engine.rule import Rule
from simulation.model.engine.shape import Shape, draw_groups
from simulation.model.engine.streams import RandomStreams
from simulation.vocabulary.errors import RuleError, nearest
from simulation.vocabulary.state_variables import (
    GROUPS,
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
    """What the futures of a world have in common, and the row of each among the draws.

    `parameters` has shape (futures, columns of the layout). `draw_rows` and `network_rows` are the row of each future
    among the draws and among the networks, shape (futures,). `on` flags the rules that run, shape (rules,). `draws`
    holds the draws by name of rule and draw; `start` replaces starting values (arrays that broadcast to (futures,
    entries), or functions of the values that would have been and of the world).
    """

    loop: Loop
    shape: Shape
    colleagues: Colleagues
    parameters: np.ndarray
    draw_rows: np.ndarray
    network_rows: np.ndarray
    on: np.ndarray
    weeks: int
    draws: Mapping[str, np.ndarray]
    start: Start = field(default_factory=dict)

    def __len__(self) -> int:
        """How many futures there are."""
        return len(self.draw_rows)

    def of(self, futures: slice) -> Setting:
        """The same for some of the futures."""
        part = {name: getattr(self, name)[futures] for name in ("parameters", "draw_rows", "network_rows")}
        start = {name: _select_futures(value, futures, len(self)) for name, value in self.start.items()}
        return replace(self, start=start, **part)


_NO_DRAWS = {True: np.zeros((1, 1, 1), np.float32), False: np.zeros((1, 1), np.float32)}  # of a rule that does not run
for _none in _NO_DRAWS.values():
    _none.flags.writeable = False


def draws_for(
    layout: Layout,
    shape: Shape,
    streams: RandomStreams,
    weeks: int,
    on: np.ndarray,
    staged: Mapping[str, np.ndarray] | None = None,
) -> dict[str, np.ndarray]:
    """The draws of a layout's rules that are `on`.

    Args:
        layout: the layout.
        shape: how many entries each table has.
        streams: the random streams of the futures.
        weeks: the horizon in weeks.
        on: which rules run, shape (rules,).
        staged: draws that replace those of a stream, by stream id, in the shape that the loop reads (see
            `RandomStreams`), with as many futures as the streams.

    Returns:
        Draws by the name of rule and draw.

    Raises:
        ValueError: a staged draw has another shape, or no rule draws from its stream.
    """
    draws, staged = {}, dict(staged or {})
    off = {rule.name() for rule, runs in zip(layout.rules, on, strict=True) if not runs}
    for label, (draw, table) in layout.draws.items():
        groups = draw_groups(shape, table)
        if layout.drawn_by[label] in off:
            draws[label] = _NO_DRAWS[draw.every_week]
        elif draw.stream in staged:
            given = np.array(staged.pop(draw.stream), np.float32, order="C")
            expected = (len(streams.futures), *((weeks,) if draw.every_week else ()), shape.entries(table))
            fits = given.ndim == len(expected) and given.shape[::2] == expected[::2] and given.shape[1] >= expected[1]
            if not fits:
                raise ValueError(f"the draws staged for {draw.stream!r} have shape {given.shape}; needed: {expected}")
            given.flags.writeable = False  # one kind of array, one compiled loop
            draws[label] = given
        elif draw.every_week:
            draws[label] = streams.weekly(draw.stream, groups, weeks)
        else:
            draws[label] = streams.once(draw.stream, groups, normal=draw.normal)
    if staged:
        raise ValueError(f"no rule draws from the stream {next(iter(staged))!r}")
    return draws


class World:
    """Futures at one week. `arrays` shows every variable by name, shape (futures, entries), double precision.

    `means` holds the weekly series written down so far, single precision, shape (futures, series, weeks + 1), in the
    order of `layout.recorded` (without `everything`, only of those that are `core`); `groups` the same of members'
    series for each of GROUPS, group by group in the order of `layout.of_people`, NaN for a group of nobody; `spreads`
    the same for `layout.spread` where asked for; `credit` what each pair of `layout.pairs` (state, rule) summed up to,
    over all that count in results, shape (futures, pairs).

    Raises RuleError where a rule answers what is no number.
    """

    def __init__(self, setting: Setting, *, everything: bool = True, spreads: bool = False) -> None:
        self.setting, self.layout, self.week = setting, setting.loop.layout, 0
        self.everything, self._with_spreads = everything, spreads
        shape, futures = setting.shape, len(setting)
        self._tables = {table: _defaults(self.layout, table, futures, shape.entries(table)) for table in Table}
        self.arrays = self._by_name()
        self.arrays["outside"][:, shape.officials :] = 1.0
        self.arrays["supported"][:, : shape.counterparts] = 1.0
        self.arrays["asked_after"][:, : shape.officials] = np.arange(shape.officials) / shape.officials
        self.arrays["colleagues_watched"][:] = setting.colleagues.watched[setting.network_rows]
        weeks = setting.weeks + 1
        self.means = np.zeros((futures, len(self.layout.recorded), weeks), np.float32)
        groups = len(GROUPS) * len(self.layout.of_people)
        self.groups = np.full((futures, groups, weeks), np.nan, np.float32)
        self.spreads = np.zeros(
            (futures, len(self.layout.spread) if spreads else 0, weeks if spreads else 0), np.float32
        )
        self.credit = np.zeros((futures, len(self.layout.pairs)))
        self._counts = [np.zeros((futures, shape.members)) for _ in COUNTS]  # of each member's colleagues
        self._fault = np.zeros((futures, 3), np.int64)
        self._parameters = np.array(setting.parameters, float)
        self._prepare()
        self._run_begin()
        self._check_start()
        self._set_start()
        self.update_signals()

    def parameter(self, name: str) -> np.ndarray:
        """A parameter's value in each future, shape (futures, 1)."""
        return self._parameters[:, self.layout.column[name], None]

    def advance(self, weeks: int = 1) -> None:
        """So many weeks more. Raises IndexError past the weeks for which there are draws."""
        if self.week + weeks > self.setting.weeks:
            raise IndexError(f"there are draws for {self.setting.weeks} weeks, and {self.week} are done")
        self._run_to(self.week + weeks)
        self.week += weeks

    def update_signals(self) -> None:
        """Compute signals and this week's recorded series again from the present states."""
        self._run_to(self.week)

    def __getstate__(self) -> dict[str, Any]:
        """All but what shows other arrays of its own: copied, each would go its own way."""
        return {name: value for name, value in vars(self).items() if name not in ("arrays", "_begin", "_advance")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self.arrays = self._by_name()
        self._prepare()

    def _by_name(self) -> dict[str, np.ndarray]:
        layout, tables = self.layout, self._tables
        return {v.name: tables[t][:, :, row] for t in Table for row, v in enumerate(layout.variables[t])}

    # ---- the loop's functions

    def _prepare(self) -> None:
        """What the loop's functions are given, once for all calls: of all futures, or (in plain Python) of each."""
        setting, shape, layout = self.setting, self.setting.shape, self.layout
        institution_of = shape.institution().astype(np.int64)
        sizes = np.bincount(institution_of, minlength=shape.all_institutions).astype(float)
        links = (shape.receiver().astype(np.int64), shape.giver().astype(np.int64), institution_of, sizes)
        is_compiled = setting.loop.compiled
        parts = [slice(None)] if is_compiled else [slice(future, future + 1) for future in range(len(setting))]
        for draws in setting.draws.values():
            draws.flags.writeable = False  # a copy's would not be: one kind of array, one compiled loop
        self._begin: list[tuple[Any, ...]] = []
        self._advance: list[tuple[Any, ...]] = []
        for part in parts:
            tables = [self._tables[table][part] for table in (MEMBERS, TIES, INSTITUTIONS, PARTNERSHIP)]
            common = (*tables, self._parameters[part], setting.draw_rows[part], setting.network_rows[part], *links)
            self._begin.append((*common, setting.on, *(setting.draws[n] for n in draw_names(layout, weekly=False))))
            self._advance.append((
                *common, setting.colleagues.starts, setting.colleagues.watchers, setting.on, shape.counterparts,
                shape.officials, shape.institutions, self.everything, self._with_spreads, self.means[part],
                self.groups[part], self.spreads[part], self.credit[part], self._fault[part],
                *(counts[part] for counts in self._counts),
                *(setting.draws[name] for name in draw_names(layout)),
            ))  # fmt: skip

    def _run_begin(self) -> None:
        for future, arguments in enumerate(self._begin):
            self._bind(future)
            call(self.setting.loop.begin, *arguments)
        self._check()

    def _run_to(self, week: int) -> None:
        for future, arguments in enumerate(self._advance):
            self._bind(future)
            call(self.setting.loop.advance, self.week, week, *arguments)
        self._check()

    def _bind(self, future: int) -> None:
        """In plain Python: give the rules the parameters of a future."""
        if self.setting.loop.bind is not None:
            self.setting.loop.bind(self._parameters[future])

    def _check(self) -> None:
        if self._fault[:, 0].any():
            self._raise_fault(int(np.flatnonzero(self._fault[:, 0])[0]))

    def _set_start(self) -> None:
        for name, value in self.setting.start.items():
            variable = STATE_VARIABLES.get(name)
            if variable is None:
                raise ValueError(f"there is no variable {name!r} to start from{nearest(name, STATE_VARIABLES)}")
            if variable.kind not in (Kind.STATE, Kind.CONSTANT):
                raise ValueError(f"{name} is a {variable.kind.value}: it follows from the states and cannot be set")
            self.arrays[name][:] = value(self.arrays[name], self) if callable(value) else value

    def _raise_fault(self, future: int) -> None:
        """Say which rule answered what is no number; and where, if the same future in plain Python comes to it too."""
        week, number, entry = self._fault[future].tolist()
        name = list(STATE_VARIABLES)[number]
        rules = sorted({
            step.part.rule.name() for step in self.layout.changes for target in step.targets
            if target.variable.name == name and self._is_on(step.part.rule)
        })  # fmt: skip
        from_credit = [
            rule for index, (state, rule) in enumerate(self.layout.pairs)
            if state == name and not np.isfinite(self.credit[future, index])
        ]  # fmt: skip
        culprits = from_credit or rules
        raise RuleError(
            f"rule {' or '.join(culprits)}: what it gives for {name} is no finite number (future {future}, week "
            f"{week}, {STATE_VARIABLES[name].table.value} {entry}); {self._fault_in_plain_python(future, week)}"
        )

    def _fault_in_plain_python(self, future: int, week: int) -> str:
        """What plain Python says of a future that went wrong; a hint where it says nothing, as after meddling."""
        if self.setting.loop.compiled:
            setting = replace(self.setting.of(slice(future, future + 1)), loop=plain_loop(self.layout.rules))
            try:
                World(setting).advance(week)
            except RuleError as problem:
                message = str(problem)
                if ", line " in message or "give one number" in message:
                    return message.removeprefix("rule ")
            except (ValueError, IndexError):
                pass  # a start or a network that cannot be taken apart
        return "look for a division by 0, a logarithm of 0, or a very large number"

    def _check_start(self) -> None:
        """Refuse starting values that are no numbers, or out of range."""
        for table, array in self._tables.items():
            if not array.size:
                continue
            lows, highs = array.min(axis=(0, 1)).tolist(), array.max(axis=(0, 1)).tolist()
            for variable, low, high in zip(self.layout.variables[table], lows, highs, strict=True):
                state = variable.kind is Kind.STATE
                bottom, top = (0.0, variable.high) if state else (-math.inf, math.inf)
                if bottom <= low and high <= top and math.isfinite(low) and math.isfinite(high):
                    continue
                makers = [
                    step.part.rule.name() for step in self.layout.starts
                    if self._is_on(step.part.rule) and any(t.variable is variable for t in step.targets)
                ]  # fmt: skip
                value = high if bottom <= low and math.isfinite(low) else low
                allowed = f"{bottom:g} to {top:g}" if state else "any finite number"
                raise RuleError(
                    f"rule {' or '.join(makers)}: its start gives {variable.name} = {value:g}; allowed: {allowed}"
                )

    def _is_on(self, rule: type[Rule]) -> bool:
        return rule not in self.layout.rules or bool(self.setting.on[self.layout.rules.index(rule)])


def _defaults(layout: Layout, table: Table, futures: int, entries: int) -> np.ndarray:
    defaults = np.array([variable.default for variable in layout.variables[table]])
    return np.tile(defaults, (futures, entries, 1))


def _select_futures(value: Any, futures: slice, of: int) -> Any:
    if isinstance(value, np.ndarray) and value.ndim == 2 and len(value) == of > 1:
        return value[futures]
    return value
