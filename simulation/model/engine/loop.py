"""Prints one plain loop over futures, weeks, tables and entries from the rules of a layout.

`begin` sets every future's starting values, `advance` takes them from one week to another: in each phase of a week one
step for each table, which asks all rules for every entry. All of it is ordinary Python that calls each rule's methods
by name: numba compiles it together with the methods (`compiler`), or it runs as it stands with the rules' own methods.
Everything is counted in double precision; draws come and weekly series go in single.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from simulation.model.engine.language import Function
from simulation.model.engine.layout import Input, Layout, Step, Target
from simulation.model.engine.phases import Group, Waiting, groups, waiting
from simulation.model.engine.rule import Phase
from simulation.vocabulary.state_variables import (
    INSTITUTIONS,
    MEMBERS,
    PARTNERSHIP,
    STATE_VARIABLES,
    TIES,
    Kind,
    Over,
    StateVariable,
    Table,
)

ARRAY = {PARTNERSHIP: "P", INSTITUTIONS: "I", MEMBERS: "M", TIES: "T"}
ENTRY = {PARTNERSHIP: "p", INSTITUTIONS: "i", MEMBERS: "m", TIES: "t"}
COUNT = {PARTNERSHIP: "1", INSTITUTIONS: "I.shape[1]", MEMBERS: "M.shape[1]", TIES: "T.shape[1]"}
REPORTED = {PARTNERSHIP: "1", INSTITUTIONS: "n_institutions", MEMBERS: "n_officials", TIES: "T.shape[1]"}
HUGE = "1e30"  # beyond it a number counts as infinite

BEGIN_ARGUMENTS = "M T I P Q draw_rows network_rows receivers givers homes sizes on".split()
ADVANCE_ARGUMENTS = (
    "first_week last_week M T I P Q draw_rows network_rows receivers givers homes sizes watch_start watchers on "
    "n_supported n_officials n_institutions everything spreads W G S C fault"
).split()


@dataclass(frozen=True)
class Unit:
    """One function of the loop: its source, and the names of the functions that it calls."""

    name: str
    source: str
    needs: tuple[str, ...] = ()


def units(layout: Layout) -> dict[str, Unit]:
    """Every function of the loop by name, each after those that it calls; `begin` and `advance` come last."""
    found: dict[str, Unit] = {}

    def take(function: Function) -> None:
        for needed in function.needs.values():
            take(needed)
        found.setdefault(function.name, Unit(function.name, function.source, tuple(function.needs)))

    for function in layout.functions.values():
        take(function)
    for unit in driver(layout):
        found[unit.name] = unit
    return found


def driver(layout: Layout) -> list[Unit]:
    """`begin`, `advance` and their steps: everything but the rules' own functions."""
    return [_prepare(layout), _Begin(layout).unit(), *_Advance(layout).units()]


def source(layout: Layout) -> str:
    """The whole loop as text, the rules' functions first."""
    return "\n\n".join(unit.source for unit in units(layout).values())


def draw_names(layout: Layout, weekly: bool | None = None) -> list[str]:
    """The names of the draws that `begin` (those made once) and `advance` (all) are given, in order."""
    return [name for name, (draw, _) in layout.draws.items() if weekly is None or draw.every_week is weekly]


def draw_arguments(layout: Layout, weekly: bool | None = None) -> list[str]:
    """The same as arguments."""
    return [f"d_{name}" for name in draw_names(layout, weekly)]


def _prepare(layout: Layout) -> Unit:
    lines = [f"    q[{column}] = {function.name}(q)" for column, function in _in_order(layout.derived)]
    text = "\n".join(["def prepare(q):", *lines, "    return 0"])
    return Unit("prepare", text, tuple(function.name for _, function in layout.derived))


def _in_order(derived: list[tuple[int, Function]]) -> Iterator[tuple[int, Function]]:
    """Derived parameters, each after those that it reads."""
    waiting = dict(derived)
    while waiting:
        for column, function in list(waiting.items()):
            if not _columns_read(function) & (set(waiting) - {column}):
                yield column, waiting.pop(column)


def _columns_read(function: Function) -> set[int]:
    own = {int(column) for column in re.findall(r"\bq\[(\d+)\]", function.source)}
    return own.union(*map(_columns_read, function.needs.values()))


class _Writer:
    """Lines of Python, indented."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._depth = 1

    def __call__(self, *lines: str) -> None:
        self.lines += ["    " * self._depth + line for line in lines]

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """What stands inside `head:`; an empty block is dropped."""
        self(head + ":")
        self._depth += 1
        before = len(self.lines)
        yield
        self._depth -= 1
        if len(self.lines) == before:
            self.lines.pop()

    def text(self) -> str:
        return "\n".join(self.lines)


class _Printer:
    """Prints one function: `write` takes its lines, `needs` the functions that it calls."""

    def __init__(self, layout: Layout) -> None:
        self.layout, self.write = layout, _Writer()
        self.needs: dict[str, None] = {}
        self.at: dict[str, str] = {}  # where the present value of a variable is, by the name of an input

    def unit_of(self, name: str, arguments: Iterable[str]) -> Unit:
        """The function as a unit; of the arguments it takes those that occur in it."""
        body = self.write.text()
        used = [argument for argument in arguments if re.search(rf"\b{argument}\b", body)]
        return Unit(name, f"def {name}({', '.join(used)}):\n{body}\n    return 0", tuple(self.needs))

    def cell(self, variable: StateVariable, entry: str) -> str:
        """A variable's place in the arrays."""
        return f"{ARRAY[variable.table]}[f, {entry}, {self.layout.row[variable.name]}]"

    def read(self, step: Step, given: Input) -> str:
        """The expression for an argument of a step."""
        if given.draw is not None:
            label = f"{step.part.rule.name()}_{given.name}"
            entry = self.entry_seen(step.table, self.layout.draws[label][1])
            return f"np.float64(d_{label}[l, {'w, ' if given.draw.every_week else ''}{entry}])"
        return "now" if given.variable is None else self.at.get(given.name, f"v_{given.name}")

    @staticmethod
    def entry_seen(table: Table, other: Table) -> str:
        """The entry of another table that an entry of a table sees."""
        if table is other:
            return ENTRY[table]
        return "0" if other is PARTNERSHIP else "h"

    def load(self, table: Table, steps: Iterable[Step], more: Iterable[StateVariable] = ()) -> None:
        """Put what the steps read into names of their own; `h` is the institution, `r` and `g` the two of a tie."""
        wanted: dict[str, str] = {v.name: self.cell(v, ENTRY[table]) for v in more}
        ends: set[str] = set()
        for step in steps:
            ends |= {target.end[0] for target in step.targets if target.end}
            for given in step.inputs:
                if given.variable is not None and given.end:
                    ends.add(given.end[0])
                    wanted[given.name] = self.cell(given.variable, given.end[0])
                elif given.variable is not None:
                    entry = self.entry_seen(table, given.variable.table)
                    ends |= {entry} & {"h"}
                    wanted[given.name] = self.cell(given.variable, entry)
                elif given.draw is not None:
                    drawn = self.layout.draws[f"{step.part.rule.name()}_{given.name}"][1]
                    ends |= {self.entry_seen(table, drawn)} & {"h"}
        if table is TIES and ends & {"h", "r"}:
            self.write("r = receivers[t]")
        if table is TIES and "g" in ends:
            self.write("g = givers[t]")
        if "h" in ends:
            self.write("h = homes[r]" if table is TIES else "h = homes[m]")
        for name, cell in wanted.items():
            self.write(f"v_{name} = {cell}")
        self.at.clear()

    def ask(self, step: Step) -> list[str]:
        """Ask a step; returns the names of its answers. A rule left out changes nothing, and signals keep defaults."""
        rule, function = step.part.rule, step.function
        names = [f"a_{rule.name()}_{target.key}" for target in step.targets]
        arguments = ", ".join(["q", *(self.read(step, given) for given in step.inputs)])
        answer = f"(kind, {', '.join(names)}) = {function.name}({arguments})"
        self.needs[function.name] = None
        if rule not in self.layout.rules:
            self.write(answer)
            return names
        with self.write.block(f"if on_{rule.name()}"):
            self.write(answer)
        with self.write.block("else"):
            self.write("kind = -1")
            for name, target in zip(names, step.targets, strict=True):
                signal = target.variable.kind in (Kind.SIGNAL, Kind.EVENT)
                self.write(f"{name} = {target.variable.default if signal else 0.0}")
        return names

    def people_totals(self, totals: list[StateVariable]) -> None:
        """Totals over each institution's people."""
        if not totals:
            return
        self.at.clear()  # what the loop before this one had in hand was of its last member
        self.begin_people_totals(totals)
        with self.write.block("for m in range(M.shape[1])"):
            self.add_to_people_totals(totals)
        self.end_people_totals(totals)

    def begin_people_totals(self, totals: list[StateVariable]) -> None:
        """Before the loop over members; what those of one institution in a row add up to has names of its own."""
        with self.write.block("for i in range(I.shape[1])"):
            self.write(*(f"{self.cell(total, 'i')} = 0.0" for total in totals))
        if totals:
            self.write("last = homes[0]", *(f"u_{total.name} = 0.0" for total in totals))

    def add_to_people_totals(self, totals: list[StateVariable]) -> None:
        """For one member."""
        if totals:
            self.write("h = homes[m]")
            with self.write.block("if h != last"):
                self.write(*(f"{self.cell(total, 'last')} += u_{total.name}" for total in totals), "last = h")
                self.write(*(f"u_{total.name} = 0.0" for total in totals))
        for total in totals:
            assert total.total is not None
            value = self.at.get(total.total.of, self.cell(STATE_VARIABLES[total.total.of], "m"))
            self.write(f"u_{total.name} += {value}")

    def end_people_totals(self, totals: list[StateVariable]) -> None:
        """After the loop over members: sums become means."""
        self.write(*(f"{self.cell(total, 'last')} += u_{total.name}" for total in totals))
        with self.write.block("for i in range(I.shape[1])"):
            self.write(*(f"{self.cell(v, 'i')} /= sizes[i]" for v in totals if v.total and v.total.mean))

    def peers_total(self, total: StateVariable) -> None:
        """A total over each member's ties."""
        assert total.total is not None
        with self.write.block("for t in range(T.shape[1])"):  # whoever has no tie has 0 for good
            self.write(f"{self.cell(total, 'receivers[t]')} = 0.0")
        value = self.cell(STATE_VARIABLES[total.total.of], "t")
        with self.write.block("for t in range(T.shape[1])"):
            if total.total.over is Over.BEST_PEER:
                with self.write.block(f"if {value} > {self.cell(total, 'receivers[t]')}"):
                    self.write(f"{self.cell(total, 'receivers[t]')} = {value}")
            else:
                per = " / (T.shape[1] // (receivers[-1] + 1))" if total.total.mean else ""
                self.write(f"{self.cell(total, 'receivers[t]')} += {value}{per}")


def _totals(over: Over, sources: Iterable[str]) -> list[StateVariable]:
    sources = set(sources)
    return [v for v in STATE_VARIABLES.values() if v.total and v.total.over is over and v.total.of in sources]


def _peers_totals(sources: Iterable[str]) -> list[StateVariable]:
    sources = set(sources)
    return [*_totals(Over.PEERS, sources), *_totals(Over.BEST_PEER, sources)]


_STATE_NAMES = {v.name for v in STATE_VARIABLES.values() if v.kind is Kind.STATE}
# Variables of members of which colleagues are counted; `advance` is given their counts, shape (futures, members).
_COLLEAGUES_SOURCES = sorted(
    {v.total.of for v in STATE_VARIABLES.values() if v.total and v.total.over is Over.COLLEAGUES}
)  # fmt: skip
COUNTS = tuple(f"n_{name}" for name in _COLLEAGUES_SOURCES)
# Sources of totals over colleagues that are 0 or 1: few turn in a week, and only those are counted anew.
_FLAGS = [name for name in _COLLEAGUES_SOURCES if STATE_VARIABLES[name].unit == "0 or 1"]


class _Begin(_Printer):
    """Prints `begin`."""

    def unit(self) -> Unit:
        write = self.write
        self.needs["prepare"] = None
        with write.block("for f in range(M.shape[0])"):
            write("q = Q[f]", "l = draw_rows[f]", "prepare(q)")
            for table in (MEMBERS, TIES, INSTITUTIONS, PARTNERSHIP):
                for step in (step for step in self.layout.starts if step.table is table):
                    self._start(step)
                if table is MEMBERS:
                    self.people_totals(_totals(Over.PEOPLE, _STATE_NAMES))
        arguments = [*BEGIN_ARGUMENTS, *draw_arguments(self.layout, weekly=False)]
        text = f"def begin({', '.join(arguments)}):\n{write.text()}\n    return 0"
        return Unit("begin", text, tuple(self.needs))

    def _start(self, step: Step) -> None:
        entry = ENTRY[step.table]
        rule = step.part.rule
        head = f"if on[{self.layout.rules.index(rule)}] > 0" if rule in self.layout.rules else "if True"
        with self.write.block(head), self.write.block(f"for {entry} in range({COUNT[step.table]})"):
            self.load(step.table, [step])
            names = [f"a_{target.key}" for target in step.targets]
            arguments = ", ".join(["q", *(self.read(step, given) for given in step.inputs)])
            self.needs[step.function.name] = None
            self.write(f"(kind, {', '.join(names)}) = {step.function.name}({arguments})")
            for name, target in zip(names, step.targets, strict=True):
                self.write(f"{self.cell(target.variable, entry)} = {name}")


class _Advance:
    """Prints `advance` and its steps: the groups of each phase, and the look between weeks."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.waiting = {phase: waiting(layout, phase) for phase in Phase}
        states = [state for of_phase in self.waiting.values() for state in of_phase.values()]
        self.arrays = [(state.array, COUNT[state.variable.table]) for state in states]
        self.arguments = [
            *"f l n w now week q M T I P receivers givers homes sizes watch_start watchers on".split(),
            *"n_supported n_officials n_institutions everything spreads W G S C fault".split(),
            *COUNTS, *(name for name, _ in self.arrays), *draw_arguments(layout),
        ]  # fmt: skip

    def units(self) -> list[Unit]:
        phases = {phase: list(self._phase(phase)) for phase in Phase}
        look = list(self._look())
        write = _Writer()
        for name, count in self.arrays:
            write(f"{name} = np.zeros({count} + 1)")
        with write.block("for f in range(M.shape[0])"):
            write("q = Q[f]", "l = draw_rows[f]", "n = network_rows[f]")
            with write.block("for week in range(first_week, last_week + 1)"):
                with write.block("if week > first_week"):
                    write("w = week - 1", "now = np.float64(w)")
                    for steps in phases.values():
                        write(*(_call(unit) for unit in steps))
                write(*(_call(unit) for unit in look))
        arguments = [*ADVANCE_ARGUMENTS, *COUNTS, *draw_arguments(self.layout)]
        steps = [*(unit for of_phase in phases.values() for unit in of_phase), *look]
        text = f"def advance({', '.join(arguments)}):\n{write.text()}\n    return 0"
        return [*steps, Unit("advance", text, tuple(unit.name for unit in steps))]

    def _phase(self, phase: Phase) -> Iterator[Unit]:
        for place, group in enumerate(groups(self.layout, phase)):
            printer = _GroupStep(self.layout, group, place, self.waiting[phase])
            printer.print()
            name = f"{phase.value}_{group.table.value}{'_late' if group.late else ''}"
            yield printer.unit_of(name, self.arguments)
        at_end = [w for w in self.waiting[phase].values() if w.put_in is None]
        if at_end:
            end = _EndStep(self.layout)
            end.print(at_end)
            yield end.unit_of(f"{phase.value}_end", self.arguments)

    def _look(self) -> Iterator[Unit]:
        for table in (TIES, MEMBERS, INSTITUTIONS, PARTNERSHIP):
            printer = _LookStep(self.layout)
            printer.table(table)
            yield printer.unit_of(f"look_{table.value}", self.arguments)


def _call(unit: Unit) -> str:
    return unit.source.partition("\n")[0].removeprefix("def ").removesuffix(":")


class _PhaseStep(_Printer):
    """Prints how states take on new values."""

    def put(self, variable: StateVariable, value: str, entry: str) -> None:
        """Write a state's new value down, kept to its range; what is no number is told."""
        write, new = self.write, f"new_{variable.name}"
        write(f"{new} = {value}")
        high = "1.0" if variable.high == 1.0 else HUGE
        with write.block(f"if not (0.0 <= {new} <= {high})"):
            with write.block(f"if not (-{HUGE} < {new} < {HUGE})"):
                self.fault(variable, entry)
            write(f"{new} = 0.0 if {new} < 0.0 else 1.0")
        write(f"{self.cell(variable, entry)} = {new}")

    def fault(self, variable: StateVariable, entry: str) -> None:
        """Remember the first week in which a variable of a future became no number."""
        number = list(STATE_VARIABLES).index(variable.name)
        with self.write.block("if fault[f, 0] == 0"):
            self.write("fault[f, 0] = week", f"fault[f, 1] = {number}", f"fault[f, 2] = {entry}")


class _EndStep(_PhaseStep):
    """Prints the end of a phase."""

    def print(self, states: list[Waiting]) -> None:
        """What has waited until the end is put in."""
        for state in states:
            entry, count = ENTRY[state.variable.table], COUNT[state.variable.table]
            rest = f"{state.array}[{entry}]"
            flagged = not state.assigned
            with self.write.block(f"if {state.array}[{count}] != 0.0" if flagged else "if True"):
                if flagged:
                    self.write(f"{state.array}[{count}] = 0.0")
                with self.write.block(f"for {entry} in range({count})"):
                    self.put(state.variable, f"{self.cell(state.variable, entry)} + {rest}", entry)
                    if flagged:
                        self.write(f"{rest} = 0.0")


class _GroupStep(_PhaseStep):
    """Prints one group of a phase: all its parts are asked for every entry, and see the same states."""

    def __init__(self, layout: Layout, group: Group, place: int, states: Mapping[str, Waiting]) -> None:
        super().__init__(layout)
        self.group, self.place, self.states = group, place, states

    def print(self) -> None:
        """Ask all parts for every entry, add up their changes, keep each rule's part."""
        write, table, steps = self.write, self.group.table, self.group.steps
        entry = ENTRY[table]
        accounts = sorted({self._account(s, t) for s in steps for t in s.targets if t.variable.credited})
        write(*(f"c_{number} = 0.0" for number in accounts))
        for rule in dict.fromkeys(step.part.rule for step in steps):
            write(f"on_{rule.name()} = on[{self.layout.rules.index(rule)}] > 0")
        with write.block(f"for {entry} in range({COUNT[table]})"):
            self.load(table, steps, self.group.changes.values())
            answers = [
                (name, target, step) for step in steps
                for name, target in zip(self._asked(step), step.targets, strict=True)
            ]  # fmt: skip
            self._at_ends(answers)
            self._signals(answers, entry)
            self._states(answers, entry)
            self._credit(answers)
        for number in accounts:
            write(f"C[f, {number}] += c_{number}")
        for total in _peers_totals(self.group.signals):
            self.peers_total(total)
        self.people_totals(_totals(Over.PEOPLE, self.group.signals))

    def _asked(self, step: Step) -> list[str]:
        names = self.ask(step)
        for name, target in zip(names, step.targets, strict=True):
            if target.variable.kind in (Kind.SIGNAL, Kind.EVENT):
                self.at[target.key] = name
        return names

    def _account(self, step: Step, target: Target) -> int:
        return self.layout.pairs.index((target.variable.name, step.part.rule.name()))

    def _at_ends(self, answers: list[tuple[str, Target, Step]]) -> None:
        for name, target, _ in answers:
            if target.end:
                state = self.states[target.variable.name]
                self.write(f"{state.array}[{target.end[0]}] += {name}")
                if state.put_in is None and not state.assigned:
                    with self.write.block(f"if {name} != 0.0"):
                        self.write(f"{state.array}[{COUNT[MEMBERS]}] = 1.0")

    def _signals(self, answers: list[tuple[str, Target, Step]], entry: str) -> None:
        for key, variable in self.group.signals.items():
            told = [(name, step) for name, target, step in answers if target.variable.name == key]
            value = " + ".join(name for name, _ in told)
            if any(key in step.function.computed for _, step in told):
                with self.write.block(f"if not (-{HUGE} < {value} < {HUGE})"):
                    self.fault(variable, entry)
            self.write(f"{self.cell(variable, entry)} = {value}")

    def _states(self, answers: list[tuple[str, Target, Step]], entry: str) -> None:
        changes = {
            key: " + ".join(name for name, target, _ in answers if target.variable.name == key and not target.end)
            for key in self.group.changes
        }
        now: dict[str, StateVariable] = {}
        for key, variable in self.group.changes.items():
            state = self.states.get(key)
            if state is None:
                now[key] = variable
            elif state.put_in == self.place:
                self.put(variable, f"v_{key} + {state.array}[{entry}] + {changes[key]}", entry)
                if not state.assigned:
                    self.write(f"{state.array}[{entry}] = 0.0")
            else:
                first = state.assigned and not any(key in group.changes for group in self._before())
                self.write(f"{state.array}[{entry}] {'=' if first else '+='} {changes[key]}")
                if state.put_in is None and not state.assigned:  # ties came first: their flag stands for both
                    self.write(f"{state.array}[{COUNT[variable.table]}] = 1.0")
        if len(self.group.steps) > 1:
            for key, variable in now.items():
                self.put(variable, f"v_{key} + {changes[key]}", entry)
            return
        for number, kind in enumerate(self.group.steps[0].function.kinds):  # one part alone: what its answer names
            with self.write.block(f"if kind == {number}"):
                for key, variable in now.items():
                    if key in kind:
                        self.put(variable, f"v_{key} + {changes[key]}", entry)

    def _before(self) -> list[Group]:
        phase = self.group.steps[0].part.rule.phase
        return groups(self.layout, phase)[: self.place]

    def _credit(self, answers: list[tuple[str, Target, Step]]) -> None:
        table = self.group.table
        by_entry: dict[str, list[str]] = {}
        for name, target, step in answers:
            if target.variable.credited:
                counted = REPORTED[target.variable.table]
                # A counterpart is an official, always; a peer may come from outside.
                everybody = counted == COUNT[target.variable.table] or target.end.startswith("r")
                entry = target.end[0] if target.end else ENTRY[table]
                head = "if True" if everybody else f"if {entry} < {counted}"
                by_entry.setdefault(head, []).append(f"c_{self._account(step, target)} += {name}")
        for head, lines in by_entry.items():
            with self.write.block(head):
                self.write(*lines)


class _LookStep(_Printer):
    """Prints what can be seen of one table between weeks, and what is written down of it."""

    def table(self, table: Table) -> None:
        """The signals of everybody, the totals that follow from them, and the weekly series."""
        write, entry = self.write, ENTRY[table]
        steps = self.layout.in_phase(None, table)
        kept = [v for v in self.layout.recorded if v.table is table]
        spread = [v for v in kept if v in self.layout.spread]
        flags = [STATE_VARIABLES[name] for name in _FLAGS if STATE_VARIABLES[name].table is table]
        write(*(f"s_{v.name} = 0.0" for v in kept), *(f"ss_{v.name} = 0.0" for v in spread))
        write(*(f"turned_{v.name} = False" for v in flags))
        signals = {target.variable.name for step in steps for target in step.targets}
        people = _totals(Over.PEOPLE, signals | _STATE_NAMES) if table is MEMBERS else []
        self.begin_people_totals(people)
        if table is MEMBERS:
            self._at_bounds(kept, "0")
        with write.block(f"for {entry} in range({COUNT[table]})"):
            if table is MEMBERS:
                self._at_bounds(kept, entry)
            self.load(table, steps, kept)
            told: dict[str, str] = {}
            for step in steps:
                for name, target in zip(self.ask(step), step.targets, strict=True):
                    if target.variable in flags:
                        self._flip(target.variable, name)
                    write(f"{self.cell(target.variable, entry)} = {name}")
                    self.at[target.key] = told[target.variable.name] = name
            self.add_to_people_totals(people)
            with write.block("if True" if table is MEMBERS else f"if {entry} < {REPORTED[table]}"):
                for core, head in ((True, "if True"), (False, "if everything")):
                    with write.block(head):
                        write(*(f"s_{v.name} += {told.get(v.name, f'v_{v.name}')}" for v in kept if v.core is core))
                with write.block(f"if spreads and {entry} < {REPORTED[table]}"):
                    write(*(f"ss_{v.name} += v_{v.name} * v_{v.name}" for v in spread if v.name not in told))
                    write(*(f"ss_{v.name} += {told[v.name]} * {told[v.name]}" for v in spread if v.name in told))
        if table is MEMBERS:
            self._at_bounds(kept, COUNT[table])
            self._groups(kept)
        self.end_people_totals(people)
        self._write_down(table, kept, spread)
        for total in _peers_totals(signals | _STATE_NAMES) if table is TIES else ():
            self.peers_total(total)
        if table is MEMBERS:
            for name in _COLLEAGUES_SOURCES:
                self._colleagues(STATE_VARIABLES[name])

    def _write_down(self, table: Table, kept: list[StateVariable], spread: list[StateVariable]) -> None:
        people = REPORTED[table]
        for variable in kept:
            of_all = "" if variable.kind is Kind.EVENT else f" / {people}"
            self.write(f"W[f, {self.layout.recorded.index(variable)}, week] = s_{variable.name}{of_all}")
        with self.write.block("if spreads"):
            for v in spread:
                self.write(f"mean_{v.name} = s_{v.name} / {people}")
                self.write(f"square_{v.name} = ss_{v.name} / {people} - mean_{v.name} * mean_{v.name}")
                place = self.layout.spread.index(v)
                self.write(f"S[f, {place}, week] = math.sqrt(square_{v.name}) if square_{v.name} > 0.0 else 0.0")

    def _at_bounds(self, kept: list[StateVariable], entry: str) -> None:
        """Remember the sums up to the last of those supported, and up to the last official."""
        for bound in ("n_supported", "n_officials"):
            with self.write.block(f"if {entry} == {bound}"):
                self.write(*(f"{bound}_{v.name} = s_{v.name}" for v in kept))

    def _groups(self, kept: list[StateVariable]) -> None:
        """Write down the weekly series of those supported, of their colleagues and of the peers from outside; what
        `s_` holds is from here on the sum over all officials.
        """
        bounds = {"supported": ("", "n_supported"), "colleagues": ("n_supported", "n_officials"),
                  "peers": ("n_officials", "M.shape[1]")}  # fmt: skip
        for place, (first, last) in enumerate(bounds.values()):
            with self.write.block(f"if {last} > {first or 0}"):
                for v in kept:
                    upto = f"{last}_{v.name}" if last in ("n_supported", "n_officials") else f"s_{v.name}"
                    total = f"({upto} - {first}_{v.name})" if first else upto
                    of_all = "" if v.kind is Kind.EVENT else f" / ({last} - {first or 0})"
                    row = place * len(kept) + self.layout.of_people.index(v)
                    self.write(f"G[f, {row}, week] = {total}{of_all}")
        self.write(*(f"s_{v.name} = n_officials_{v.name}" for v in kept))

    def _flip(self, variable: StateVariable, new: str) -> None:
        with self.write.block(f"if {new} != {self.cell(variable, 'm')}"):
            self.write(f"turned_{variable.name} = True")
            with self.write.block("for j in range(watch_start[n, m], watch_start[n, m + 1])"):
                self.write(f"n_{variable.name}[f, watchers[j]] += {new} - {self.cell(variable, 'm')}")

    def _colleagues(self, variable: StateVariable) -> None:
        write, name = self.write, variable.name
        flag = name in _FLAGS
        if not flag:
            with write.block("for m in range(M.shape[1])"):
                write(f"n_{name}[f, m] = 0.0")
            watching = "for j in range(watch_start[n, m], watch_start[n, m + 1])"
            with write.block("for m in range(M.shape[1])"), write.block(watching):
                write(f"n_{name}[f, watchers[j]] += {self.cell(variable, 'm')}")
        watched = self.cell(STATE_VARIABLES["colleagues_watched"], "m")
        with write.block(f"if turned_{name}" if flag else "if True"), write.block("for m in range(M.shape[1])"):
            for total in _totals(Over.COLLEAGUES, [name]):
                mean = total.total is not None and total.total.mean
                write(f"{self.cell(total, 'm')} = n_{name}[f, m]" + (f" / {watched}" if mean else ""))
