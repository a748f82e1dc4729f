"""What more of something does, rule by rule, all else equal and whatever all else is.

A saying stands in the rule's test file: `contact_hours + trust` is *more contact hours, never less trust*, `scar - trust`
*more of a scar, never more trust*. It is about the one method that returns the second and reads the first (a parameter,
or an argument by its name).

1. Every saying of a rule holds for every member, tie, institution or partnership.
2. Each is put to the test: somewhere it does make a difference.
3. Every rule has such a saying.

Two more names in a test file help: `STAGED`, `{what: {parameter or argument: value}}`, makes happen often what is rare;
`ONLY_WHERE`, `{(what, moves): condition of what is seen}`, says where alone a saying holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.model.engine.rule import Part, Rule, declarations, parts
from simulation.model.population import Look
from simulation.model.rules import STANDARD
from simulation.vocabulary.state_variables import TIES
from tests.offenders import check_all
from tests.unit.model import test_population
from tests.unit.model.rules.files import file_of
from tests.unit.structure.rows import column, moved_by, numbers_of, rows, tell, within

RULES = {rule.name(): (rule, file_of(rule.name())) for rule in STANDARD} | {"look": (Look(), test_population)}
SIGNS = {"+": 1, "-": -1}
NEARLY = 1e-12  # what rounding may do


def sayings(rule: str) -> Iterator[tuple[str, str, str]]:
    words = RULES[rule][1].SAYINGS.split()
    return zip(words[::3], words[1::3], words[2::3], strict=True)


def part_meant(rule: Rule, what: str, moves: str) -> Part:
    """The method that a saying is about: of those asked every week, else of those asked at the start."""
    own = {each.name for each in declarations(rule)}
    for of in ("change", "start"):
        found = [part for part in parts(rule, of) if moves in moved_by(part) and what in {*part.reads, *own}]
        if found:
            assert len(found) == 1, f"{what} moves {moves} in several methods"
            return found[0]
    raise AssertionError(f"no method of {rule.name()} reads {what} and returns {moves}")


@pytest.mark.parametrize("name", RULES)
def test_more_of_something_does_what_the_sayings_of_the_rule_say(name):
    rule, file = RULES[name]
    check_all(sayings(name), lambda saying: more_of_it_does_what_is_said(rule, file, *saying), " ".join)


@pytest.mark.parametrize(
    ("saying", "says"),
    [
        ("contact_hours - warmth", "from .* to .* where"),
        ("hours + warmth", "it never made a difference"),
        ("trust + warmth", "no method of eagerness reads trust and returns warmth"),
    ],
)
def test_a_saying_that_does_not_hold_is_found(saying, says):
    class Eagerness(Rule):
        each = TIES

        def change(self, contact_hours, hours):
            return {"warmth": 0.01 * contact_hours + 0.0 * hours}

    more_of_it_does_what_is_said(Eagerness(), SimpleNamespace(), "contact_hours", "+", "warmth")
    with pytest.raises(AssertionError, match=says):
        more_of_it_does_what_is_said(Eagerness(), SimpleNamespace(), *saying.split())


def more_of_it_does_what_is_said(rule: Rule, file: ModuleType | SimpleNamespace, what: str, sign: str, moves: str) -> None:
    part = part_meant(rule, what, moves)
    number = {each.name: each for each in declarations(rule)}.get(what)
    staged = getattr(file, "STAGED", {}).get(what, {})
    where = getattr(file, "ONLY_WHERE", {}).get((what, moves), lambda seen: True)
    mattered = []

    def holds(numbers, seed, data):
        numbers = {name: staged.get(name, value) for name, value in numbers.items()}
        seen = [{name: staged.get(name, value) for name, value in row.items()} for row in rows(part, seed)]
        if number is not None:
            ends = sorted((data.draw(within(number)), data.draw(within(number))))
            less, more = (list(tell(part, {**numbers, what: end}, seen)) for end in ends)
        else:
            others = column(part, what, np.random.default_rng(seed + 1))
            less, more = (
                list(
                    tell(
                        part,
                        numbers,
                        [{**row, what: pick(row[what], other)} for row, other in zip(seen, others, strict=True)],
                    )
                )
                for pick in (min, max)
            )
        for row, low, high in zip(seen, less, more, strict=True):
            low, high = low.get(moves, 0.0), high.get(moves, 0.0)
            change, nearly = SIGNS[sign] * (high - low), NEARLY * (1.0 + abs(low))
            if where(row):
                assert change >= -nearly, f"from {low} to {high} where {row}"
                mattered.append(change > nearly)

    for examples in (20, 400):  # some things are rare: the week in which a rotation falls
        drawn = given(numbers_of(rule), st.integers(0, 2**32 - 1), st.data())
        settings(max_examples=examples)(drawn(holds))()
        if any(mattered):
            break
    assert any(mattered), "it never made a difference: the saying was not put to the test"


def test_every_rule_has_such_a_saying():
    assert [rule for rule in RULES if not list(sayings(rule))] == []
