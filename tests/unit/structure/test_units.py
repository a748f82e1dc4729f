"""Units: the same words everywhere, and sums in which they come out.

1. Every unit is made of known words; a name that ends in a unit has it.
2. What is counted in people or things is whole, and so is nothing that is a share.
3. A rate per month or per year is turned into a weekly share by its own length: 52 weeks of it are a year of it.
4. No rule knows how long an hour or a day is but by the numbers that say so: measured in other hours (or days), with
   every parameter and variable in hours (or days) said in the new measure, it says the same.
5. A month is 52/12 weeks wherever a rule speaks of months.
"""

from __future__ import annotations

import ast
import inspect
import math
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation import parameters
from simulation.model.engine.rule import Rule, declarations
from simulation.model.rules import STANDARD
from simulation.vocabulary import units as conversions
from simulation.vocabulary.state_variables import STATE_VARIABLES, TIES
from tests.offenders import check_all, offenders
from tests.unit.structure.rows import moved_by, numbers_of, parts_of, rows, tell, variable
from tests.unit.structure.units import COUNTED, powers

every_rule = pytest.mark.parametrize("rule", STANDARD, ids=lambda rule: rule.name())


def its_unit_is_made_of_known_words(named):
    powers(named.unit)


def its_name_ends_in_no_other_unit(number):
    rate = re.search(r"_per_(hour|day|week|month|year)$", number.name)
    if rate:
        assert number.unit.endswith(f"/{rate[1]}")
    length = re.search(r"(?:^|_)(hours|days|weeks|months)$", number.name)
    if length and number.name != "unaided_drafting_share":  # the share of the work that is done in days of one's own
        assert number.unit.split("/")[0] == length[1]


def it_is_whole_if_counted_and_not_if_a_share(number):
    if number.unit in COUNTED and "_half_" not in number.name:  # where something has halved may lie between two
        assert number.whole
    if number.unit.startswith("share") or "log" in number.unit:
        assert not number.whole


def test_every_unit_is_made_of_known_words():
    check_all([*parameters().values(), *STATE_VARIABLES.values()], its_unit_is_made_of_known_words)


def test_every_number_whose_name_ends_in_a_unit_has_it():
    check_all(parameters().values(), its_name_ends_in_no_other_unit)


def test_every_number_that_is_counted_is_whole_and_no_share_is():
    check_all(parameters().values(), it_is_whole_if_counted_and_not_if_a_share)


def test_a_wrong_unit_is_found():
    months = parameters()["months"]
    for check, wrong in (
        (its_unit_is_made_of_known_words, {"unit": "fortnights"}),
        (its_unit_is_made_of_known_words, {"unit": "exits"}),
        (its_name_ends_in_no_other_unit, {"unit": "weeks"}),
        (its_name_ends_in_no_other_unit, {"name": "exits_per_year", "unit": "exits/month"}),
        (it_is_whole_if_counted_and_not_if_a_share, {"unit": "people", "whole": False}),
        (it_is_whole_if_counted_and_not_if_a_share, {"unit": "share"}),
    ):
        assert not offenders([months], check)
        assert len(offenders([replace(months, **wrong)], check)) == 1


@given(st.floats(0.0, 10.0))
def test_a_year_of_weeks_is_twelve_months_and_one_year(rate):
    monthly, yearly = conversions.share_per_month(rate), conversions.share_per_year(12 * rate)
    assert 1 - (1 - monthly) ** 52 == pytest.approx(1 - math.exp(-12 * rate))
    assert yearly == pytest.approx(monthly)


@given(st.floats(0.5, 500.0))
def test_a_half_life_halves(weeks):
    assert (1 - conversions.share_by_half_life(weeks)) ** weeks == pytest.approx(0.5)


@given(st.floats(0.0, 60.0))
def test_what_is_left_and_what_has_gone_by_halving_are_all_there_was(times):
    assert conversions.halved(times) == pytest.approx(2.0**-times)
    assert conversions.halved(times) + conversions.gone_by_halving(times) == pytest.approx(1.0)


@given(st.floats(-30.0, 30.0))
def test_log_odds_say_how_much_likelier_it_is_than_not(log_odds):
    chance = conversions.logistic(log_odds)
    assert math.log(chance / conversions.logistic(-log_odds)) == pytest.approx(log_odds, abs=1e-9)


@given(st.integers(0, 60))
def test_support_of_whole_months_reaches_every_week_that_begins_with_it(months):
    end = conversions.first_week_without(months)
    assert 52 * months <= 12 * end < 52 * months + 12


OF_A_KIND = {"induction_days"}  # measured on peer_days, which are days a month too
CONVERSIONS = {"month": "share_per_month", "year": "share_per_year"}


def calls_in(source):
    """Calls of functions in a rule: the name of what is called, and the parameters named in its arguments."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            inside = (each for argument in node.args for each in ast.walk(argument))
            yield node.func.id, {each.attr for each in inside if isinstance(each, ast.Attribute)}


def rates_turned_into_weeks_otherwise(numbers, source):
    """Rates per month or year that a rule turns into weeks by another length than their own, each with what it is per."""
    for number in numbers:
        length = number.unit.partition("/")[2]
        if length not in CONVERSIONS or number.name in OF_A_KIND:
            continue
        used = {name for name, given in calls_in(source) if number.name in given and name in CONVERSIONS.values()}
        divided = f"self.{number.name} / WEEKS_PER_{length.upper()}" in source
        if used != {CONVERSIONS[length]} and not (divided and not used):
            yield f"{number.name} is per {length}"


def months_turned_into_weeks_otherwise(numbers, source):
    """Lines in which months become weeks without the one length, and bare lengths."""
    for name in (each.name for each in numbers if each.unit == "months"):
        spoken = [line for line in source.splitlines() if re.search(rf"self\.{name}\b", line)]
        lengths = ("WEEKS_PER_MONTH", "WEEKS_PER_YEAR", "first_week_without")
        yield from (line for line in spoken if not any(each in line for each in lengths) and f"self.{name} > 0" not in line)
    yield from (f"the bare length {bare}" for bare in re.findall(r"4\.3\d|30\.4|52\.\d|\b365\b", source))


@every_rule
def test_months_and_rates_become_weeks_by_the_length_of_their_own_unit(rule):
    numbers, source = declarations(rule), inspect.getsource(inspect.getmodule(type(rule)))
    found = [*rates_turned_into_weeks_otherwise(numbers, source), *months_turned_into_weeks_otherwise(numbers, source)]
    assert not found, "\n".join(found)


def test_a_wrong_length_is_found():
    numbers = parameters()
    fading, months = numbers["cooling_per_month"], numbers["months"]
    for right in ("share_per_month(self.cooling_per_month)", "self.cooling_per_month / WEEKS_PER_MONTH"):
        assert not [*rates_turned_into_weeks_otherwise([fading], right)]
    for wrong in ("share_per_year(self.cooling_per_month)", "self.cooling_per_month / WEEKS_PER_YEAR", "self.cooling_per_month"):
        assert [*rates_turned_into_weeks_otherwise([fading], wrong)] == ["cooling_per_month is per month"]
    assert not [*months_turned_into_weeks_otherwise([months], "if self.months > 0 and week < WEEKS_PER_MONTH * self.months:")]
    assert [*months_turned_into_weeks_otherwise([months], "week < 4.33 * self.months")] == [
        "week < 4.33 * self.months", "the bare length 4.33",
    ]  # fmt: skip


def unit_of(part):
    """Unit of every parameter of a part's rule, and of all that the part reads and returns; luck and weeks have none."""
    plain = {"week", *part.rule.draws}
    names = {*part.reads, *moved_by(part)} - plain
    return {each.name: each.unit for each in declarations(part.rule)} | {
        name: variable(part, name).unit for name in names
    }


MEASURED = [
    (part, measure)
    for rule in STANDARD
    for part in parts_of(rule)
    for measure in ("hours", "days")
    if any(measure in powers(unit) for unit in unit_of(part).values())
]


def called(measured):
    part, measure = measured
    return f"{part.rule.name()}.{part.method} in {measure}"


@pytest.mark.parametrize("rule", sorted({part.rule.name() for part, _ in MEASURED}))
def test_every_method_of_a_rule_says_the_same_in_another_measure(rule, monkeypatch):
    """The sums of a rule hold in any measure of an hour, or of a day of support: nothing in them is a bare number."""
    its_own = [(part, measure) for part, measure in MEASURED if part.rule.name() == rule]
    check_all(its_own, lambda measured: it_says_the_same_in_another_measure(*measured, monkeypatch), called)


def test_a_bare_number_is_found(monkeypatch):
    class Impatience(Rule):
        each = TIES

        def change(self, contact_hours):
            return {"warmth": 0.1 if contact_hours > 2.0 else 0.0}

    (part,) = parts_of(Impatience())
    with pytest.raises(AssertionError):
        it_says_the_same_in_another_measure(part, "hours", monkeypatch)


def it_says_the_same_in_another_measure(part, measure, monkeypatch):
    module, units = inspect.getmodule(part.rule), unit_of(part)
    of_a_day = getattr(module, "HOURS_PER_DAY", None)
    lengths = {name: value for name, value in vars(module).items() if name.endswith("_HOURS")}

    def scaled(values, by):
        return {name: value * by ** powers(units.get(name, "share")).get(measure, 0) for name, value in values.items()}

    @settings(max_examples=20)
    @given(numbers_of(part.rule()), st.integers(0, 2**32 - 1), st.sampled_from([0.25, 2.0, 8.0]))
    def holds(numbers, seed, by):
        seen = rows(part, seed)
        before = list(tell(part, numbers, seen))
        with monkeypatch.context() as patch:
            if of_a_day is not None:
                patch.setattr(module, "HOURS_PER_DAY", of_a_day * (by if measure == "hours" else 1 / by))
            for name, value in lengths.items() if measure == "hours" else ():
                patch.setattr(module, name, value * by)
            after = list(tell(part, scaled(numbers, by), [scaled(row, by) for row in seen]))
        for told, again in zip(before, after, strict=True):
            assert again == pytest.approx(scaled(told, by), rel=1e-9, abs=1e-12)

    holds()


def test_rules_that_count_hours_or_days_are_among_those_measured_anew():
    names = set(map(called, MEASURED))
    assert {
        "trust.change in hours", "calendar.change in days", "calendar.change_institutions in days",
        "calendar.change in hours", "learning.change in hours", "reform.change in days",
    } <= names  # fmt: skip
