"""A drawn line beside futures made by hand: under, in and over the band, and when it leaves it."""

from __future__ import annotations

import numpy as np
import pytest

from simulation import Results, load
from simulation.answers.how_far_was_the_bet import ask

WEEKS = 156
PLAN = load("parliament_mentors").with_(months=12, taper=0, support_from_month=0)


def results(series: str = "practice_supported", low: float = 0.2, high: float = 0.6) -> Results:
    """Eleven futures, each at one level from the first week to the last, evenly between two levels."""
    lines = np.repeat(np.linspace(low, high, 11)[:, None], WEEKS + 1, axis=1).astype(np.float32)
    return Results(PLAN, 7, WEEKS, {series: lines}, {"gain": np.zeros(11)}, {}, rules={})


def test_a_line_inside_the_band_stays_there() -> None:
    answer = ask(results(), "practice_supported", [(0.0, 0.4), (36.0, 0.4)])
    assert [answer.numbers[at] for at in ("early", "on_the_last_day", "late")] == [0, 0, 0]
    assert answer.numbers["expected"] == pytest.approx(0.4) and answer.numbers["middle"] == pytest.approx(0.4)
    assert np.isnan(answer.numbers["leaves"])
    assert answer.sentence.startswith("At the end you expected 40 in 100; the middle future comes to 40 in 100.")
    assert answer.sentence.endswith("all the way.")


def test_a_line_that_rises_out_of_the_band_is_too_high_and_its_month_is_said() -> None:
    answer = ask(results(), "practice_supported", [(0.0, 0.4), (18.0, 0.4), (36.0, 1.0)])
    assert [answer.numbers[at] for at in ("early", "on_the_last_day", "late")] == [0, 0, 1]
    assert answer.numbers["leaves"] == pytest.approx(24, abs=1.2)  # .6 less a twentieth of the band, at .0333 a month
    assert "month 23" in answer.sentence or "month 24" in answer.sentence


def test_a_line_under_the_band_from_the_start() -> None:
    answer = ask(results(), "practice_supported", [(0.0, 0.0), (36.0, 0.1)])
    assert [answer.numbers[at] for at in ("early", "on_the_last_day", "late")] == [-1, -1, -1]
    assert "from the start" in answer.sentence


def test_trust_is_said_by_the_names_of_its_levels() -> None:
    answer = ask(results("trust", 0.3, 0.5), "trust", [(0.0, 0.1), (36.0, 0.7)])
    assert answer.sentence.startswith("At the end you expected colleagues; the middle future comes to acquaintances.")


def test_a_line_longer_or_shorter_than_the_run_is_compared_where_both_are() -> None:
    assert ask(results(), "practice_supported", [(0.0, 0.4), (60.0, 0.4)]).numbers["late"] == 0
    assert ask(results(), "practice_supported", [(0.0, 0.4), (6.0, 0.4)]).numbers["late"] == 0
