"""Paired differences leave as Parquet with both plans inside, and are not mistaken for results of one."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from simulation import Comparison, Results, compare, load, provenance_of, run_futures
from simulation.ensemble.rebuild import rebuild
from simulation.vocabulary.errors import ParameterError, ResultsError


@pytest.fixture(scope="module")
def both():
    plan = load("parliament_mentors")
    return compare(plan, plan.with_(months=24), futures=4, seed=3, weeks=110, doubt=True)


@pytest.mark.parametrize("per", ["week", "future"])
def test_differences_are_written_with_the_provenance_of_both(both, tmp_path, per):
    path = both.to_parquet(tmp_path / "out.parquet", per=per)
    pd.testing.assert_frame_equal(pd.read_parquet(path), both.tidy(per))
    told = provenance_of(path)
    assert told == both.provenance == json.loads(json.dumps(both.provenance))
    assert (told["a"], told["b"]) == (both.a.provenance, both.b.provenance)
    assert load(told["b"]["plan_code"]) == both.b.plan


@pytest.mark.parametrize("read", [Results.from_parquet, rebuild])
def test_differences_are_not_read_as_results(both, tmp_path, read):
    path = both.to_parquet(tmp_path / "out.parquet")
    with pytest.raises(ResultsError, match=r"out.parquet: paired differences of two plans \(Comparison.to_parquet\), not"):
        read(path)


def test_differences_have_rows_per_week_or_future(both, tmp_path):
    with pytest.raises(ParameterError, match="per = 'person'; allowed: 'week' or 'future'"):
        both.to_parquet(tmp_path / "out.parquet", per="person")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({"seed": 4}, "seed: 3 and 4; only the same futures can be compared in pairs"),
        ({"futures": 5}, "futures: 4 and 5; only the same futures"),
        (None, "<Plan parliament_mentors> are no results; compare"),
    ],
)
def test_what_are_not_the_same_futures_is_not_compared(both, other, told):
    with pytest.raises(ParameterError, match=told):
        Comparison(both.a, both.a.plan if other is None else run_futures(both.a.plan, **{"futures": 4, "seed": 3, **other}))


def test_plans_followed_for_different_times_have_differences_but_no_weeks_in_common(both):
    uneven = Comparison(both.a, run_futures(both.b.plan, 4, seed=3, weeks=160))
    assert uneven.difference("gain").shape == (4,) and len(uneven.tidy("future")) == 4
    for asked in (lambda: uneven.weekly("trust"), lambda: uneven.tidy("week"), lambda: uneven.quantiles("trust")):
        with pytest.raises(ParameterError, match="110 weeks and plan B for 160: run both with weeks=160"):
            asked()


def test_of_a_band_that_only_one_has_there_are_no_differences(both):
    half = Comparison(both.a, run_futures(both.b.plan, 4, seed=3, weeks=110, keep=["trust"]))
    assert set(half.tidy("future")["band"]) == {"luck"} and list(half.tidy()) == ["band", "future", "week", "trust"]
