"""Levels of trust, and when half of the pairs reach them, on futures made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from simulation import Results, load
from simulation.answers.how_far_trust_comes import Level, ask, levels_reached, months_to

WEEKS = 156
PLAN = load("parliament_mentors").with_(months=12, taper=0, support_from_month=0)


def results(**reached: list[int]) -> Results:
    """Four futures; `reached[series]`: the week from which three quarters of the pairs are there (-1: never)."""
    weekly = {}
    for level in Level:
        if level is Level.STRANGERS:
            continue
        lines = np.zeros((4, WEEKS + 1), np.float32)
        for future, week in enumerate(reached.get(level.value, [-1] * 4)):
            if week >= 0:
                lines[future, week:] = 0.75
        weekly[level.value] = lines
    return Results(PLAN, 7, WEEKS, weekly, {"gain": np.zeros(4)}, {}, rules={})


def test_months_are_counted_from_the_first_week_and_only_while_support_lasts() -> None:
    found = results(familiar=[13, 26, 60, -1])  # the last day is in week 52
    np.testing.assert_allclose(months_to(found, Level.COLLEAGUES), [3.0, 6.0, np.nan, np.nan], atol=0.01)
    assert (months_to(found, Level.STRANGERS) == 0).all()


def test_each_future_counts_for_the_highest_level_it_comes_to() -> None:
    found = results(acquainted=[2, 2, 2, -1], familiar=[20, 20, -1, -1], close=[40, -1, -1, -1])
    shares = levels_reached(found)
    assert shares == {
        Level.STRANGERS: 0.25, Level.ACQUAINTANCES: 0.25, Level.COLLEAGUES: 0.25, Level.CONFIDANTS: 0.25,
    }  # fmt: skip


def test_it_is_said_how_often_and_when_or_that_it_never_comes_to_that() -> None:
    answer = ask(results(familiar=[13, 13, 26, -1]))
    assert answer.numbers["share"] == pytest.approx(0.75)
    assert (
        answer.sentence
        == "Half of the pairs become colleagues in about 8 futures of 10, after 3 months in the middle one."
    )
    assert ask(results(), Level.CONFIDANTS).sentence == "In no future do half of the pairs become confidants."
