"""Results leave the house whole: tidy, with their provenance inside, and never half written."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

import simulation
from simulation import STANDARD, Results, compare, load, provenance_of, run_futures, scenarios
from simulation.ensemble.posterior_sample import accepted
from simulation.ensemble.series import WeeklySeries
from simulation.model.engine.rule import Rule
from simulation.vocabulary.errors import OutputError, ParameterError, ResultsError
from simulation.vocabulary.parameters import JUDGEMENT, param
from simulation.vocabulary.state_variables import MEMBERS
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
    with pytest.raises(ParameterError, match="'week', 'future', 'group', 'institution' or 'person'"):
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


# ---- as analysts ask


def test_quantiles_are_of_a_series_or_of_an_outcome(results):
    assert results.quantiles("trust", (0.1, 0.9)).shape == (2, results.weeks + 1)
    of_outcome = results.quantiles("gain", (0.1, 0.9), per="future")
    np.testing.assert_allclose(of_outcome, np.quantile(results.per_future("gain"), (0.1, 0.9)), rtol=1e-6)
    both = results.quantiles("trust", (0.5,), per="future")  # a series and an outcome have this name
    assert both.shape == (1,) and both[0] != results.quantiles("trust", (0.5,))[0, -1]


def test_futures_without_an_outcome_are_left_out_of_its_quantiles(results):
    months = results.per_future("months_to_trust")
    some = months[~np.isnan(months)]
    expected = np.quantile(some, [0.5]) if len(some) else [np.nan]
    np.testing.assert_allclose(results.quantiles("months_to_trust", [0.5], per="future"), expected, rtol=1e-6)


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda r: r.quantiles("trust", (5, 95)), r"levels = \(5, 95\); allowed: quantiles from 0 to 1"),
        (lambda r: r.quantiles("trust", []), r"levels = \[\]; allowed"),
        (lambda r: r.quantiles("trust", 0.5), "levels = 0.5; allowed"),
        (lambda r: r.quantiles("trust", [0.5], per="year"), "per = 'year'; allowed: 'week' or 'future'"),
        (lambda r: r.quantiles("gain"), r"gain is no weekly series but an outcome of each future: per_future\('gain'\)"),
        (lambda r: r.per_future("practice"), r"practice is no outcome but a weekly series: weekly\('practice'\)"),
        (lambda r: r.per_future("lasting"), "there is no outcome called 'lasting'$"),
        (lambda r: r.per_future("gains"), "there is no outcome called 'gains'; did you mean 'gain'"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_said_in_a_line(results, ask, says):
    with pytest.raises(ParameterError, match=says):
        ask(results)


def test_every_series_and_outcome_has_a_unit_and_a_meaning(results):
    told = results.describe()
    assert set(told[told["per"] == "week"]["name"]) == set(results.series)
    assert not told.isna().any().any() and (told[["unit", "meaning"]] != "").all().all()
    of = told.set_index(["per", "name"])["meaning"]
    assert of["week", "practice_supported"] == f"{of['week', 'practice']}: mean of the people supported"
    assert of["week", "tries_peers"] == f"{of['week', 'tries']}, of the peers"  # a count, no mean
    assert of["future", "trust"] != of["week", "trust"]


def test_results_plans_and_comparisons_say_what_they_are(results):
    plan = load("parliament_mentors")
    assert repr(plan) == "<Plan parliament_mentors>"
    changed = plan.with_(months=24, peers=5, peer_days=30, in_person=0.9, step_size=0.5, ownership=0.1)
    assert repr(changed).startswith("<Plan parliament_mentors: ") and repr(changed).endswith(", and 1 more>")
    assert "months=24" in repr(changed)
    said = repr(results)
    assert said.startswith("<Results of <Plan ") and f"{results.futures} futures" in said and "\n" not in said
    both = compare(plan, plan.with_(months=24), futures=3)
    assert repr(both) == f"<Comparison of {plan!r} and {plan.with_(months=24)!r}: 3 futures, {both.a.weeks} weeks>"


def test_a_comparison_is_tidy_and_has_quantiles():
    plan = load("parliament_mentors")
    both = compare(plan, plan.with_(months=24), futures=6, doubt=True)
    weekly, single = both.tidy(), both.tidy(per="future")
    assert len(weekly) == 2 * 6 * (both.a.weeks + 1) and set(weekly["band"]) == {"luck", "doubt"}
    np.testing.assert_array_equal(single[single["band"] == "luck"]["gain"], both.difference("gain"))
    at_end = weekly[(weekly["band"] == "luck") & (weekly["week"] == both.a.weeks)]
    np.testing.assert_allclose(at_end["practice"], both.weekly("practice")[:, -1])
    np.testing.assert_allclose(both.quantiles("practice", [0.5])[0], np.median(both.weekly("practice"), axis=0), rtol=1e-5)
    assert both.quantiles("gain", [0.1, 0.9], per="future").shape == (2,)
    with pytest.raises(ParameterError, match="there is no outcome called 'lasting'"):
        both.better("lasting")


def test_a_file_of_somebody_elses_is_refused_in_a_line(tmp_path):
    foreign, text = tmp_path / "foreign.parquet", tmp_path / "text.parquet"
    pd.DataFrame({"a": [1]}).to_parquet(foreign)
    text.write_text("no Parquet")
    for path in (foreign, text):
        with pytest.raises(ResultsError, match="no results of this project; Results.to_parquet writes such files"):
            provenance_of(path)
    with pytest.raises(ResultsError, match="cannot be read"):
        provenance_of(tmp_path / "none.parquet")


def test_the_package_says_its_version():
    assert re.fullmatch(r"\d+\.\d+\.\d+\S*", simulation.__version__)


# ---- provenance


@dataclass(frozen=True)
class Letters(Rule):
    """Somebody writes a letter a week, and those who get it are a little bolder."""

    each = MEMBERS
    boldness: float = param(0.01, 0.0, 0.1, unit="share/week", label="Boldness", help="How much.", evidence=JUDGEMENT)

    def change(self) -> dict[str, float]:
        return {"confidence": self.boldness}


def test_provenance_has_the_numbers_of_ones_own_rules_and_both_bands(tmp_path):
    told = [
        run_futures("parliament_mentors", 2, rules=[*STANDARD, Letters(boldness=boldness)], doubt=True).provenance
        for boldness in (0.01, 0.05, 0.05)
    ]
    assert [each["own_rules"]["letters"]["numbers"] for each in told] == [{"boldness": 0.01}, {"boldness": 0.05}, {"boldness": 0.05}]
    assert len({each["own_rules"]["letters"]["digest"] for each in told}) == 1
    assert told[0]["bands"] == ["luck", "doubt"] and told[0]["sample"] == accepted().digest
    assert json.loads(json.dumps(told[1])) == told[1] == told[2]
    plain = run_futures("parliament_mentors", 2).provenance
    assert (plain["own_rules"], plain["bands"], plain["sample"]) == ({}, ["luck"], None)


def test_the_digest_of_a_sample_changes_with_any_of_its_numbers():
    sample = accepted()
    name = next(iter(sample.sets))
    changed = {**sample.sets, name: sample.sets[name] + np.eye(1, sample.size)[0] * 1e-9}
    assert replace(sample, sets=changed).digest != sample.digest == replace(sample, sets=dict(sample.sets)).digest


@pytest.mark.parametrize("per", ["week", "future"])
def test_what_was_written_is_read_back(tmp_path, per):
    results = run_futures("parliament_mentors", 4, seed=11, doubt=True, rules=[*STANDARD, Letters(boldness=0.02)])
    again = Results.from_parquet(results.to_parquet(tmp_path / "out.parquet", per=per))
    pd.testing.assert_frame_equal(again.tidy(per), results.tidy(per))
    assert (again.plan, again.seed, again.futures, again.weeks) == (results.plan, 11, 4, results.weeks)
    assert again.provenance == results.provenance and again.own_rules == results.own_rules
    assert again.rules == results.rules and again.rules["letters"].startswith("Somebody writes a letter a week")
    assert (again.band, again.doubt.band) == ("luck", "doubt")
    other = {"week": "future", "future": "week"}[per]
    with pytest.raises(ParameterError, match=rf"is not in this file of .*; to_parquet\(..., per='{other}'\) keeps it"):
        again.per_future("gain") if per == "week" else again.weekly("practice")
    assert "with letters: 4 futures" in repr(again) and "with letters" in repr(results)


def test_a_path_may_begin_at_home(tmp_path, results, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert results.to_parquet("~/out.parquet") == tmp_path / "out.parquet"
    assert Results.from_parquet("~/out.parquet").seed == results.seed


def test_what_was_not_kept_is_told_from_what_does_not_exist():
    kept = run_futures("parliament_mentors", 2, weeks=5, keep=["practice"])
    for asked, told in (
        (lambda: kept.weekly("trust"), r"the series trust was not kept: run_futures\(..., keep=\['trust', ...\]\)"),
        (lambda: kept.weekly("confidence"), "the series confidence was not kept"),
        (lambda: kept.fan("practice", who="supported"), "the series practice_supported was not kept"),
        (lambda: kept.weekly("practise"), "no weekly series called 'practise'; did you mean 'practice'"),
        (lambda: kept.weekly("reform", who="supported"), "reform is no series of members: it has no supported"),
        (lambda: kept.weekly("gain"), "gain is no weekly series but an outcome"),
        (lambda: kept.per_future("confidence"), "confidence is no outcome but a weekly series"),
        (lambda: kept.fan(["practice", "trust"]), "ask for one name at a time"),
        (lambda: kept.per_future(3), "3: ask for one name at a time"),
        (lambda: kept.credit(None), "None: ask for one name at a time"),
    ):
        with pytest.raises(ParameterError, match=told):
            asked()


def test_of_a_group_only_its_own_series_need_be_kept():
    kept = run_futures("parliament_mentors", 2, weeks=5, keep=["practice_supported"])
    assert (kept.weekly("practice", who="supported") == kept.weekly("practice_supported")).all()


def test_results_say_which_rules_ran_where_not_the_models_own():
    few, own = [rule for rule in STANDARD if rule.name() != "habit"], Letters()
    for rules, told in (
        (STANDARD, ""), ([*STANDARD, own], " with letters"), ([own], " with letters alone"), ([], " without any rule"),
        (few, " without habit"), ([*few, own], " with letters without habit"),
        (STANDARD[:9], " without 9 of the model's rules"),
    ):  # fmt: skip
        assert f"<Plan parliament_mentors>{told}:" in repr(run_futures("parliament_mentors", 1, weeks=2, rules=rules))
    without = next(plan for plan in map(load, scenarios()) if plan.without)  # said by the plan itself
    assert "without" not in repr(run_futures(without, 1, weeks=2)).partition(">")[2]


def test_a_file_that_lost_rows_is_refused(tmp_path, results):
    path = results.to_parquet(tmp_path / "out.parquet")
    table = pq.read_table(path)
    pq.write_table(table.slice(0, table.num_rows - 5), path)
    with pytest.raises(ResultsError, match=r"out.parquet: \d+ rows of the band doubt, where \d+ belong"):
        Results.from_parquet(path)
