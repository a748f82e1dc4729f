"""Paired differences leave as Parquet with both plans inside, and are not mistaken for results of one."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from simulation import Results, compare, load, provenance_of
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
