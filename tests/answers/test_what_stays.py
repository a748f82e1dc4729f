"""Four answers a room can bet on; every future comes down on exactly one of them."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from simulation.answers.what_stays import Stays, ask, kept_share, what_stays
from simulation.vocabulary.units import first_week_without


def run(last_day: list[float], a_year_later: list[float], months: float = 6, weeks: int = 156) -> SimpleNamespace:
    practice = np.zeros((len(last_day), weeks + 1))
    practice[:, first_week_without(months)] = last_day
    practice[:, min(first_week_without(months) + 52, weeks)] = a_year_later
    return SimpleNamespace(weeks=weeks, plan={"months": months}, weekly={"practice": practice}.__getitem__)


def test_each_answer_for_its_own_future() -> None:
    told = what_stays(run([0.4, 0.4, 0.4, 0.4], [0.5, 0.38, 0.2, 0.05]))
    assert told == {Stays.MORE: 0.25, Stays.MOST: 0.25, Stays.SOME: 0.25, Stays.LITTLE: 0.25}


def test_the_sentence_counts_futures_that_kept_at_least_most_of_it() -> None:
    told = ask(run([0.4, 0.4, 0.4, 0.4], [0.5, 0.38, 0.2, 0.05]))
    assert told.numbers == {"more": 0.25, "most": 0.25, "some": 0.25, "little": 0.25}
    assert "in about 5 futures of 10" in told.sentence


def test_where_nothing_was_in_use_nothing_is_kept() -> None:
    assert kept_share(run([0.0, 0.001], [0.3, 0.3])) == pytest.approx([0, 0])


def test_shares_sum_to_one_over_many_futures() -> None:
    luck = np.random.default_rng(3)
    told = what_stays(run(list(luck.random(500)), list(luck.random(500))))
    assert sum(told.values()) == pytest.approx(1)


def test_support_that_outlasts_the_horizon_is_compared_with_itself() -> None:
    practice = np.full((1, 53), 0.5)
    outlasting = SimpleNamespace(weeks=52, plan={"months": 60}, weekly={"practice": practice}.__getitem__)
    assert kept_share(outlasting) == pytest.approx([1])
