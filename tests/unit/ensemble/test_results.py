"""Results leave the house whole: tidy, with their provenance inside, and never half written."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulation import load, provenance_of, run_futures
from simulation.ensemble.series import WeeklySeries
from simulation.vocabulary.errors import OutputError, ParameterError
from tests.unit.model.engine.worlds import world


@pytest.fixture(scope="module")
def results():
    return run_futures(load("parliament_mentors").with_(months=12), futures=6, seed=3, weeks=110, doubt=True)


def test_the_tidy_frame_has_a_row_for_each_future_and_week(results):
    frame = results.tidy()
    assert len(frame) == 2 * 6 * 111 and set(frame["band"]) == {"luck", "doubt"}
    row = frame.query("band == 'luck' and future == 4 and week == 37").iloc[0]
    assert row["practice"] == results.weekly("practice")[4, 37]
    assert frame["practice"].dtype == np.float32


def test_a_row_for_each_future(results):
    frame = results.tidy("future")
    assert len(frame) == 12
    np.testing.assert_array_equal(frame.query("band == 'luck'")["gini"], results.per_future("gini"))
    with pytest.raises(ParameterError, match="'week' or 'future'"):
        results.tidy("day")


def test_parquet_says_where_it_came_from(results, tmp_path):
    path = results.to_parquet(tmp_path / "out.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(path), results.tidy())
    told = provenance_of(path)
    assert (told["scenario"], told["seed"], told["futures"], told["weeks"]) == ("parliament_mentors", 3, 6, 110)
    assert load(told["plan_code"]) == results.plan and told["plan"]["months"] == 12
    assert set(told["versions"]) == {"counterparts", "numpy", "scipy", "numba", "python"} and len(told["ideas"]) == 18
    assert [p.name for p in tmp_path.iterdir()] == ["out.parquet"]


def test_nothing_is_left_of_a_file_that_could_not_be_written(results, tmp_path, monkeypatch):
    with pytest.raises(OutputError, match="cannot be written"):
        results.to_parquet(tmp_path / "none" / "out.parquet")
    (tmp_path / "old.parquet").write_bytes(b"old")

    def full(*_args, **_more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pyarrow.parquet.write_table", full)
    with pytest.raises(OutputError, match=r"old.parquet: cannot be written \(No space left on device\)"):
        results.to_parquet(tmp_path / "old.parquet")
    assert (tmp_path / "old.parquet").read_bytes() == b"old" and len(list(tmp_path.iterdir())) == 1


def test_an_interrupted_write_leaves_nothing(results, tmp_path, monkeypatch):
    def interrupted(table, out, **_more):
        out.write(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr("pyarrow.parquet.write_table", interrupted)
    with pytest.raises(KeyboardInterrupt):
        results.to_parquet(tmp_path / "out.parquet")
    assert list(tmp_path.iterdir()) == []


def test_spread_is_the_standard_deviation_over_people():
    made = world(load("twenty_group"), futures=4, weeks=30, spreads=True)
    made.advance(30)
    weekly = WeeklySeries(made)
    for name in ("practice", "trust", "reform"):
        held = made.arrays[name].astype(np.float64)
        np.testing.assert_allclose(weekly[f"{name}_spread"][:, 30], held.std(axis=1), rtol=1e-5, atol=1e-7)
        np.testing.assert_allclose(weekly[name][:, 30], held.mean(axis=1), rtol=1e-6)


def test_spread_leaves_out_peers_from_outside_and_their_home():
    made = world(load("parliament_mentors"), futures=3, weeks=20, spreads=True)
    made.advance(20)
    officials, weekly = made.setting.shape.officials, WeeklySeries(made)
    practice = made.arrays["practice"][:, :officials]
    np.testing.assert_allclose(weekly["practice_spread"][:, 20], practice.std(axis=1), rtol=1e-5)
    assert not np.allclose(weekly["practice_spread"][:, 20], made.arrays["practice"].std(axis=1), rtol=1e-3)


def test_a_series_of_members_has_one_of_each_group(results):
    officials, made = 40, world(load("parliament_mentors"), futures=3, weeks=20)
    made.advance(20)
    weekly, held = WeeklySeries(made), made.arrays["practice"]
    for name, seats in {"supported": slice(0, 12), "colleagues": slice(12, officials), "peers": slice(officials, None)}.items():
        np.testing.assert_allclose(weekly[f"practice_{name}"][:, 20], held[:, seats].mean(axis=1), rtol=1e-6)
    for name in ("supported", "colleagues", "peers"):
        np.testing.assert_array_equal(results.weekly("practice", who=name), results.weekly(f"practice_{name}"))


def test_events_of_groups_are_counts_that_add_up(results):
    tries = [results.weekly("tries", who=name) for name in ("supported", "colleagues")]
    np.testing.assert_array_equal(sum(tries), results.weekly("tries"))


def test_in_a_mutual_network_those_supported_are_each_others_peers():
    network = run_futures("twenty_group", 3, weeks=30)
    np.testing.assert_array_equal(network.weekly("practice", who="peers"), network.weekly("practice", who="supported"))


def test_a_group_of_nobody_has_no_series():
    everybody = run_futures(load("parliament_mentors").with_(officials=12), 3, weeks=30)
    assert np.isnan(everybody.weekly("practice", who="colleagues")).all()
    assert np.isfinite(everybody.weekly("practice", who="supported")).all()


def test_an_unknown_group_gets_the_nearest(results):
    with pytest.raises(ParameterError, match=r"who = 'suported'; did you mean 'supported'\?; allowed: supported, colleagues, peers"):
        results.weekly("practice", who="suported")
    with pytest.raises(ParameterError, match="trust is no series of members: it has no supported"):
        results.weekly("trust", who="supported")
    with pytest.raises(ParameterError, match="there is no weekly series called 'practise'"):
        results.weekly("practise", who="supported")
