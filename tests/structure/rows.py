"""Many small worlds side by side, each of one member, one tie and one institution, filled by chance.

A row is such a world. Rules are asked about all rows at once, and what they say is read row by row.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from hypothesis import strategies as st

from simulation.model.few import FewChange
from simulation.model.engine.rule import Rule, declarations
from simulation.vocabulary.declare import Declaration
from simulation.vocabulary.state_variables import STATE_VARIABLES
from tests.model.rules.conftest import PeerAhead

ROWS = 64
LINKS = {"ties", "home", "colleagues"}
_LARGEST = {
    "share": 1.0, "hours": 300.0, "hours/week": 40.0, "weeks": 200.0, "days": 60.0, "days/week": 10.0, "share/week": 0.3,
    "colleagues": 8.0,
}  # fmt: skip

Numbers = dict[str, float]
Seen = dict[str, np.ndarray]


def numbers_of(rule: Rule) -> st.SearchStrategy[Numbers]:
    """All numbers of a rule, anywhere in their ranges."""
    return st.fixed_dictionaries({each.name: within(each) for each in declarations(rule)})


def within(number: Declaration) -> st.SearchStrategy[float]:
    """A number anywhere in its range."""
    if number.whole:
        return st.integers(int(number.low), int(number.high))
    return st.floats(number.low, number.high, allow_subnormal=False)


def seen_by(rule: Rule, seed: int) -> Seen:
    """What a rule looks at, by chance, shape (rows, 1) each; `peer` is what its links find at the other end."""
    rng = np.random.default_rng(seed)
    names = [name for name in rule.reads if name not in LINKS and name != "week"]
    return {name: values(rule, name, rng) for name in (*names, "peer")}


def values(rule: Rule, name: str, rng: np.random.Generator) -> np.ndarray:
    """Values of one array in every row. Luck is as often near 0 or near 1 as between."""
    even = rng.random((ROWS, 1))
    if name in rule.luck:
        return np.choose(rng.integers(3, size=(ROWS, 1)), [even, even**8, 1 - even**8]).astype(np.float32) % 1.0
    if name == "peer":
        return even.astype(np.float32)
    unit = STATE_VARIABLES[name].unit
    if unit == "0 or 1":
        return np.rint(even).astype(np.float32)
    drawn = even * _LARGEST[unit]
    return (np.rint(drawn) if unit == "colleagues" else drawn).astype(np.float32)


def tell(rule: Rule, numbers: Numbers, seen: Mapping[str, np.ndarray], week: int) -> Seen:
    """What a rule with these numbers says in every row, shape (rows, 1) each."""
    links = PeerAhead(seen["peer"])  # type: ignore[arg-type]  # a value for each row
    asked = type(rule)(**numbers).bound({})
    arguments: dict[str, Any] = {
        name: links if name in LINKS else week if name == "week" else seen[name] for name in rule.reads
    }
    return {name: dense(change) for name, change in asked.change(**arguments).items()}


def dense(change: Any) -> np.ndarray:
    """A change, however it was said, as one value a row."""
    if isinstance(change, FewChange):
        whole = np.zeros((ROWS, 1), np.float32)
        change.add_to(whole)
        return whole
    return np.broadcast_to(np.asarray(change, np.float32), (ROWS, 1))
