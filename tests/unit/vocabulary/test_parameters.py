"""Each number is declared once: default inside its range, words of its own, a role, and what stands behind it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.model.parameters import declared, parameters
from simulation.model.rules import STANDARD
from simulation.vocabulary.errors import ParameterError
from simulation.vocabulary.parameters import ASSUMPTION, JUDGEMENT, LEVER, SETTING, Declaration, Evidence, param
from tests.offenders import check_all, offenders

ALL = list(parameters().values())
WORLD = {
    "officials", "units", "long_ties", "colleagues", "people_spread", "peers", "peer_mastery", "starting_knowledge",
    "starting_confidence", "starting_practice", "peer_days_cap", "willingness_fall",
}  # fmt: skip

NAMED_LEVERS = """counterparts peer_days session_size months in_person discretion shared_experience ownership step_size
    reserve_share response_weeks taper rotation_months peer_diversity implementation_fund celebration convenor_share""".split()
NAMED_SETTINGS = """officials units long_ties turnover_per_year election_every_months election_turnover crisis_per_year crisis_severity
    window_months fear workload local_incentive means friction rivalry""".split()


def test_the_levers_and_settings_of_the_design_are_there():
    assert {name for name in NAMED_LEVERS if parameters()[name].role is not LEVER} == set()
    assert {name for name in NAMED_SETTINGS if parameters()[name].role is not SETTING} == set()


def its_default_is_a_notch_of_its_slider(number):
    notch = number.on_grid(number.default)
    assert notch is not None and 0 <= notch < number.notches
    assert number.on_grid(number.low) == 0
    assert number.at(number.notches - 1) == number.high
    assert number.notches <= 2000


def it_says_what_it_means_and_what_stands_behind_it(number):
    assert number.help.endswith(".") and len(number.help) < 160
    assert len(number.label) <= 40
    assert number.rows or number.evidence is JUDGEMENT


def some_rule_reads_it_or_it_shapes_the_world(number):
    ideas = {type(rule).name() for rule in STANDARD}
    assert set(number.moves) <= ideas
    assert number.moves or number.name in WORLD


def it_refuses_what_lies_outside(number):
    for value in (np.nextafter(number.low, -math.inf), np.nextafter(number.high, math.inf), math.nan, math.inf, -math.inf):
        with pytest.raises(ParameterError) as refused:
            number.check(value)
        assert number.name in str(refused.value) and number.unit in str(refused.value)
    assert number.check(number.low) == number.low and number.check(number.high) == number.high


def test_the_default_of_every_number_is_a_notch_of_its_slider():
    check_all(ALL, its_default_is_a_notch_of_its_slider)


def test_every_number_says_what_it_means_and_what_stands_behind_it():
    check_all(ALL, it_says_what_it_means_and_what_stands_behind_it)


def test_some_rule_reads_every_number_or_it_shapes_the_world():
    check_all(ALL, some_rule_reads_it_or_it_shapes_the_world)


def test_every_number_refuses_what_lies_outside_its_range():
    check_all(ALL, it_refuses_what_lies_outside)


def test_a_faulty_declaration_is_found():
    class Lenient(Declaration):
        def check(self, value, where=""):
            return value

    fear = parameters()["fear"]
    assert offenders([fear, replace(fear, default=fear.low + fear.step / 3)], its_default_is_a_notch_of_its_slider)
    assert offenders([fear, replace(fear, step=1e-4)], its_default_is_a_notch_of_its_slider)
    for wrong in ({"help": "No full stop"}, {"label": "x" * 41}):
        assert offenders([fear, replace(fear, **wrong)], it_says_what_it_means_and_what_stands_behind_it)
    for wrong in ({"moves": ("courage",)}, {"moves": (), "name": "courage"}):
        assert offenders([fear, replace(fear, **wrong)], some_rule_reads_it_or_it_shapes_the_world)
    assert offenders([fear, Lenient(**vars(fear))], it_refuses_what_lies_outside) == ["fear: DID NOT RAISE ParameterError"]


@pytest.mark.parametrize("words", ["label", "help"])
def test_no_two_numbers_share_their_words(words):
    said = [getattr(number, words).casefold() for number in ALL]
    assert len(set(said)) == len(said)


def test_assumptions_are_what_the_rules_declare():
    at_the_start = {"willingness_fall"}  # of people before anybody comes, read by the population
    assert {number.name for number in ALL if number.role is ASSUMPTION and not number.moves} == at_the_start


@pytest.mark.parametrize("value", ["12", None, True, [1], 1 + 0j, {}, b"1"])
def test_it_refuses_what_is_no_number(value):
    with pytest.raises(ParameterError, match="months = .* is not a number; allowed: 1 to 60 months, whole numbers"):
        parameters()["months"].check(value, "mine.toml")


def test_it_says_file_key_value_unit_and_range():
    with pytest.raises(ParameterError) as refused:
        parameters()["months"].check(99, "mine.toml")
    assert str(refused.value) == "mine.toml: months = 99 is out of range; allowed: 1 to 60 months, whole numbers"
    with pytest.raises(ParameterError, match=r"months = 2.5 must be a whole number"):
        parameters()["months"].check(2.5)


def test_an_unknown_name_gets_the_nearest():
    with pytest.raises(ParameterError, match="did you mean 'months'"):
        declared("mnths")


@given(st.sampled_from(ALL), st.integers(0, 10_000))
def test_notches_come_back(number, notch):
    notch = min(notch, number.notches - 1)
    value = number.at(notch)
    assert number.on_grid(value) == notch and number.check(value) == value


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"default": 9.0}, "default"),
        ({"label": ""}, "label"),
        ({"rows": ("X99",)}, "evidence row"),
        ({"evidence": Evidence.MEASURED}, "needs at least one row"),
        ({"role": LEVER}, "group"),
    ],
)
def test_a_declaration_that_says_too_little_is_refused(wrong, says):
    right = {
        "name": "x", "default": 0.5, "low": 0.0, "high": 1.0, "unit": "share", "label": "X", "help": "What x is.", "role": SETTING,
        "evidence": JUDGEMENT,
    }  # fmt: skip
    Declaration(**right)
    with pytest.raises(ValueError, match=says):
        Declaration(**right | wrong)


def test_what_is_no_evidence_is_told_with_the_number_it_is_of():
    with pytest.raises(ValueError, match="A number: evidence = 'guess'; allowed: MEASURED, DIRECTION or JUDGEMENT"):
        param(0.5, 0.0, 1.0, unit="share", label="A number", help="What it is.", evidence="guess")
    with pytest.raises(ValueError, match="A number: .*default"):
        param(0.5, 1.0, 0.0, unit="share", label="A number", help="What it is.", evidence=JUDGEMENT)
