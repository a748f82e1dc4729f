"""A typical, a lucky and an unlucky future are those nearest to the quantiles of the gain."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from simulation import run_futures, scenarios
from simulation.answers.which_future import FutureRank, ask, ranking_values, which_future
from simulation.model.plans.plan import defaults

NAN = float("nan")


def run(gain: list[float], at_end: list[float] | None = None, practice: list[float] | None = None) -> SimpleNamespace:
    outcomes = {"gain": np.array(gain), "gain_at_end": np.array(at_end or gain)}
    last = np.array([practice or gain]).T
    return SimpleNamespace(per_future=outcomes.__getitem__, weekly=lambda _name: last, futures=len(gain))


def test_the_nearest_to_each_quantile() -> None:
    results = run([0.30, 0.00, 0.10, 0.20, 0.40, 0.51, 0.62, 0.70, 0.83, 0.90, 1.00])
    assert [which_future(results, luck) for luck in FutureRank] == [2, 5, 9]


def test_of_several_the_first() -> None:
    assert which_future(run([0.2, 0.2, 0.2]), FutureRank.TYPICAL) == 0


def test_futures_without_a_gain_are_passed_over() -> None:
    assert which_future(run([NAN, 0.1, NAN, 0.5, 0.9]), FutureRank.TYPICAL) == 3


def test_a_run_that_stops_too_soon_is_told_apart_by_what_there_is() -> None:
    early = run([NAN, NAN, NAN], [0.3, 0.1, 0.2])
    assert ranking_values(early) == pytest.approx([0.3, 0.1, 0.2])
    assert which_future(early, FutureRank.LUCKY) == 0
    earlier = run([NAN, NAN, NAN], [NAN, NAN, NAN], [0.5, 0.6, 0.9])
    assert which_future(earlier, FutureRank.TYPICAL) == 1
    assert "Future" not in ask(earlier, FutureRank.TYPICAL).sentence and "2 of 3" in ask(earlier, FutureRank.TYPICAL).sentence


def test_the_sentence_says_which_and_how_much() -> None:
    answer = ask(run([0.1, 0.234, 0.5]), FutureRank.TYPICAL)
    assert answer.numbers == {"future": 1.0, "gain": pytest.approx(0.234)}
    assert answer.sentence.startswith("Future 2 of 3:") and "23 points above" in answer.sentence
    assert "5 points below" in ask(run([-0.05]), FutureRank.LUCKY).sentence


@pytest.mark.parametrize(("number", "found"), [(0, 0), (2, 2), (99, 2), (-4, 0)])
def test_by_number_within_those_there_are(number: int, found: int) -> None:
    assert ask(run([0.1, 0.2, 0.3]), number).numbers["future"] == found


@pytest.mark.parametrize("scenario", sorted(scenarios()))
def test_in_every_partnership_luck_is_in_order(scenario: str) -> None:
    results = run_futures(scenario, futures=20, seed=3)
    gains = [ranking_values(results)[which_future(results, luck)] for luck in FutureRank]
    assert gains == sorted(gains)
    assert all(len(ask(results, luck).sentence.split()) <= 20 for luck in FutureRank)


def test_a_short_run_has_its_three_futures_too() -> None:
    results = run_futures(defaults(), futures=5, weeks=10)
    assert all(0 <= which_future(results, luck) < 5 for luck in FutureRank)
