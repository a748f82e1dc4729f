"""A lever shows what its declaration says, and nothing else."""

from __future__ import annotations

import pytest

from simulation import parameters
from simulation.pages.controls.lever import lever_view
from simulation.vocabulary.parameters import Declaration, Role

LEVERS = [each for each in parameters().values() if each.role is Role.LEVER]


@pytest.mark.parametrize("lever", LEVERS, ids=lambda each: each.name)
def test_bounds_and_notches_are_the_declared_ones(lever: Declaration) -> None:
    shown = lever_view(lever)
    assert shown["low"] / shown["times"] == pytest.approx(lever.low)
    assert shown["high"] / shown["times"] == pytest.approx(lever.high)
    assert shown["step"] / shown["times"] == pytest.approx(lever.step)
    assert shown["label"] == lever.label


@pytest.mark.parametrize("lever", LEVERS, ids=lambda each: each.name)
def test_every_notch_can_be_shown_and_comes_back_as_an_allowed_value(lever: Declaration) -> None:
    shown = lever_view(lever)
    for notch in range(lever.notches):
        written = f"{lever.at(notch) * shown['times']:.{shown['decimals']}f}"  # as the number box writes it
        back = float(f"{float(written) / shown['times']:.10g}")  # as the browser sends it
        assert lever.check(back) == pytest.approx(lever.at(notch))


@pytest.mark.parametrize("lever", LEVERS, ids=lambda each: each.name)
def test_its_help_is_there_as_one_sentence_or_as_two_named_ends(lever: Declaration) -> None:
    shown = lever_view(lever)
    assert bool(shown["help"]) is not bool(shown["ends"])
    for text in [shown["help"], *shown["ends"]]:
        assert text in lever.help


def test_whole_numbers_show_no_decimals_and_shares_are_per_cent() -> None:
    shown = {each.name: lever_view(each) for each in LEVERS}
    assert all(shown[each.name]["decimals"] == 0 for each in LEVERS if each.whole)
    assert all(shown[each.name]["unit"] == "%" for each in LEVERS if each.unit == "share")
    assert shown["months"]["unit"] == "months"
