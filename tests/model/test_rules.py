"""Contracts that hold for every rule.

1. The first line of its docstring is the idea, as a participant would say it; the docstring names units and evidence.
2. Every number is declared; every declared number is read; none is declared twice in different words.
3. It reads and changes only what is declared, in the arrays' own precision and shape, and touches nothing.
4. It has no luck but its own and no memory: asked twice, it says the same.
5. Every future is told what it would be told alone.
6. In the worst and best of worlds, what it says is still a number.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from dataclasses import fields

import numpy as np
import pytest

from simulation.model.engine.rule import Rule, collect, declarations
from simulation.model.engine.streams import Luck
from simulation.model.few import FewChange
from simulation.model.plan import defaults
from simulation.model.rules import STANDARD
from simulation.model.week import Weeks
from simulation.model.world import World
from simulation.vocabulary.assumptions import ASSUMPTIONS
from simulation.vocabulary.levers import LEVERS
from simulation.vocabulary.settings import SETTINGS
from simulation.vocabulary.state_variables import STATE_VARIABLES, Kind

LINKS = {"colleagues", "ties", "home"}
FUTURES = 3
every_rule = pytest.mark.parametrize("rule", STANDARD, ids=lambda rule: type(rule).name())


def a_world(**changes: float) -> World:
    plan = defaults().with_(**{"officials": 20, "counterparts": 6, "units": 2, **changes})
    return World(plan.values, STANDARD, Luck(5, range(FUTURES)), weeks=60)


def ask(rule: Rule, world: World, week: int = 0, instead: Rule | None = None) -> dict[str, object]:
    """What a rule of the world says (or another rule `instead`, looking at the same things)."""
    arguments = {}
    for name in rule.reads:
        if name == "week":
            arguments[name] = week
        elif name in rule.luck:
            draws = world.draws(rule, name)
            arguments[name] = draws[week] if rule.luck[name].every_week else draws
        else:
            arguments[name] = world.arrays[name]
    return (instead or rule).change(**arguments)


def bound(rule: Rule, world: World) -> Rule:
    return next(r for r in world.rules if type(r) is type(rule))


def dense(change: object, shape: tuple[int, ...]) -> np.ndarray:
    if isinstance(change, FewChange):
        whole = np.zeros(shape[::-1], np.float32).T
        change.add_to(whole)
        return whole
    return np.broadcast_to(np.asarray(change), shape)


@every_rule
def test_the_first_line_is_a_sentence_a_participant_would_say(rule):
    idea = type(rule).idea()
    assert idea.endswith(".") and idea[0].isupper() and len(idea) < 90
    assert not re.search(r"[_=<>]|\bfloat\b|\barray\b", idea)


@every_rule
def test_the_docstring_gives_units_and_evidence(rule):
    text = inspect.getdoc(type(rule))
    assert "Units:" in text and "Evidence:" in text
    assert re.search(r"\b[THDCANMS]\d\d\b", text)


@every_rule
def test_every_number_is_declared_and_read(rule):
    read = {
        node.attr
        for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(type(rule)))))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
    }
    for field in fields(rule):
        assert "declaration" in field.metadata, f"{field.name} is no param(...) or use(...)"
        assert field.name in read, f"{field.name} is declared but nothing reads it"


@every_rule
def test_the_docstring_names_the_numbers_of_its_own(rule):
    text = inspect.getdoc(type(rule))
    own = {d.name for d in declarations(rule)} - {*LEVERS, *SETTINGS, *ASSUMPTIONS}
    assert [name for name in own if f"`{name}`" not in text] == []


@every_rule
def test_no_bare_number_but_0_1_2_and_a_half(rule):
    tree = ast.parse(textwrap.dedent(inspect.getsource(type(rule))))
    methods = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    allowed = {0, 1, 2, -1, 0.5, 100, 101, 1e-6}  # 100 people are a full class; 1e-6 keeps a draw off 0 and 1
    for method in methods:
        for node in ast.walk(method):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, int | float)
                and not isinstance(node.value, bool)
            ):
                assert node.value in allowed, f"{method.name}: {node.value}"


def test_no_number_is_declared_twice_in_different_words():
    collect((*LEVERS.values(), *SETTINGS.values(), *ASSUMPTIONS.values()), STANDARD)


@every_rule
def test_it_reads_and_changes_only_what_is_declared(rule):
    world = a_world()
    rule = bound(rule, world)
    known = {*STATE_VARIABLES, *LINKS, *rule.luck, "week"}
    assert set(rule.reads) <= known
    for name, change in ask(rule, world).items():
        quantity = STATE_VARIABLES[name]
        assert quantity.kind is not Kind.CONSTANT
        shape = (FUTURES, world.size(quantity.table))
        if isinstance(change, np.ndarray):
            assert change.dtype == np.float32, f"{name} is {change.dtype}"
            assert np.broadcast_shapes(change.shape, shape) == shape
        elif isinstance(change, FewChange):
            assert change.values.dtype == np.float32
        else:
            assert isinstance(change, float | np.float32)


@every_rule
def test_it_touches_nothing(rule):
    world = a_world()
    rule = bound(rule, world)
    before = {name: array.copy() for name, array in world.arrays.items() if isinstance(array, np.ndarray)}
    numbers = dict(vars(rule))
    ask(rule, world, week=7)
    for name, array in before.items():
        np.testing.assert_array_equal(world.arrays[name], array)
    assert {name: vars(rule)[name] for name in numbers} == numbers
    assert not any(
        array.flags.writeable for name, array in world.arrays.items() if name in rule.reads and name not in LINKS
    )


@every_rule
def test_asked_twice_it_says_the_same_and_draws_from_no_other_luck(rule):
    world = a_world()
    rule = bound(rule, world)
    np.random.seed(1)  # noqa: NPY002  a rule that drew from the global generator would be caught by its state
    state = np.random.get_state()[1].copy()  # noqa: NPY002
    first, second = ask(rule, world, 3), ask(rule, world, 3)
    assert first.keys() == second.keys()
    for name, change in first.items():
        shape = (FUTURES, world.size(STATE_VARIABLES[name].table))
        np.testing.assert_array_equal(dense(change, shape), dense(second[name], shape))
    np.testing.assert_array_equal(np.random.get_state()[1], state)  # noqa: NPY002


@every_rule
def test_every_future_is_told_what_it_would_be_told_alone(rule):
    """A rule never mixes futures: changing everything in the others leaves the first as it was."""
    world = a_world()
    run = Weeks(world)
    for _ in range(30):
        run.step()
    rule = bound(rule, world)
    told = ask(rule, world, 30)
    for name, own in world.own.items():
        own[1:] = min(STATE_VARIABLES[name].high, 1.0) - own[1:].clip(0, 1)
    for name, change in ask(rule, world, 30).items():
        shape = (FUTURES, world.size(STATE_VARIABLES[name].table))
        np.testing.assert_array_equal(dense(change, shape)[0], dense(told.get(name, 0.0), shape)[0])


@every_rule
@pytest.mark.parametrize("extreme", [0.0, 1.0])
def test_in_the_worst_and_best_of_worlds_it_still_says_numbers(rule, extreme):
    world = a_world(rotation_months=3)
    rule = bound(rule, world)
    for name, own in world.own.items():
        own[:] = extreme * (1.0 if STATE_VARIABLES[name].high == 1.0 else 500.0)
    for week in (0, 13, 59):
        for name, change in ask(rule, world, week).items():
            shape = (FUTURES, world.size(STATE_VARIABLES[name].table))
            assert np.isfinite(dense(change, shape)).all(), name


@every_rule
def test_its_numbers_may_differ_from_future_to_future(rule):
    """One value per future, shape (futures, 1), gives each future what that value alone would give all."""
    world = a_world()
    run = Weeks(world)
    for _ in range(30):
        run.step()
    rule = bound(rule, world)
    own = [d for d in declarations(rule) if d.role.value == "assumption"]
    low, high = ({d.name: value(d) for d in own} for value in (lambda d: d.low, lambda d: d.high))
    mixed = {d.name: np.array([[d.low], [d.high], [d.low]], np.float32) for d in own}
    told_low, told_high, told = (ask(rule, world, 30, rule.bound(numbers)) for numbers in (low, high, mixed))
    for name, change in told.items():
        shape = (FUTURES, world.size(STATE_VARIABLES[name].table))
        for future, alike in ((0, told_low), (1, told_high), (2, told_low)):
            np.testing.assert_allclose(
                dense(change, shape)[future], dense(alike[name], shape)[future], rtol=2e-4, atol=1e-6, err_msg=name
            )


@pytest.mark.parametrize("rule", [r for r in STANDARD if r.idle_without], ids=lambda rule: type(rule).name())
def test_a_rule_that_need_not_be_asked_would_change_nothing(rule):
    world = a_world()
    run = Weeks(world)
    for _ in range(30):
        run.step()
    rule = bound(rule, world)
    world.own[rule.idle_without].fill(0.0)
    for name, change in ask(rule, world, 30).items():
        assert not dense(change, (FUTURES, world.size(STATE_VARIABLES[name].table))).any(), name
