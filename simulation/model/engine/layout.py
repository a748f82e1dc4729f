"""Where everything stands in the loop's arrays: variables, parameters, draws, and what each rule changes.

A layout is made for a tuple of rule classes and checks them: every fault of a rule is said here in one line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from simulation.model.engine.language import Function, Translator, place, tree_of
from simulation.model.engine.rule import Draw, Part, Phase, Rule, declarations, derived_parameters, parts
from simulation.model.population import Look, Population
from simulation.vocabulary.errors import ParameterError, RuleError, nearest, one_line
from simulation.vocabulary.levers import LEVERS
from simulation.vocabulary.parameters import Declaration
from simulation.vocabulary.settings import SETTINGS
from simulation.vocabulary.state_variables import (
    INSTITUTIONS,
    MEMBERS,
    PARTNERSHIP,
    STATE_VARIABLES,
    TIES,
    Kind,
    StateVariable,
    Table,
)

RECEIVER, GIVER = "receiver_", "giver_"
_SEEN_BY = {
    PARTNERSHIP: (PARTNERSHIP,),
    INSTITUTIONS: (INSTITUTIONS, PARTNERSHIP),
    MEMBERS: (MEMBERS, INSTITUTIONS, PARTNERSHIP),
    TIES: (TIES, INSTITUTIONS, PARTNERSHIP),
}


@dataclass(frozen=True)
class Input:
    """What an argument of a part is: a variable (of the entry itself, or `end` of a tie), a draw, or the week."""

    name: str
    variable: StateVariable | None = None
    end: str = ""
    draw: Draw | None = None


@dataclass(frozen=True)
class Target:
    """What a key of a part's answer changes: a variable of the entry itself, or of the member at an `end` of a tie."""

    key: str
    variable: StateVariable
    end: str = ""


@dataclass(frozen=True)
class Step:
    """A part with its function, its inputs and its targets found. `number` is the rule's place in the layout."""

    part: Part
    number: int
    function: Function
    inputs: tuple[Input, ...]
    targets: tuple[Target, ...]

    @property
    def table(self) -> Table:
        """The table for whose entries the part is asked."""
        return self.part.table


class Layout:
    """The arrays of a set of rules: `rules` are classes; Population and Look come before them and are always on."""

    def __init__(self, rules: Sequence[type[Rule]]) -> None:
        self.rules = tuple(rules)
        self.everything: tuple[type[Rule], ...] = (Population, Look, *self.rules)
        self.variables = {table: tuple(v for v in STATE_VARIABLES.values() if v.table is table) for table in Table}
        self.row = {v.name: row for of_table in self.variables.values() for row, v in enumerate(of_table)}
        self.parameters = self._parameters()
        self.column = {name: column for column, name in enumerate(self.parameters)}
        self.functions: dict[str, Function] = {}
        self.derived: list[tuple[int, Function]] = []
        self.starts: list[Step] = []
        self.changes: list[Step] = []
        for number, rule in enumerate(self.everything):
            self._take_in(number, rule)
        self.drawn_by: dict[str, str] = {}  # the rule of each draw
        self.draws = self._draws()
        self.pairs = self._pairs()
        self._one_setter()

    def in_phase(self, phase: Phase | None, table: Table) -> list[Step]:
        """The steps of a phase (None: the look between weeks) for a table, in order."""
        return [
            step for step in self.changes
            if step.table is table and (step.part.rule is Look) is (phase is None)
            and (phase is None or step.part.rule.phase is phase)
        ]  # fmt: skip

    @cached_property
    def recorded(self) -> tuple[StateVariable, ...]:
        """The weekly series: recorded variables in the order of their tables' rows."""
        return tuple(v for table in Table for v in self.variables[table] if v.recorded)

    @cached_property
    def of_people(self) -> tuple[StateVariable, ...]:
        """The weekly series of members, which are written down for each group of them too."""
        return tuple(v for v in self.recorded if v.table is MEMBERS)

    @cached_property
    def spread(self) -> tuple[StateVariable, ...]:
        """The recorded shares whose spread over people, ties or institutions can be written down too."""
        return tuple(v for v in self.recorded if v.credited and v.table is not PARTNERSHIP)

    # ---- how it is made

    def _parameters(self) -> tuple[str, ...]:
        """Rule by rule: what it declares and nobody before it did, then what it derives. A rule more moves no
        column.
        """
        found: dict[str, Declaration | None] = {}
        for rule in self.everything:
            for declared in declarations(rule):
                if found.get(declared.name, declared) != declared:
                    raise RuleError(
                        f"{place(rule)}: the parameter {declared.name} is declared twice, in other words or ranges; "
                        "use one declaration, or another name"
                    )
                found[declared.name] = declared
            found |= dict.fromkeys(f"{rule.name()}.{name}" for name in derived_parameters(rule))
        return tuple(found)

    def _columns(self, rule: type[Rule]) -> dict[str, int]:
        """Where each parameter of a rule stands, by its name in the rule."""
        derived = {name: self.column[f"{rule.name()}.{name}"] for name in derived_parameters(rule)}
        return {declared.name: self.column[declared.name] for declared in declarations(rule)} | derived

    def _take_in(self, number: int, rule: type[Rule]) -> None:
        columns = self._columns(rule)
        translator = Translator(rule, columns)
        for name in derived_parameters(rule):
            self.derived.append((columns[name], translator.derived(name)))
        for of, steps in (("start", self.starts), ("change", self.changes)):
            for part in parts(rule, of):
                function = translator.part(part)
                inputs = tuple(self._input(part, name) for name in part.reads)
                targets = tuple(self._target(part, key, of) for key in function.keys)
                _check_signals(part, function, targets)
                steps.append(Step(part, number, function, inputs, targets))
        for name, made in translator.done.items():
            if self.functions.setdefault(name, made).source != made.source:
                raise RuleError(
                    f"{place(rule)}: there are two functions called {name} in the loop; give one another name"
                )

    def _input(self, part: Part, name: str) -> Input:
        rule = part.rule
        if name == "week":
            return Input(name)
        if name in rule.draws:
            draw = rule.draws[name]
            if (draw.table or rule.each) not in _SEEN_BY[part.table]:
                raise RuleError(
                    f"{_at(part)}: the draw {name} is made for {(draw.table or rule.each).value}, not seen here"
                )
            return Input(name, draw=draw)
        for end in (RECEIVER, GIVER):
            if part.table is TIES and name.startswith(end) and _variable(name.removeprefix(end), MEMBERS):
                return Input(name, _variable(name.removeprefix(end), MEMBERS), end)
        variable = STATE_VARIABLES.get(name)
        if variable is not None and variable.table in _SEEN_BY[part.table]:
            return Input(name, variable)
        raise RuleError(f"{_at(part)}: there is nothing called {one_line(name)} to read; {_readable(part, name)}")

    def _target(self, part: Part, key: str, of: str) -> Target:
        for end in (RECEIVER, GIVER):
            variable = _variable(key.removeprefix(end), MEMBERS) if key.startswith(end) else None
            if part.table is TIES and of == "change" and variable and variable.kind is Kind.STATE:
                return Target(key, variable, end)
        variable = _variable(key, part.table)
        kinds = (Kind.STATE, Kind.CONSTANT) if of == "start" else (Kind.STATE, Kind.SIGNAL, Kind.EVENT)
        if variable is None or variable.kind not in kinds or variable.total:
            raise RuleError(
                f"{_at(part)}: {part.method} cannot change {one_line(key)}; {_changeable(part, key, kinds)}"
            )
        return Target(key, variable)

    def _draws(self) -> dict[str, tuple[Draw, Table]]:
        found: dict[str, tuple[Draw, Table]] = {}
        streams: dict[str, str] = {}
        for rule in self.everything:
            for name, draw in rule.draws.items():
                label = f"{rule.name()}_{name}"
                if draw.stream in streams:
                    raise RuleError(
                        f"{place(rule)}: the draw {name} has the stream {draw.stream!r} of {streams[draw.stream]}; "
                        "write an id of its own"
                    )
                streams[draw.stream] = label
                found[label] = (draw, draw.table or rule.each)
                self.drawn_by[label] = rule.name()
        return found

    def _pairs(self) -> tuple[tuple[str, str], ...]:
        """State and rule of each credit account."""
        found = {
            (target.variable.name, step.part.rule.name()): None
            for step in self.changes for target in step.targets if target.variable.credited
        }  # fmt: skip
        return tuple(found)

    def _one_setter(self) -> None:
        setters: dict[str, str] = {}
        for step in self.changes:
            for target in step.targets:
                if target.variable.kind is Kind.SIGNAL:
                    other = setters.setdefault(target.variable.name, step.part.rule.name())
                    if other != step.part.rule.name():
                        by = "the engine itself" if other == Look.name() else other
                        raise RuleError(f"{_at(step.part)}: the signal {target.key} is set by {by} already")


def check_rules(rules: Iterable[Any]) -> tuple[Rule, ...]:
    """The rules as they may be run. Raises RuleError in one line that says which is wrong, and what to write
    instead.
    """
    found: dict[str, Rule] = {}
    if not isinstance(rules, Iterable) or isinstance(rules, str | Rule):
        raise RuleError(f"rules = {one_line(rules)} must be a list of rules, such as (*STANDARD, Mine())")
    for rule in rules:
        if isinstance(rule, type) and issubclass(rule, Rule):
            raise RuleError(f"{rule.__name__} is a class; give an instance: {rule.__name__}()")
        if not isinstance(rule, Rule):
            raise RuleError(f"{one_line(rule)} is no rule; a rule is an instance of a subclass of Rule")
        kind: Any = type(rule)
        if "__dataclass_fields__" not in vars(kind) or not kind.__dataclass_params__.frozen:
            raise RuleError(f"{place(kind)}: write @dataclass(frozen=True) above class {kind.__name__}")
        if not (vars(kind).get("__doc__") or "").strip() or kind.__doc__.startswith(f"{kind.__name__}("):
            raise RuleError(f"{place(kind)}: say the idea in a docstring; its first line is shown to the room")
        _check_class(kind)
        if not parts(kind, "change"):
            raise RuleError(
                f"{place(kind)}: it has no method `change`; write def change(self, ...) and `each = MEMBERS`"
            )
        if kind.name() in (Population.name(), Look.name()):
            raise RuleError(f"{place(kind)}: the engine has a step of its own of this name; give the class another one")
        if kind.name() in found:
            raise RuleError(f"there are two rules called {kind.name()}; give one of them another class name")
        for field in vars(kind)["__dataclass_fields__"]:
            if "declaration" not in kind.__dataclass_fields__[field].metadata:
                raise RuleError(f"{place(kind)}: {field} is no parameter; declare it with param(...) or use(...)")
        for declared in declarations(kind):
            try:
                declared.check(getattr(rule, declared.name), kind.name())
            except ParameterError as problem:
                raise ParameterError(str(problem)) from None
        found[kind.name()] = rule
    return tuple(found.values())


def _check_class(kind: type[Rule]) -> None:
    """What is written at the top of a rule's class: `each`, `phase` and `draws`."""
    if not isinstance(getattr(kind, "each", None), Table):
        raise RuleError(
            f"{place(kind)}: say for whom it is asked; write each = MEMBERS (or TIES, INSTITUTIONS, PARTNERSHIP)"
        )
    if not isinstance(kind.phase, Phase):
        raise RuleError(
            f"{place(kind)}: phase = {one_line(kind.phase)} is none; write phase = Phase.OPENING, DURING or CLOSING"
        )
    for name, draw in kind.draws.items():
        if not isinstance(draw, Draw):
            raise RuleError(
                f"{place(kind)}: the draw {name} is {one_line(draw)}; write weekly('{kind.name()}/{name}') or once(...)"
            )


def _check_signals(part: Part, function: Function, targets: tuple[Target, ...]) -> None:
    """A signal that is not 0 by default must be named at every way out: what is left out would be 0."""
    for target in targets:
        left_out = any(target.key not in kind for kind in function.kinds)
        if target.variable.kind is Kind.SIGNAL and target.variable.default and left_out:
            raise RuleError(
                f"{_at(part)}: {part.method} leaves {target.key} out of some answers, which would make it 0; name it "
                f"in all (without the rule it is {target.variable.default:g})"
            )


def _variable(name: str, table: Table) -> StateVariable | None:
    found = STATE_VARIABLES.get(name)
    return found if found is not None and found.table is table else None


def _at(part: Part) -> str:
    _, before, file = tree_of(part.function, part.rule)
    return place(part.rule, before + 1, file)


def _elsewhere(part: Part, name: str) -> str:
    """What to say of a variable that others have; empty for one that nobody has."""
    if name in LEVERS or name in SETTINGS:
        kind = "LEVERS" if name in LEVERS else "SETTINGS"
        return f'{name} is a number of the plan: declare {name}: float = use({kind}["{name}"]) and read self.{name}'
    variable = STATE_VARIABLES.get(name)
    if variable is None or variable.table is part.table:
        return ""
    if part.table is TIES and variable.table is MEMBERS:
        return f"write {RECEIVER}{name} or {GIVER}{name}"
    return f"{name} is of {variable.table.value}, and this rule is for {part.table.value}"


def _readable(part: Part, name: str) -> str:
    if elsewhere := _elsewhere(part, name):
        return elsewhere
    known = [v.name for v in STATE_VARIABLES.values() if v.table in _SEEN_BY[part.table]]
    if part.table is TIES:
        known += [f"{end}{v.name}" for end in (RECEIVER, GIVER) for v in STATE_VARIABLES.values() if v.table is MEMBERS]
    known += [*part.rule.draws, "week"]
    near = nearest(name, known).removeprefix("; ")
    return near or f"a rule for {part.table.value} reads variables, its own draws and week by name"


def _changeable(part: Part, key: str, kinds: tuple[Kind, ...]) -> str:
    if elsewhere := _elsewhere(part, key):
        return elsewhere
    known = [v.name for v in STATE_VARIABLES.values() if v.table is part.table and v.kind in kinds and not v.total]
    if part.table is TIES:
        states = [v.name for v in STATE_VARIABLES.values() if v.table is MEMBERS and v.kind is Kind.STATE]
        known += [f"{end}{name}" for end in (RECEIVER, GIVER) for name in states]
    near = nearest(key, known).removeprefix("; ")
    return near or f"allowed: {', '.join(known)}"
