"""Units: the same words everywhere, and sums in which they come out.

1. Every unit is made of known words; a name that ends in a unit has it.
2. What is counted in people or things is whole, and so is nothing that is a share.
3. A rate per month or per year is turned into a weekly share by its own length: 52 weeks of it are a year of it.
4. No idea knows how long an hour or a day is but by the numbers that say so: measured in other hours (or days), with
   every number and array in hours (or days) said in the new measure, it says the same.
5. A month is 52/12 weeks wherever an idea speaks of months.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation import parameters
from simulation.model.engine.rule import declarations
from simulation.model.rules import STANDARD
from simulation.vocabulary import units as conversions
from simulation.vocabulary.state_variables import STATE_VARIABLES
from tests.structure.rows import numbers_of, seen_by, tell
from tests.structure.units import COUNTED, powers

every_rule = pytest.mark.parametrize("rule", STANDARD, ids=lambda rule: type(rule).name())


@pytest.mark.parametrize("named", [*parameters().values(), *STATE_VARIABLES.values()], ids=lambda each: each.name)
def test_its_unit_is_made_of_known_words(named):
    powers(named.unit)


@pytest.mark.parametrize("number", parameters().values(), ids=lambda each: each.name)
def test_a_name_that_ends_in_a_unit_has_it(number):
    rate = re.search(r"_per_(hour|day|week|month|year)$", number.name)
    if rate:
        assert number.unit.endswith(f"/{rate[1]}")
    length = re.search(r"(?:^|_)(hours|days|weeks|months)$", number.name)
    if length and number.name != "unaided_drafting_share":  # the share of the work that is done in days of one's own
        assert number.unit.split("/")[0] == length[1]


@pytest.mark.parametrize("number", parameters().values(), ids=lambda each: each.name)
def test_what_is_counted_is_whole_and_no_share_is(number):
    if number.unit in COUNTED:
        assert number.whole
    if number.unit.startswith("share") or "log" in number.unit:
        assert not number.whole


@given(st.floats(0.0, 10.0))
def test_a_year_of_weeks_is_twelve_months_and_one_year(rate):
    monthly = conversions.share_per_week(rate)
    yearly = conversions.share_per_week(12 * rate, conversions.WEEKS_PER_YEAR)
    assert 1 - (1 - monthly) ** 52 == pytest.approx(1 - math.exp(-12 * rate))
    assert yearly == pytest.approx(monthly)


@given(st.floats(0.5, 500.0))
def test_a_half_life_halves(weeks):
    assert (1 - conversions.share_by_half_life(weeks)) ** weeks == pytest.approx(0.5)


def conversions_in(rule):
    """Calls of `share_per_week` in a rule: the names of its numbers in the first argument, and the second as text."""
    tree = ast.parse(inspect.getsource(inspect.getmodule(type(rule))))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "share_per_week":
            names = {each.attr for each in ast.walk(node.args[0]) if isinstance(each, ast.Attribute)}
            yield names, ast.unparse(node.args[1]) if len(node.args) > 1 else "WEEKS_PER_MONTH"


@every_rule
def test_a_rate_is_turned_into_weeks_by_its_own_length(rule):
    lengths = {"month": "WEEKS_PER_MONTH", "year": "WEEKS_PER_YEAR"}
    source = inspect.getsource(inspect.getmodule(type(rule)))
    for number in declarations(rule):
        below = number.unit.partition("/")[2]
        if below not in lengths:
            continue
        used = [length for names, length in conversions_in(rule) if number.name in names]
        divided = f"self.{number.name} / {lengths[below]}" in source
        assert divided or (used and set(used) == {lengths[below]}), f"{number.name} is per {below}"


@every_rule
def test_months_become_weeks_by_one_length(rule):
    source = inspect.getsource(inspect.getmodule(type(rule)))
    in_months = [each.name for each in declarations(rule) if each.unit == "months"]
    spoken = [line for line in source.splitlines() if any(f"self.{name}" in line for name in in_months)]
    assert not in_months or any("WEEKS_PER_MONTH" in line for line in spoken)
    assert not re.search(r"4\.3\d|30\.4|52\.\d|\b365\b", source)


def unit_of(rule):
    """Unit of every number of a rule, and of every array; luck, and what is found at the other end, have none."""
    return {each.name: each.unit for each in declarations(rule)} | {name: q.unit for name, q in STATE_VARIABLES.items()}


# How new a peer is to a promise is counted from the first day together: that one day is the idea's own scale.
OWN_SCALE = {("breach", "days")}


def named_in(rule):
    """Names of a rule's numbers, of what it looks at and of what it changes."""
    defaults = {each.name: each.default for each in declarations(rule)}
    return {*defaults, *rule.reads, *tell(rule, defaults, seen_by(rule, 0), 0)} & set(unit_of(rule))


MEASURED = [
    pytest.param(rule, measure, id=f"{type(rule).name()} in {measure}")
    for rule in STANDARD
    for measure in ("hours", "days")
    if any(measure in powers(unit_of(rule)[name]) for name in named_in(rule))
    and (type(rule).name(), measure) not in OWN_SCALE
]


@pytest.mark.parametrize(("rule", "measure"), MEASURED)
def test_it_says_the_same_in_another_measure(rule, measure, monkeypatch):
    """The sums of an idea hold in any measure of an hour, or of a day of support: nothing in them is a bare number."""
    module, units = importlib.import_module(type(rule).__module__), unit_of(rule)
    of_a_day = getattr(module, "HOURS_PER_DAY", None)

    def scale(name, by):
        return by ** powers(units.get(name, "share")).get(measure, 0)

    @settings(max_examples=20)
    @given(numbers_of(rule), st.integers(0, 2**32 - 1), st.integers(0, 150), st.sampled_from([0.25, 2.0, 8.0]))
    def holds(numbers, seed, week, by):
        seen = seen_by(rule, seed)
        before = tell(rule, numbers, seen, week)
        with monkeypatch.context() as patch:
            if of_a_day is not None:
                patch.setattr(module, "HOURS_PER_DAY", of_a_day * (by if measure == "hours" else 1 / by))
            after = tell(
                rule,
                {name: value * scale(name, by) for name, value in numbers.items()},
                {name: (array * scale(name, by)).astype(np.float32) for name, array in seen.items()},
                week,
            )
        for name, told in before.items():
            np.testing.assert_allclose(after[name], told * scale(name, by), rtol=1e-4, atol=1e-5, err_msg=name)

    holds()


def test_ideas_that_count_hours_or_days_are_among_those_measured_anew():
    names = {each.id for each in MEASURED}
    assert {"trust in hours", "calendar in days", "calendar in hours", "learning in hours", "reform in days"} <= names
