"""Four answers a room can bet on; every future comes down on exactly one of them."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from simulation.answers.what_stays import Retention, ask, retained_share, what_stays


def run(last_day: list[float], a_year_later: list[float]) -> SimpleNamespace:
    gains = {"gain_at_end": np.array(last_day), "gain": np.array(a_year_later)}
    return SimpleNamespace(per_future=gains.__getitem__)


def test_each_answer_for_its_own_future() -> None:
    told = what_stays(run([0.4, 0.4, 0.4, 0.4], [0.5, 0.38, 0.2, 0.05]))
    assert told == {Retention.MORE: 0.25, Retention.MOST: 0.25, Retention.SOME: 0.25, Retention.LITTLE: 0.25}


def test_the_sentence_counts_futures_that_kept_at_least_most_of_it() -> None:
    told = ask(run([0.4, 0.4, 0.4, 0.4], [0.5, 0.38, 0.2, 0.05]))
    assert told.numbers == {"more": 0.25, "most": 0.25, "some": 0.25, "little": 0.25}
    assert "in about 5 futures of 10" in told.sentence


def test_where_nothing_was_gained_nothing_is_kept() -> None:
    assert retained_share(run([0.0, 0.001, -0.2], [0.3, 0.3, 0.3])) == pytest.approx([0, 0, 0])


def test_shares_sum_to_one_over_many_futures() -> None:
    luck = np.random.default_rng(3)
    told = what_stays(run(list(luck.random(500)), list(luck.random(500))))
    assert sum(told.values()) == pytest.approx(1)


def test_a_run_that_stops_within_a_year_is_compared_with_its_last_day() -> None:
    assert retained_share(run([0.5], [np.nan])) == pytest.approx([1])
    assert retained_share(run([np.nan], [np.nan])) == pytest.approx([0])
