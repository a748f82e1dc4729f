"""Tidy frames of groups, institutions and persons say what the weekly series say, one by one."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from simulation import STANDARD, Results, load, record_future, run_futures
from simulation.ensemble import tidy_frames
from simulation.model.engine.shape import Shape
from simulation.model.engine.world import shape_of
from simulation.vocabulary.errors import ParameterError, ResultsError
from simulation.vocabulary.state_variables import GROUPS, STATE_VARIABLES, Kind
from tests.unit.ensemble.test_results import Letters

SCENARIOS = ("parliament_mentors", "twenty_group", "generic_training")


@cache
def results(scenario: str = "parliament_mentors", doubt: bool = True) -> Results:
    return run_futures(scenario, futures=4, seed=5, weeks=110, doubt=doubt)


def shape(of: Results) -> Shape:
    return shape_of(of.plan.values)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_means_over_the_persons_are_the_weekly_series(scenario):
    run = results(scenario)
    people = run.tidy("person", futures=3)
    assert len(people) == 2 * 3 * 111 * shape(run).members
    for band in (run, run.doubt):
        rows = people[(people["band"] == band.band) & (people["group"] != "peers")]
        grouped = rows.groupby(["future", "week"])
        for name in rows.columns[6:]:
            if f"{name}_supported" not in run.series:
                continue
            of = grouped[name].sum() if STATE_VARIABLES[name].kind is Kind.EVENT else grouped[name].mean()
            np.testing.assert_allclose(of.to_numpy().reshape(3, 111), band.weekly(name)[:3], rtol=2e-6, atol=1e-6, err_msg=name)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_means_over_the_institutions_are_the_weekly_series(scenario):
    run = results(scenario)
    rows = run.tidy("institution", futures=3)
    assert len(rows) == 2 * 3 * 111 * shape(run).institutions
    for band in (run, run.doubt):
        grouped = rows[rows["band"] == band.band].groupby(["future", "week"])
        for name in ("reform", "service", "window", "strain", "reserve"):
            np.testing.assert_allclose(grouped[name].mean().to_numpy().reshape(3, 111), band.weekly(name)[:3], rtol=2e-6, atol=1e-6)
        np.testing.assert_array_equal(grouped["crises"].sum().to_numpy().reshape(3, 111), band.weekly("crises")[:3])


def test_a_person_is_the_member_that_a_recording_has():
    run = results()
    people, recording = run.tidy("person"), record_future(run.plan, 2, seed=5, weeks=110)
    one = people[(people["band"] == "luck") & (people["future"] == 2) & (people["person"] == 17)]
    for name in people.columns[6:]:
        np.testing.assert_array_equal(one[name], recording.arrays[name][:, 17].astype(np.float32), err_msg=name)
    assert (one["institution"] == recording.shape.institution()[17]).all() and (one["group"] == "colleagues").all()


def test_persons_are_in_the_groups_that_series_are_of():
    run = results()
    people = run.tidy("person", futures=2)
    luck = people[people["band"] == "luck"]
    by_group = luck.groupby(["future", "week", "group"], observed=True)["practice"].mean().unstack("group")
    for group in GROUPS:
        np.testing.assert_allclose(by_group[group].to_numpy().reshape(2, 111), run.weekly("practice", group)[:2], rtol=2e-6)
    assert (luck[luck["group"] == "peers"]["institution"] == -1).all()
    assert set(luck[luck["group"] != "peers"]["institution"]) == set(range(shape(run).institutions))


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_frame_of_groups_has_each_groups_series(scenario):
    run = results(scenario)
    frame = run.tidy("group")
    assert len(frame) == 2 * 4 * 111 * 3 and frame["group"].unique().tolist() == list(GROUPS)
    for group in GROUPS:
        rows = frame[(frame["band"] == "doubt") & (frame["group"] == group)]
        np.testing.assert_array_equal(rows["practice"].to_numpy().reshape(4, 111), run.doubt.weekly("practice", group))
    assert len(run.tidy("group", futures=1)) == 2 * 111 * 3


def test_other_frames_can_have_fewer_futures_too():
    run = results()
    assert len(run.tidy(futures=2)) == 2 * 2 * 111 and len(run.tidy("future", futures=3)) == 2 * 3
    with pytest.raises(ParameterError, match="futures = 5 is out of range; allowed: 1 to 4"):
        run.tidy(futures=5)
    with pytest.raises(ParameterError, match="per = 'persons'; did you mean 'person'.*allowed: 'week', 'future', 'group'"):
        run.tidy("persons")


def test_twenty_futures_are_run_again_unless_more_are_asked_for():
    run = run_futures("parliament_mentors", 30, weeks=4)
    assert run.tidy("person")["future"].nunique() == 20 and run.tidy("person", futures=30)["future"].nunique() == 30
    assert run.tidy("group")["future"].nunique() == 30


def test_a_frame_that_is_too_long_is_refused_before_it_is_made(monkeypatch):
    run = results()
    monkeypatch.setattr(tidy_frames, "MAX_ROWS", 2 * 111 * shape(run).members * 3)
    assert len(run.tidy("person", futures=3)) == tidy_frames.MAX_ROWS
    with pytest.raises(ParameterError, match=r"rows of 4 futures; allowed: .*; ask for fewer futures, such as tidy\('person', futures=3\)"):
        run.tidy("person")


def test_ones_own_rules_run_again_too_and_a_list_that_changed_later_does_not_matter():
    rules = [*STANDARD, Letters(boldness=0.05)]
    run = run_futures("parliament_mentors", 2, rules=rules, weeks=40, doubt=True)
    rules.clear()
    people = run.tidy("person")
    for band in (run, run.doubt):
        rows = people[(people["band"] == band.band) & (people["group"] != "peers")]
        mean = rows.groupby(["future", "week"])["confidence"].mean().to_numpy().reshape(2, 41)
        np.testing.assert_allclose(mean, band.weekly("confidence"), rtol=2e-6)
    assert not np.allclose(run.weekly("confidence"), run_futures("parliament_mentors", 2, weeks=40).weekly("confidence"))


def test_results_from_a_file_are_run_again_where_the_file_says_how(tmp_path, monkeypatch):
    kept = [rule for rule in STANDARD if rule.name() != "keeping_in_touch"]
    run = run_futures("parliament_mentors", 2, rules=kept, weeks=40, doubt=True)
    again = Results.from_parquet(run.to_parquet(tmp_path / "out.parquet"))
    assert again.tidy("person").equals(run.tidy("person"))
    own = run_futures("parliament_mentors", 2, rules=[*STANDARD, Letters()], weeks=40)
    with pytest.raises(ResultsError, match=r"made with rules of one's own \(letters\)"):
        Results.from_parquet(own.to_parquet(tmp_path / "own.parquet")).tidy("person")
    monkeypatch.setattr("simulation.ensemble.stored_rules.fingerprint", lambda: "another")
    with pytest.raises(ResultsError, match="made by another model"):
        again.tidy("institution")


def test_results_without_members_series_say_what_to_keep():
    run = run_futures(load("parliament_mentors"), 2, weeks=10, keep=["trust"])
    with pytest.raises(ParameterError, match=r"no members' series of all groups; run_futures\(..., keep=...\)"):
        run.tidy("group")
    assert len(run.tidy("person")) == 2 * 11 * shape(run).members
