"""A lever shows what its declaration says, and nothing else."""

from __future__ import annotations

import pytest

from simulation import parameters
from simulation.pages.controls.lever import lever_view
from simulation.vocabulary.parameters import Declaration, Role
from tests.offenders import check_all, offenders

LEVERS = [each for each in parameters().values() if each.role is Role.LEVER]


def its_bounds_and_notches_are_the_declared_ones(lever: Declaration) -> None:
    shown = lever_view(lever)
    assert shown["low"] / shown["times"] == pytest.approx(lever.low)
    assert shown["high"] / shown["times"] == pytest.approx(lever.high)
    assert shown["step"] / shown["times"] == pytest.approx(lever.step)
    assert shown["label"] == lever.label


def every_notch_can_be_shown_and_comes_back_as_an_allowed_value(lever: Declaration) -> None:
    shown = lever_view(lever)
    for notch in range(lever.notches):
        written = f"{lever.at(notch) * shown['times']:.{shown['decimals']}f}"  # as the number box writes it
        back = float(f"{float(written) / shown['times']:.10g}")  # as the browser sends it
        assert lever.check(back) == pytest.approx(lever.at(notch))


def its_help_is_there_as_one_sentence_or_as_two_named_ends(lever: Declaration) -> None:
    shown = lever_view(lever)
    assert bool(shown["help"]) is not bool(shown["ends"])
    for text in [shown["help"], *shown["ends"]]:
        assert text in lever.help


def test_bounds_and_notches_are_the_declared_ones() -> None:
    check_all(LEVERS, its_bounds_and_notches_are_the_declared_ones)


def test_every_notch_can_be_shown_and_comes_back_as_an_allowed_value() -> None:
    check_all(LEVERS, every_notch_can_be_shown_and_comes_back_as_an_allowed_value)


def test_help_is_there_as_one_sentence_or_as_two_named_ends() -> None:
    check_all(LEVERS, its_help_is_there_as_one_sentence_or_as_two_named_ends)


@pytest.mark.parametrize(
    ("wrong", "check"),
    [
        ({"low": 1.0}, its_bounds_and_notches_are_the_declared_ones),
        ({"label": "Other words"}, its_bounds_and_notches_are_the_declared_ones),
        ({"decimals": 0}, every_notch_can_be_shown_and_comes_back_as_an_allowed_value),
        ({"help": "", "ends": []}, its_help_is_there_as_one_sentence_or_as_two_named_ends),
        ({"help": "Other words."}, its_help_is_there_as_one_sentence_or_as_two_named_ends),
    ],
)
def test_a_lever_that_shows_something_else_is_found(monkeypatch: pytest.MonkeyPatch, wrong: dict, check) -> None:
    days = parameters()["peer_days"]
    shown = lever_view(days)
    monkeypatch.setattr(f"{__name__}.lever_view", lambda lever: {**shown, **wrong})
    (found,) = offenders([days], check)
    assert "Error(" not in found or "ParameterError" in found


def test_whole_numbers_show_no_decimals_and_shares_are_per_cent() -> None:
    shown = {each.name: lever_view(each) for each in LEVERS}
    assert all(shown[each.name]["decimals"] == 0 for each in LEVERS if each.whole)
    assert all(shown[each.name]["unit"] == "%" for each in LEVERS if each.unit == "share")
    assert shown["months"]["unit"] == "months"
