"""Anybody can make a file of results again from what it says of itself."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from simulation import STANDARD, load, run_futures
from simulation.ensemble.rebuild import Sameness, rebuild
from simulation.ensemble.results_file import PROVENANCE
from simulation.vocabulary.errors import ResultsError
from tests.unit.ensemble.test_results import Letters


@pytest.fixture(scope="module")
def results():
    return run_futures(load("twenty_group").with_(months=9), 5, seed=4, doubt=True, weeks=60)


def changed(path, column, change):
    """The same file with a column changed."""
    table = pq.read_table(path)
    place = table.column_names.index(column)
    values = change(table[column].to_numpy().copy())
    pq.write_table(table.set_column(place, column, pa.array(values)), path)
    return path


@pytest.mark.parametrize("per", ["week", "future"])
def test_the_same_comes_out_bit_for_bit(results, tmp_path, per):
    found = rebuild(results.to_parquet(tmp_path / "out.parquet", per=per))
    assert (found.sameness, found.column, found.difference) == (Sameness.BITS, "", 0.0)
    assert found.then == found.now


def test_a_rule_that_was_left_out_is_left_out_again(tmp_path):
    rules = [rule for rule in STANDARD if rule.name() != "keeping_in_touch"]
    run = run_futures("parliament_mentors", 3, rules=rules, weeks=60)
    assert rebuild(run.to_parquet(tmp_path / "out.parquet")).sameness is Sameness.BITS


def test_a_file_with_a_few_series_is_compared_in_those(tmp_path):
    few = run_futures("twenty_group", 3, keep=["practice"])
    path = few.to_parquet(tmp_path / "out.parquet")
    assert rebuild(path).sameness is Sameness.BITS


@pytest.mark.parametrize(
    ("change", "sameness"),
    [
        (lambda values: values * np.float32(1 + 1e-5), Sameness.CLOSE),
        (lambda values: values * np.float32(1.01), Sameness.DIFFERENT),
        (lambda values: np.where(np.arange(len(values)) == 3, np.nan, values), Sameness.DIFFERENT),
    ],
)
def test_what_differs_is_named(results, tmp_path, change, sameness):
    path = changed(results.to_parquet(tmp_path / "out.parquet"), "practice", change)
    found = rebuild(path)
    assert (found.sameness, found.column) == (sameness, "practice")
    assert found.difference > 0


def test_a_column_that_is_there_no_more_is_named(results, tmp_path):
    path = results.to_parquet(tmp_path / "out.parquet")
    table = pq.read_table(path)
    pq.write_table(table.append_column("courage", table["practice"]), path)
    assert (rebuild(path).sameness, rebuild(path).column) == (Sameness.DIFFERENT, "courage")


def test_another_model_is_said(results, tmp_path):
    path = results.to_parquet(tmp_path / "out.parquet", per="future")
    table = pq.read_table(path)
    told = json.loads(table.schema.metadata[PROVENANCE]) | {"model": "another"}
    pq.write_table(table.replace_schema_metadata({**table.schema.metadata, PROVENANCE: json.dumps(told)}), path)
    found = rebuild(path)
    assert found.then == "another" != found.now


def test_rules_of_ones_own_are_not_there_to_be_run(tmp_path):
    own = run_futures("twenty_group", 2, rules=[*STANDARD, Letters()])
    with pytest.raises(ResultsError, match=r"made with rules of one's own \(letters\)"):
        rebuild(own.to_parquet(tmp_path / "out.parquet"))
