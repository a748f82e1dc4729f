"""Who was reached, on outcomes made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from simulation import Results, load
from simulation.answers.who_was_reached import ask


def results(persons: list[float], spread: float = 0.1) -> Results:
    count = len(persons)
    outcomes = {"persons": np.array(persons), "gain": np.full(count, 0.3), "spread": np.full(count, spread)}
    return Results(load("parliament_mentors"), 7, 10, {}, outcomes, {}, rules={})


def test_people_more_who_work_the_new_way() -> None:
    answer = ask(results([8, 10, 12]))
    assert answer.numbers["persons"] == 10 and answer.numbers["nobody"] == 0
    assert answer.sentence.startswith("10 more of the 40 people work mostly the new way")


def test_nobody_more_and_a_run_that_is_too_short() -> None:
    answer = ask(results([0, 0, 3]))
    assert answer.numbers["nobody"] == pytest.approx(2 / 3)
    assert answer.sentence.startswith("Nobody more of the 40 works mostly the new way, in about 7 futures of 10")
    assert "too soon" in ask(results([np.nan, np.nan])).sentence
