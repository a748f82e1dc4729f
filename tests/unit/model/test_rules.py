"""Contracts that hold for every rule, and for the two steps that no plan can leave out.

1. The first line of a rule's docstring is the idea, as a participant would say it; the docstring names units, evidence
   and every parameter of its own.
2. Every parameter is declared; every declared parameter and every draw is read; none is declared twice in different
   words. A derived parameter says in one line what it is.
3. A rule reads only what its tables can see, and returns only what is theirs to change.
4. It speaks the language of rules: plain Python for one, which can be compiled; every way out returns its changes.
5. Its random streams have ids of their own. They are written down in the code book, so that no renaming moves anybody's luck.
6. It has no memory: asked twice, it says the same; it touches nothing that it is given.
7. In the worst and best of worlds, what it says is a number.
8. Its test file has a twin for the oracle, which knows nothing of the rule.
"""

from __future__ import annotations

import ast
import inspect
import itertools
import math
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from functools import partial
from types import FunctionType, ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulation.model.engine.rule import (
    Part,
    Phase,
    Rule,
    collect,
    declarations,
    derived,
    derived_parameters,
    once,
    parts,
    weekly,
)
from simulation.model.plans.plan_code_book import STREAMS
from simulation.model.population import Look, Population
from simulation.model.rules import STANDARD, rule_of
from simulation.vocabulary.assumptions import ASSUMPTIONS
from simulation.vocabulary.levers import LEVERS
from simulation.vocabulary.parameters import JUDGEMENT, param
from simulation.vocabulary.settings import SETTINGS
from simulation.vocabulary.state_variables import (
    INSTITUTIONS,
    MEMBERS,
    PARTNERSHIP,
    STATE_VARIABLES,
    TIES,
    Kind,
    Table,
)
from tests.offenders import check_all, offenders
from tests.unit.model.rules.files import file_of
from tests.unit.structure.rows import ENDS, Row, moved_by, numbers_of, parts_of, rows, tell, variable

STEPS: tuple[Rule, ...] = (Population(), Look(), *STANDARD)
every_step = pytest.mark.parametrize("rule", STEPS, ids=lambda rule: rule.name())


# 1. Docstrings


def its_first_line_is_a_sentence(rule):
    idea = rule.idea()
    assert idea.endswith(".") and idea[0].isupper() and len(idea) < 90
    assert not re.search(r"[_=<>]|\bfloat\b|\barray\b", idea)


def its_docstring_gives_units_and_evidence(rule):
    text = inspect.getdoc(type(rule))
    assert "Units:" in text and "Evidence:" in text
    assert re.search(r"\b[THDCANMS]\d\d\b", text)


def its_docstring_names_the_parameters_of_its_own(rule):
    text = inspect.getdoc(type(rule))
    own = {d.name for d in declarations(rule)} - {*LEVERS, *SETTINGS, *ASSUMPTIONS}
    assert [name for name in own if f"`{name}`" not in text] == []
    named = set(re.findall(r"`([^`]+)`", text))
    assert named <= own, "backticks are for the parameters of its own"


# 2. Parameters and draws


def read_of_self(rule: Rule) -> set[str]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(type(rule))))
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
    }


def every_parameter_is_declared_and_read(rule):
    for field in fields(rule):
        assert "declaration" in field.metadata, f"{field.name} is no param(...) or use(...)"
        assert field.name in read_of_self(rule), f"{field.name} is declared but nothing reads it"


def every_draw_is_read(rule):
    assert set(rule.draws) == {name for part in parts_of(rule) for name in part.reads if name in rule.draws}


def every_derived_parameter_says_what_it_is_and_is_read(rule):
    for name in derived_parameters(type(rule)):
        said = vars(type(rule))[name].func.__doc__ or ""
        assert said.endswith(".") and "\n" not in said, name
        assert name in read_of_self(rule), f"nothing reads {name}"
        assert math.isfinite(getattr(rule, name)), name


def test_no_parameter_is_declared_twice_in_different_words():
    collect((*LEVERS.values(), *SETTINGS.values(), *ASSUMPTIONS.values()), STANDARD)


def it_has_no_bare_number_but_0_1_2_and_a_half(rule):
    tree = ast.parse(textwrap.dedent(inspect.getsource(type(rule))))
    for written in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        for node in ast.walk(written):
            if isinstance(node, ast.Constant) and type(node.value) in (int, float):
                assert node.value in {0, 1, 2, 0.5}, f"{written.name}: {node.value} has no name"


# 3. What a rule sees, and what is its to change

SEES: dict[Table, set[Table]] = {
    PARTNERSHIP: {PARTNERSHIP},
    INSTITUTIONS: {INSTITUTIONS, PARTNERSHIP},
    MEMBERS: {MEMBERS, INSTITUTIONS, PARTNERSHIP},
    TIES: {TIES, INSTITUTIONS, PARTNERSHIP},
}


def it_reads_only_what_its_table_can_see(part):
    for name in part.reads:
        draw = part.rule.draws.get(name)
        if draw is not None:
            assert name not in STATE_VARIABLES, f"the draw {name} has the name of a variable"
            assert (draw.table or part.rule.each) in SEES[part.table], name
            assert not (draw.every_week and part.method.startswith("start")), f"{name} is drawn weekly"
        elif name == "week":
            assert not part.method.startswith("start")
        else:
            seen = MEMBERS if name.startswith(ENDS) else variable(part, name).table
            assert seen in SEES[part.table] or name.startswith(ENDS), f"{part.table.value} cannot see {name}"
            assert variable(part, name).table in SEES[part.table] | ({MEMBERS} if name.startswith(ENDS) else set())


def it_returns_only_what_is_its_to_change(part):
    at_start = part.method.startswith("start")
    moved = moved_by(part)
    assert moved
    for name in moved:
        given = variable(part, name)
        of_a_member = part.table is TIES and name.startswith(ENDS)
        assert given.table is (MEMBERS if of_a_member else part.table), name
        assert given.total is None, f"{name} is added up by the engine"
        if at_start:
            assert given.kind in (Kind.STATE, Kind.CONSTANT) and not of_a_member, name
        else:
            assert given.kind is not Kind.CONSTANT, name
            assert given.kind is Kind.STATE or not of_a_member, name


def it_has_a_table_and_something_to_say_about_it(rule):
    assert rule.each in Table and rule.phase in Phase
    asked = {part.method for part in parts(rule, "change")}
    assert "change" in asked or isinstance(rule, Population)
    tables = "|".join(table.value for table in Table)
    for name, value in vars(type(rule)).items():
        if isinstance(value, FunctionType) and re.match(r"(change|start)(_|$)", name):
            assert re.fullmatch(rf"(change|start)(_({tables}))?", name), f"{name} is asked by nobody"


# 4. The language of rules

MATH = {"exp", "log", "log2", "log1p", "expm1", "sqrt", "floor", "ceil"}
BUILT_IN = {"min", "max", "abs"}
LONGEST_LOOP = 64
_PLAIN = (
    ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.expr_context, ast.Add, ast.Sub, ast.Mult, ast.Div,
    ast.FloorDiv, ast.Mod, ast.Pow, ast.USub, ast.UAdd, ast.Not, ast.And, ast.Or, ast.Lt, ast.LtE, ast.Gt, ast.GtE,
    ast.Eq, ast.NotEq, ast.If, ast.Pass,
)  # fmt: skip


def outside_the_language(function: FunctionType, rule: type | None, returns_changes: bool) -> Iterator[str]:
    """What a method or helper says that no rule can, each as `line: text`."""
    lines, first = inspect.getsourcelines(function)
    tree = ast.parse(textwrap.dedent("".join(lines))).body[0]
    assert isinstance(tree, ast.FunctionDef)
    given, body = tree.args, tree.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    if given.vararg or given.kwarg or given.kwonlyargs or given.defaults or given.posonlyargs:
        yield f"{first}: {ast.unparse(given)}"
    if not always_returns(body):
        yield f"{first}: a way through {tree.name} ends without a return"
    reader = _Reader(function, rule, returns_changes)
    for node in body:
        yield from (f"{first - 1 + line}: {said}" for line, said in reader.refused(node))


def always_returns(body: list[ast.stmt]) -> bool:
    last = body[-1]
    if isinstance(last, ast.If):
        return bool(last.orelse) and always_returns(last.body) and always_returns(last.orelse)
    return isinstance(last, ast.Return)


class _Reader:
    def __init__(self, function: FunctionType, rule: type | None, returns_changes: bool) -> None:
        self.known, self.names = function.__globals__, set(function.__code__.co_varnames)
        self.rule, self.returns_changes = rule, returns_changes

    def refused(self, node: ast.AST) -> Iterator[tuple[int, str]]:
        below: list[ast.AST] | None = self._allowed(node)
        if below is None:
            yield getattr(node, "lineno", 0), ast.unparse(node)
            return
        for each in below:
            yield from self.refused(each)

    def _allowed(self, node: ast.AST) -> list[ast.AST] | None:
        """What is to be read below a node, or None where the node itself is outside the language."""
        if isinstance(node, _PLAIN):
            return list(ast.iter_child_nodes(node))
        if isinstance(node, ast.Constant):
            return [] if type(node.value) in (int, float, bool) else None
        if isinstance(node, ast.Name):
            number = type(self.known.get(node.id)) in (int, float)
            return [] if node.id in self.names - {"self"} or number else None
        if isinstance(node, ast.Assign):
            return [node.value] if all(isinstance(target, ast.Name) for target in node.targets) else None
        if isinstance(node, ast.Return):
            return self._answer(node.value)
        if isinstance(node, ast.For):
            return self._loop(node)
        if isinstance(node, ast.Attribute):
            return [] if self._parameter(node) else None
        if isinstance(node, ast.Call) and not node.keywords and self._callable(node.func):
            return list(node.args)
        return None

    def _answer(self, value: ast.expr | None) -> list[ast.AST] | None:
        if not self.returns_changes:
            return [value] if value is not None else None
        if not isinstance(value, ast.Dict):
            return None
        written = all(isinstance(key, ast.Constant) and isinstance(key.value, str) for key in value.keys)
        return list(value.values) if written else None

    def _loop(self, node: ast.For) -> list[ast.AST] | None:
        loop = node.iter
        fixed = (
            isinstance(loop, ast.Call) and ast.unparse(loop.func) == "range" and len(loop.args) == 1 and not node.orelse
            and isinstance(loop.args[0], ast.Constant) and loop.args[0].value <= LONGEST_LOOP
        )  # fmt: skip
        return list(node.body) if fixed and isinstance(node.target, ast.Name) else None

    def _parameter(self, node: ast.Attribute) -> bool:
        if ast.unparse(node.value) == "math":
            return isinstance(getattr(math, node.attr, None), float)
        if self.rule is None or ast.unparse(node.value) != "self":
            return False
        return node.attr in {d.name for d in declarations(self.rule)} | set(derived_parameters(self.rule))

    def _callable(self, called: ast.expr) -> bool:
        if isinstance(called, ast.Name):
            found = self.known.get(called.id)
            if found is None:
                return called.id in BUILT_IN
            return isinstance(found, FunctionType) and not [*outside_the_language(found, None, False)]
        if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
            if called.value.id == "math":
                return called.attr in MATH
            own = getattr(self.rule, called.attr, None) if called.value.id == "self" else None
            return isinstance(own, FunctionType) and not [*outside_the_language(own, self.rule, False)]
        return False


def it_speaks_the_language_of_rules(rule):
    kind = type(rule)
    for part in parts_of(rule):
        assert [*outside_the_language(part.function, kind, True)] == []
    for name in derived_parameters(kind):
        assert [*outside_the_language(vars(kind)[name].func, kind, False)] == []


class Foreign(Rule):
    """What no rule may say, a method each."""

    each = MEMBERS

    def an_array(self, practice):
        return {"practice": np.maximum(practice, 0.0)}

    def memory(self, practice):
        self.before = practice
        return {"practice": 0.0}

    def a_list(self, practice):
        return {"practice": sum([practice, 1.0])}

    def a_long_loop(self, practice):
        while practice > 0.0:
            practice = practice - 1.0
        return {"practice": practice}

    def nothing_in_the_end(self, practice):  # noqa: RET503
        if practice > 0.0:
            return {}

    def a_key_from_somewhere(self, practice):
        name = "practice"
        return {name: 1.0}

    def a_keyword(self, practice):
        return {"practice": max(practice, 0.0, key=abs)}

    def an_undeclared_parameter(self, practice):
        return {"practice": self.never_declared}

    def two_names(self, practice):
        one, other = practice, 0.0
        return {"practice": one + other}

    def a_number(self, practice):
        return practice


@pytest.mark.parametrize("name", [name for name, value in vars(Foreign).items() if isinstance(value, FunctionType)])
def test_what_is_outside_the_language_is_named(name):
    assert [*outside_the_language(vars(Foreign)[name], Foreign, True)]


# 5. Random streams


def streams() -> list[str]:
    return [draw.stream for rule in STEPS for draw in rule.draws.values()]


def test_every_random_stream_has_an_id_of_its_own_that_never_changes():
    assert sorted(streams()) == sorted(STREAMS), "add a new stream's id at the end of STREAMS in model/code_book.py"
    assert len(set(streams())) == len(streams())


def test_a_draw_that_is_normal_is_drawn_once():
    normal = [draw for rule in STEPS for draw in rule.draws.values() if draw.normal]
    assert normal and not any(draw.every_week for draw in normal)
    assert once("x", MEMBERS, normal=True).normal and not once("x").normal


# 6. No memory


BROUGHT_OUT = {"groupthink": {"rotation_months": 3}}  # what is idle at the defaults


def it_says_the_same_twice_and_touches_nothing(part):
    seen = rows(part, seed=3, count=1000)
    given = BROUGHT_OUT.get(part.rule.name(), {})
    rule = part.rule(**given)
    asked = getattr(rule, part.method)
    first = [asked(**row) for row in seen]
    numbers = {field.name: getattr(rule, field.name) for field in fields(rule)}
    assert [asked(**row) for row in reversed(seen)] == first[::-1]
    assert [*tell(part, given, seen)] == first
    assert numbers == {field.name: field.default for field in fields(rule)} | given
    assert any(first)


# 7. Extremes


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)


WEEKS = (0, 1, 13, 52, 155)


def it_says_numbers_at_the_ends_of_what_it_may_see(part):
    """Everything at its least or most, in every combination of three neighbours and alike for all others."""
    for week in WEEKS if "week" in part.reads else WEEKS[:1]:
        corners = [*_corners({name: _ends(part, name, week) for name in part.reads})]
        for numbers in _corners({d.name: (d.low, d.high) for d in declarations(part.rule)}):
            asked = getattr(part.rule(**numbers), part.method)
            for row in corners:
                assert all(is_number(value) for value in asked(**row).values()), (week, numbers, row)


def _ends(part: Part, name: str, week: int) -> tuple[float, float]:
    if name == "week":
        return week, week
    if name in part.rule.draws:
        return (-6.0, 6.0) if part.rule.draws[name].normal else (0.0, 1.0 - 2.0**-24)
    given = variable(part, name)
    share = given.high == 1.0 or given.unit in ("share", "0 or 1", "count")
    least = 1.0 if name == "colleagues_watched" else 0.0
    return least, 1.0 if share else 1000.0


def _corners(ends: dict[str, tuple[float, float]]) -> Iterator[Row]:
    names = list(ends)
    for rest in (0, 1):
        for start in range(max(len(names) - 2, 1)):
            three = names[start : start + 3]
            for chosen in itertools.product((0, 1), repeat=len(three)):
                at = dict(zip(three, chosen, strict=True))
                yield {name: ends[name][at.get(name, rest)] for name in names}


def says_no_number(rule: Rule) -> list[str]:
    """Methods of a rule that somewhere say what is no number or not theirs to change, each with a case in which they do."""
    found: dict[str, str] = {}

    @settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
    @given(numbers_of(rule), st.integers(0, 2**32 - 1))
    def drawn(numbers, seed):
        for part in parts_of(rule):
            mine = moved_by(part)
            for row, told in zip(seen := rows(part, seed), tell(part, numbers, seen), strict=True):
                if not (all(is_number(value) for value in told.values()) and set(told) <= mine):
                    found.setdefault(part.method, f"{told} where {row} and {numbers}")

    drawn()
    return [f"{method}: {case}" for method, case in found.items()]


@every_step
def test_whatever_it_sees_it_says_numbers(rule):
    wrong = says_no_number(rule)
    assert not wrong, "\n".join(wrong)


# 8. Twins


def uses(function: Callable[..., Any]) -> Iterator[Any]:
    """What a function, and those of its own module that it calls, find in their module."""
    found, waiting = set(), [function]
    while waiting:
        one = waiting.pop()
        for value in inspect.getclosurevars(one).globals.values():
            yield value
            if isinstance(value, FunctionType) and value.__module__ == function.__module__ and value not in found:
                found.add(value)
                waiting.append(value)


def it_has_a_twin_that_knows_nothing_of_it(rule):
    file = file_of(rule.name())
    starts = bool(parts(rule, "start"))
    twins = [file.twin, *([file.twin_start] if hasattr(file, "twin_start") else [])]
    assert hasattr(file, "twin_start") or not starts, "it has a start, but its twin has none"
    for twin in twins:
        for value in uses(twin):
            home = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", None) or ""
            assert not home.startswith("simulation"), f"{twin.__name__} uses {value}"
            assert not isinstance(value, Rule), f"{twin.__name__} asks the rule"


# All of it, rule by rule

OF_RULES = (
    its_first_line_is_a_sentence, its_docstring_gives_units_and_evidence, its_docstring_names_the_parameters_of_its_own,
    it_has_a_twin_that_knows_nothing_of_it,
)  # fmt: skip
OF_STEPS = (
    every_parameter_is_declared_and_read, every_draw_is_read, every_derived_parameter_says_what_it_is_and_is_read,
    it_has_no_bare_number_but_0_1_2_and_a_half, it_has_a_table_and_something_to_say_about_it, it_speaks_the_language_of_rules,
)  # fmt: skip
OF_PARTS = (
    it_reads_only_what_its_table_can_see, it_returns_only_what_is_its_to_change, it_says_the_same_twice_and_touches_nothing,
    it_says_numbers_at_the_ends_of_what_it_may_see,
)  # fmt: skip


def contracts(rule: Rule) -> Iterator[tuple[str, Callable[[], object]]]:
    """All that a rule, or a step that no plan can leave out, and each of its methods must keep to."""
    for check in (*(OF_RULES if type(rule) not in (Population, Look) else ()), *OF_STEPS):
        yield check.__name__, partial(check, rule)
    for part, check in itertools.product(parts_of(rule), OF_PARTS):
        yield f"{part.method} {check.__name__}", partial(check, part)


@every_step
def test_it_keeps_the_contracts(rule):
    check_all(contracts(rule), lambda contract: contract[1](), lambda contract: contract[0])


@dataclass(frozen=True)
class Careless(Rule):
    """careless = nothing_is_kept_to"""

    each = MEMBERS
    draws = {"unread": weekly("careless/unread")}
    said = []

    unread: float = param(0.01, 0.0, 0.1, unit="share/week", label="Unread", help="Of no use.", evidence=JUDGEMENT)

    @derived
    def doubled(self):
        """what it is, without a full stop"""
        return self.unnamed

    def change(self, practice, trust):
        self.said.append(practice)
        return {"warmth": 7.0 * len(self.said) + math.inf * practice}

    def change_nobody(self):
        return {}


def test_a_rule_that_keeps_to_nothing_is_found_out_contract_by_contract():
    names = [name for name, _ in contracts(Careless())]
    found = offenders(contracts(Careless()), lambda contract: contract[1](), lambda contract: contract[0])
    assert [each.partition(":")[0] for each in found] == names
    assert len(names) == len(OF_RULES) + len(OF_STEPS) + len(OF_PARTS)
    (told,) = says_no_number(Careless())
    assert told.startswith("change: {'warmth': ")


# The package that finds them


def test_the_rules_come_in_order_of_phase_and_name():
    order = [(list(Phase).index(rule.phase), rule.name()) for rule in STANDARD]
    assert order == sorted(order) and len(STANDARD) == len({name for _, name in order})


def a_module(name: str, *rules: type[Rule]) -> ModuleType:
    module = ModuleType(f"simulation.model.rules.{name}")
    for rule in rules:
        setattr(module, rule.__name__, type(rule.__name__, (Rule,), {"__module__": module.__name__}))
    return module


def test_a_file_has_one_rule_of_its_own_name():
    class Patience(Rule):
        pass

    class Courage(Rule):
        pass

    assert rule_of(a_module("patience", Patience)).name() == "patience"
    for module in (a_module("patience"), a_module("patience", Courage), a_module("patience", Patience, Courage)):
        with pytest.raises(
            TypeError, match=r"^rules/patience\.py must define one rule, with the file's name; found: .+$"
        ):
            rule_of(module)
