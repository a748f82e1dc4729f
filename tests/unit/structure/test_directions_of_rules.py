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

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulation.model.engine.rule import Part, Rule, declarations, parts
from simulation.model.population import Look
from simulation.model.rules import STANDARD
from simulation.vocabulary.state_variables import TIES
from tests.unit.model import test_population
from tests.unit.model.rules.files import file_of
from tests.unit.structure.rows import column, moved_by, numbers_of, rows, tell, within

RULES = {rule.name(): (rule, file_of(rule.name())) for rule in STANDARD} | {"look": (Look(), test_population)}
SIGNS = {"+": 1, "-": -1}
NEARLY = 1e-12  # what rounding may do
IDLE = "it never made a difference: the saying was not put to the test"


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


@dataclass
class Trial:
    """A saying put to the test: whether it made a difference somewhere, and the first case in which it did not hold."""

    rule: Rule
    file: ModuleType | SimpleNamespace
    what: str
    sign: str
    moves: str
    mattered: bool = False
    failed: str = ""

    def __post_init__(self) -> None:
        self.part = part_meant(self.rule, self.what, self.moves)
        self.number = {each.name: each for each in declarations(self.rule)}.get(self.what)
        self.staged = getattr(self.file, "STAGED", {}).get(self.what, {})
        self.where = getattr(self.file, "ONLY_WHERE", {}).get((self.what, self.moves), lambda seen: True)

    def less_and_more(self, numbers, seed, data):
        """What is seen, and what the rule says of it where there is less of something and where there is more."""
        part, what = self.part, self.what
        numbers = {name: self.staged.get(name, value) for name, value in numbers.items()}
        seen = [{name: self.staged.get(name, value) for name, value in row.items()} for row in rows(part, seed)]
        if self.number is not None:
            ends = sorted((data.draw(within(self.number)), data.draw(within(self.number))))
            return seen, *(list(tell(part, {**numbers, what: end}, seen)) for end in ends)
        others = column(part, what, np.random.default_rng(seed + 1))
        pairs = list(zip(seen, others, strict=True))
        return seen, *(
            list(tell(part, numbers, [{**row, what: pick(row[what], other)} for row, other in pairs])) for pick in (min, max)
        )

    def put(self, numbers, seed, data) -> None:
        for row, low, high in zip(*self.less_and_more(numbers, seed, data), strict=True):
            low, high = low.get(self.moves, 0.0), high.get(self.moves, 0.0)
            change, nearly = SIGNS[self.sign] * (high - low), NEARLY * (1.0 + abs(low))
            if self.where(row):
                if not change >= -nearly:
                    self.failed = self.failed or f"from {low} to {high} where {row} and {numbers}"
                self.mattered = self.mattered or change > nearly


def all_hold(rule: Rule, file: ModuleType | SimpleNamespace, said: Iterable[tuple[str, str, str]]) -> None:
    """Every saying of a rule holds and makes a difference, for parameters drawn for the rule as a whole."""
    trials = [Trial(rule, file, *saying) for saying in said]
    for examples in (20, 2000):  # some things are rare: the week in which a rotation falls
        put_to_the_test(rule, [trial for trial in trials if not trial.mattered], examples)
    wrong = [f"{each.what} {each.sign} {each.moves}: {each.failed or IDLE}" for each in trials if each.failed or not each.mattered]
    assert not wrong, "\n".join(wrong)


def put_to_the_test(rule: Rule, trials: list[Trial], examples: int) -> None:
    @settings(max_examples=examples, suppress_health_check=[HealthCheck.too_slow])
    @given(numbers_of(rule), st.integers(0, 2**32 - 1), st.data())
    def drawn(numbers, seed, data):
        for trial in trials:
            trial.put(numbers, seed, data)

    if trials:
        drawn()


@pytest.mark.parametrize("name", RULES)
def test_more_of_something_does_what_the_sayings_of_the_rule_say(name):
    all_hold(*RULES[name], sayings(name))


def test_sayings_that_do_not_hold_are_found():
    class Eagerness(Rule):
        each = TIES

        def change(self, contact_hours, hours):
            return {"warmth": 0.01 * contact_hours + 0.0 * hours}

    right, wrong, idle = ("contact_hours", "+", "warmth"), ("contact_hours", "-", "warmth"), ("hours", "+", "warmth")
    all_hold(Eagerness(), SimpleNamespace(), [right])
    with pytest.raises(AssertionError, match=r"contact_hours - warmth: from .* where .*\s+hours \+ warmth: it never made a difference") as told:
        all_hold(Eagerness(), SimpleNamespace(), [right, wrong, idle])
    assert "contact_hours + warmth" not in str(told.value)
    with pytest.raises(AssertionError, match="no method of eagerness reads trust and returns warmth"):
        all_hold(Eagerness(), SimpleNamespace(), [("trust", "+", "warmth")])


def test_every_rule_has_such_a_saying():
    assert [rule for rule in RULES if not list(sayings(rule))] == []
