"""Single members, ties, institutions and partnerships, filled by chance, and what a rule's method says to each.

A row is one entry of a method's table: everything that the method reads, by name.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator

import numpy as np
from hypothesis import strategies as st

from simulation.model.engine.rule import Draw, Part, Rule, declarations, parts
from simulation.vocabulary.parameters import Declaration
from simulation.vocabulary.state_variables import STATE_VARIABLES, TIES, StateVariable

ROWS = 64
WEEKS = 150  # any week up to this
ENDS = ("receiver_", "giver_")  # of a tie: a member's variable, seen from it
_LARGEST = {
    "share": 1.0, "hours": 300.0, "hours/week": 40.0, "weeks": 200.0, "days": 60.0, "days/week": 10.0, "share/week": 0.3,
    "colleagues": 8.0, "count": 1.0, "0 or 1": 1.0,
}  # fmt: skip
WHOLE = {"colleagues", "count", "0 or 1"}

Numbers = dict[str, float]
Row = dict[str, float]


def parts_of(rule: Rule) -> tuple[Part, ...]:
    """All parts of a rule: what it changes every week, then what it sets at the start."""
    return (*parts(rule, "change"), *parts(rule, "start"))


def method(part: Part) -> ast.FunctionDef:
    """The syntax tree of a part's method."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(part.function))).body[0]
    assert isinstance(tree, ast.FunctionDef)
    return tree


def moved_by(part: Part) -> set[str]:
    """The names of what a part may change."""
    returned = (node.value for node in ast.walk(method(part)) if isinstance(node, ast.Return))
    return {
        key.value
        for each in returned
        if isinstance(each, ast.Dict)
        for key in each.keys
        if isinstance(key, ast.Constant)
    }


def variable(part: Part, name: str) -> StateVariable:
    """The variable that a name stands for in a part: of its own table, or, for a tie, of a member. Raises KeyError."""
    for end in ENDS:
        if part.table is TIES and name.startswith(end):
            return STATE_VARIABLES[name.removeprefix(end)]
    return STATE_VARIABLES[name]


def numbers_of(rule: Rule) -> st.SearchStrategy[Numbers]:
    """All parameters of a rule, anywhere in their ranges."""
    return st.fixed_dictionaries({each.name: within(each) for each in declarations(rule)})


def within(number: Declaration) -> st.SearchStrategy[float]:
    """A parameter anywhere in its range."""
    if number.whole:
        return st.integers(int(number.low), int(number.high))
    return st.floats(number.low, number.high, allow_subnormal=False)


def rows(part: Part, seed: int, count: int = ROWS) -> list[Row]:
    """Entries by chance, with all that a part reads."""
    rng = np.random.default_rng(seed)
    columns = {name: column(part, name, rng, count) for name in part.reads}
    return [{name: values[row] for name, values in columns.items()} for row in range(count)]


def column(part: Part, name: str, rng: np.random.Generator, count: int = ROWS) -> list[float]:
    """One thing that a part reads, for each entry."""
    if name == "week":
        return rng.integers(0, WEEKS + 1, count).tolist()
    if name in part.rule.draws:
        return _luck(part.rule.draws[name], rng, count)
    unit = variable(part, name).unit
    drawn = rng.random(count) * _LARGEST[unit]
    drawn[rng.random(count) < 0.1] = 0.0  # no contact, no trust, nobody
    return (np.rint(drawn) if unit in WHOLE else drawn).tolist()


def _luck(draw: Draw, rng: np.random.Generator, count: int) -> list[float]:
    """Draws that are as often near 0 or near 1 as between, so that what is rare happens."""
    if draw.normal:
        return rng.normal(size=count).tolist()
    even = rng.random(count)
    return (np.choose(rng.integers(3, size=count), [even, even**8, 1 - even**8]) % 1.0).tolist()


def tell(part: Part, numbers: Numbers, seen: list[Row]) -> Iterator[dict[str, float]]:
    """What a part says to each entry, of a rule with these parameters."""
    asked = getattr(part.rule(**numbers), part.method)
    return (asked(**row) for row in seen)
