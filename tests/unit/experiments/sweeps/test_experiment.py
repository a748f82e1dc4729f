"""Experiments: what is in their folder, and that nothing that finished is lost or run twice."""

from __future__ import annotations

import gc
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulation import STANDARD, ExperimentResults, Results, experiment, load, run_futures
from simulation.experiments.sweeps import experiment as experiment_module
from simulation.experiments.sweeps import origin, work
from simulation.experiments.sweeps.dataset import Dataset
from simulation.model.engine.rule import Rule
from simulation.vocabulary.errors import OutputError, ParameterError, ResultsError, RuleError
from simulation.vocabulary.parameters import JUDGEMENT, param
from simulation.vocabulary.state_variables import MEMBERS

MENTORS = "parliament_mentors"
run = work.run
OVER = {"months": [6, 18], "fear": [0.2, 0.8]}


@pytest.fixture
def small_blocks(monkeypatch):
    """Two blocks a case, so that cases of a few futures are cut like those of thousands."""
    for module in (work, experiment_module, "simulation.experiments.sweeps.experiment_results"):
        monkeypatch.setattr(f"{module if isinstance(module, str) else module.__name__}.BLOCK", 4, raising=False)


def test_a_case_is_what_run_futures_gives(tmp_path, small_blocks):
    found = experiment(MENTORS, OVER, futures=6, folder=tmp_path / "x", keep=["practice"], doubt=True, seeds=[7, 9])
    rows, weeks = found.tidy(), found.tidy("week")
    assert len(rows) == 4 * 2 * 2 * 6 and len(found.files) == 16
    for _, case in found.cases.iterrows():
        plan = load(MENTORS).with_(months=int(case["months"]), fear=case["fear"])
        assert case["plan_code"] == plan.code
        results = run_futures(plan, futures=6, seed=int(case["seed"]), doubt=True)
        for band, of_band in (("luck", results), ("doubt", results.doubt)):
            mine = rows[(rows["case"] == case["case"]) & (rows["band"] == band)]
            assert mine["future"].tolist() == list(range(6))
            for name in ("gain", "days", "months_to_trust"):
                assert mine[name].to_numpy().tobytes() == of_band.per_future(name).tobytes()
            week = weeks[(weeks["case"] == case["case"]) & (weeks["band"] == band)]
            assert week["practice"].to_numpy().tobytes() == of_band.weekly("practice").tobytes()


def test_the_order_of_cases_and_files_does_not_show(tmp_path, small_blocks):
    in_order = experiment(MENTORS, OVER, futures=6, folder=tmp_path / "a").tidy()
    with ThreadPoolExecutor(1) as pool:
        first = experiment(MENTORS, OVER, futures=6, folder=tmp_path / "b", executor=pool)
    for n, file in enumerate(first.files):
        file.rename(file.with_name(f"part-{900 - n:06d}.parquet"))
    pd.testing.assert_frame_equal(in_order, first.tidy())


def test_means_and_summaries_are_of_each_case(tmp_path):
    found = experiment(MENTORS, OVER, futures=6, folder=tmp_path / "x")
    expected = [
        run_futures(load(MENTORS).with_(months=m, fear=f), 6).per_future("gain").astype(float)
        for m in (6, 18) for f in (0.2, 0.8)
    ]  # fmt: skip
    np.testing.assert_allclose(found.mean("gain"), [values.mean() for values in expected], rtol=1e-6)
    told = found.summary("gain", (0.05, 0.5))
    assert told[["months", "fear"]].to_numpy().tolist() == [[6, 0.2], [6, 0.8], [18, 0.2], [18, 0.8]]
    np.testing.assert_allclose(told["q50"], [np.quantile(values, 0.5) for values in expected], rtol=1e-6)
    assert found.scan().select("gain").collect().shape == (24, 1)
    for wrong, line in (
        (lambda: found.mean("gains"), "no outcome called 'gains'; did you mean 'gain'"),
        (lambda: found.mean("gain", "doubt"), "band = 'doubt'; there is: luck"),
        (lambda: found.tidy("week"), "no weekly series were kept"),
        (lambda: found.tidy("month"), "per = 'month'"),
        (lambda: found.summary("gain", (5,)), r"levels = \(5,\)"),
    ):
        with pytest.raises(ParameterError, match=line):
            wrong()


class Stop(BaseException):
    pass


def stopped_after(blocks: int):
    def progress(done, _total):
        if done == blocks:
            raise Stop

    return progress


@pytest.mark.parametrize("blocks", [0, 1, 5, 7])
def test_a_run_that_was_stopped_goes_on_where_it_was(tmp_path, small_blocks, monkeypatch, blocks):
    whole = experiment(MENTORS, OVER, futures=6, folder=tmp_path / "whole").tidy()
    with pytest.raises(Stop):
        experiment(MENTORS, OVER, futures=6, folder=tmp_path / "x", progress=stopped_after(blocks))
    assert int(ExperimentResults(tmp_path / "x").cases["finished"].sum()) == max(0, blocks - 4)
    ran = []
    monkeypatch.setattr(work, "run", lambda block: ran.append(block) or run(block))
    found = experiment(MENTORS, OVER, futures=6, folder=tmp_path / "x")
    assert len(ran) == 8 - blocks
    pd.testing.assert_frame_equal(whole, found.tidy())
    again = experiment(MENTORS, OVER, futures=6, folder=tmp_path / "x")
    assert len(ran) == 8 - blocks and len(again.tidy()) == 24


def test_a_case_that_fails_is_noted_and_the_rest_goes_on(tmp_path, monkeypatch):
    def fails(block):
        if block.point.case == 2:
            raise ZeroDivisionError("no \n people")
        return run(block)

    monkeypatch.setattr(work, "run", fails)
    with pytest.warns(UserWarning, match="1 of 4 cases failed, such as case 2: ZeroDivisionError: no people; `cases` has"):
        found = experiment(MENTORS, OVER, futures=6, folder=tmp_path / "x")
    assert found.cases["error"].tolist() == ["", "", "ZeroDivisionError: no people", ""]
    assert found.cases["finished"].tolist() == [True, True, False, True]
    assert np.isnan(found.mean("gain")).tolist() == [False, False, True, False]
    assert "3 of 4 cases finished, 1 failed" in repr(found)
    monkeypatch.setattr(work, "run", run)
    found = experiment(MENTORS, OVER, futures=6, folder=tmp_path / "x")
    assert found.cases["finished"].all() and (found.cases["error"] == "").all()


def test_where_nothing_has_finished_there_is_nothing_to_read(tmp_path):
    with pytest.raises(Stop):
        experiment(MENTORS, OVER, futures=6, folder=tmp_path / "x", progress=stopped_after(0))
    found = ExperimentResults(tmp_path / "x")
    assert found.cases["finished"].sum() == 0 and found.failed() == ""
    for read in (found.tidy, found.scan, lambda: found.mean("gain"), lambda: found.summary("gain")):
        with pytest.raises(ParameterError, match="x: no case has finished"):
            read()


def test_what_is_left_out_as_impossible_is_in_the_list_of_cases(tmp_path):
    found = experiment(MENTORS, {"months": [4, 18], "taper": [6]}, futures=2, folder=tmp_path / "x", impossible="skip")
    assert found.cases["finished"].tolist() == [False, True]
    assert "taper = 6 months" in found.cases["note"][0]
    assert np.isnan(found.mean("gain")[0]) and "1 of 1 cases finished" in repr(found)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"futures": 3}, "made with another futures (2, now 3)"),
        ({"seeds": [8]}, "made with another seeds ([7], now [8])"),
        ({"over": {"months": [6, 12]}}, "made with another over"),
    ],
)
def test_two_designs_do_not_share_a_folder(tmp_path, more, told):
    experiment(MENTORS, {"months": [6, 18]}, futures=2, folder=tmp_path / "x")
    before = {path: path.read_bytes() for path in (tmp_path / "x").rglob("*") if path.is_file()}
    with pytest.raises(ResultsError) as refused:
        experiment(**{"plans": MENTORS, "over": {"months": [6, 18]}, "futures": 2, "folder": tmp_path / "x", **more})
    assert told in str(refused.value) and "design.json" in str(refused.value)
    assert before == {path: path.read_bytes() for path in (tmp_path / "x").rglob("*") if path.is_file()}


def test_of_cases_that_are_half_done_there_is_no_summary(tmp_path, small_blocks):
    calls = []

    def stop(done: int, _total: int) -> None:
        calls.append(done)
        if done == 5:  # every case has its first block, one has both
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        experiment(MENTORS, OVER, futures=6, folder=tmp_path / "x", progress=stop)
    found = ExperimentResults(tmp_path / "x")
    assert "1 of 4 cases finished, 3 half done, 6 futures each" in repr(found)
    told = found.summary("gain")
    assert len(told) == 1 and told["plan"].tolist() == [MENTORS] and not told.isna().any().any()
    assert np.isfinite(found.mean("gain")).sum() == 1
    whole = experiment(MENTORS, OVER, futures=6, folder=tmp_path / "x")
    assert len(whole.summary("gain")) == 4 and "half done" not in repr(whole)


def test_a_folder_may_begin_at_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert experiment(MENTORS, None, futures=2, folder="~/x").folder == tmp_path / "x"
    assert len(ExperimentResults("~/x").tidy()) == 2


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(ResultsError, match="holds other files and no experiment"):
        experiment(MENTORS, None, futures=2, folder=tmp_path)
    with pytest.raises(ResultsError, match=r"thesis.txt: is a file; name a folder"):
        experiment(MENTORS, None, futures=2, folder=tmp_path / "thesis.txt")
    with pytest.raises(ResultsError, match="there is no experiment here"):
        ExperimentResults(tmp_path)
    with pytest.raises(ResultsError, match="there is no experiment here"):
        ExperimentResults(tmp_path / "nowhere")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("content", [b"", b"PAR1", b"half"])
def test_a_damaged_part_is_named_and_what_it_held_can_be_run_again(tmp_path, content):
    folder = tmp_path / "x"
    whole = experiment(MENTORS, OVER, futures=2, folder=folder).tidy()
    part = folder / "outcomes" / "part-000002.parquet"
    part.write_bytes(content)
    with pytest.raises(ResultsError, match=r"part-000002.parquet: .*(damaged|cannot be read)"):
        experiment(MENTORS, OVER, futures=2, folder=folder)
    part.unlink()
    pd.testing.assert_frame_equal(whole, experiment(MENTORS, OVER, futures=2, folder=folder).tidy())


def test_a_foreign_parquet_file_among_the_parts_is_named(tmp_path):
    found = experiment(MENTORS, None, futures=2, folder=tmp_path / "x")
    pd.DataFrame({"a": [1]}).to_parquet(tmp_path / "x" / "outcomes" / "part-000007.parquet")
    with pytest.raises(ResultsError, match=r"part-000007.parquet: is damaged, or no part of an experiment"):
        experiment(MENTORS, None, futures=2, folder=tmp_path / "x")
    with pytest.raises(ResultsError, match=r"is part of an experiment; ExperimentResults\(.*x'\) reads it"):
        Results.from_parquet(found.files[0])


def test_a_part_that_does_not_belong_here_is_named(tmp_path):
    part = experiment(MENTORS, OVER, futures=2, folder=tmp_path / "x").files[2]
    other = experiment(MENTORS, OVER, futures=2, seeds=[8], folder=tmp_path / "other").files[0]
    for name, content, told in (
        ("part-000009.parquet", other.read_bytes(), "is of another experiment"),
        ("part-000009.parquet", part.read_bytes(), "has futures that another part has too"),
        ("part-000003 (copy).parquet", part.read_bytes(), "is no part of this experiment by its name"),
    ):
        foreign = part.with_name(name)
        foreign.write_bytes(content)
        for read in (lambda: ExperimentResults(tmp_path / "x").cases, lambda: experiment(MENTORS, OVER, futures=2, folder=tmp_path / "x")):
            with pytest.raises(ResultsError, match=rf"{name[:11]}.*parquet: {told}"):
                read()
        foreign.unlink()
    assert len(experiment(MENTORS, OVER, futures=2, folder=tmp_path / "x").tidy()) == 8


def test_weekly_rows_that_somebody_took_away_are_missed(tmp_path):
    found = experiment(MENTORS, OVER, futures=2, folder=tmp_path / "x", keep=["trust"])
    (tmp_path / "x" / "weekly" / "part-000002.parquet").unlink()
    with pytest.raises(ResultsError, match=r"weekly/part-000002.parquet: is missing"):
        found.tidy("week")


def test_a_part_that_is_damaged_in_the_middle_is_named(tmp_path):
    found = experiment(MENTORS, OVER, futures=50, folder=tmp_path / "x")
    content = bytearray(found.files[1].read_bytes())
    content[4 : len(content) // 2] = bytes(len(content) // 2 - 4)  # its end, where it says what it is, is whole
    found.files[1].write_bytes(content)
    for read in (found.tidy, lambda: found.mean("gain"), lambda: found.summary("gain")):
        with pytest.raises(ResultsError, match=r"part-000002.parquet: is damaged; move it away"):
            read()


@pytest.mark.parametrize(("what", "told"), [("model", "the model"), ("own_rules", "rules of your own")])
def test_a_worker_with_another_version_ends_the_run_and_nothing_is_lost(tmp_path, monkeypatch, what, told):
    here, batches = work.origin(None, False), []

    def checked(expected, *more):
        batches.append(expected)
        origin.check_origin(expected if len(batches) < 3 else {**expected, what: "other"}, *more)

    monkeypatch.setattr(work, "check_origin", checked)
    with ThreadPoolExecutor(1) as pool, pytest.raises(ResultsError, match=f"the worker on .* has another version of {told}: install"):
        experiment(MENTORS, {"fear": list(np.linspace(0.1, 0.9, 6))}, futures=2, folder=tmp_path / "x", executor=pool)
    assert batches[0] == here and ExperimentResults(tmp_path / "x").cases["finished"].sum() == 2


def test_results_say_who_made_them_also_where_several_did(tmp_path, monkeypatch):
    folder = tmp_path / "x"
    found = experiment(MENTORS, OVER, futures=2, folder=folder)
    (here,) = found.provenance["made_by"]
    assert here["versions"]["numpy"] == np.__version__ and here["machine"]["processor"]
    found.files[3].unlink()
    elsewhere = {**here, "machine": {"processor": "another", "numba": "none"}}
    monkeypatch.setattr(work, "run", lambda block: replace(run(block), made_by=elsewhere))
    assert experiment(MENTORS, OVER, futures=2, folder=folder).provenance["made_by"] == [here, elsewhere]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"experiment": 99}', "null"])
def test_a_damaged_design_is_named(tmp_path, content):
    experiment(MENTORS, None, futures=2, folder=tmp_path / "x")
    (tmp_path / "x" / "design.json").write_text(content)
    with pytest.raises(ResultsError, match=r"design.json: is (damaged|in format)"):
        experiment(MENTORS, None, futures=2, folder=tmp_path / "x")


def test_a_full_disk_is_one_line_and_what_was_written_stays(tmp_path, monkeypatch):
    written = Dataset._write_table

    def full(self, path, table, ids):
        if path.name == "part-000003.parquet":
            raise OSError(28, "No space left on device")
        written(self, path, table, ids)

    monkeypatch.setattr(Dataset, "_write_table", full)
    with pytest.raises(OutputError, match=r"x: cannot be written \(No space left on device\)"):
        experiment(MENTORS, OVER, futures=2, folder=tmp_path / "x")
    assert ExperimentResults(tmp_path / "x").cases["finished"].tolist() == [True, True, False, False]
    monkeypatch.undo()
    assert len(experiment(MENTORS, OVER, futures=2, folder=tmp_path / "x").tidy()) == 8


def test_weekly_rows_of_a_run_that_was_cut_off_are_taken_away(tmp_path):
    folder = tmp_path / "x"
    whole = experiment(MENTORS, OVER, futures=2, folder=folder, keep=["trust"]).tidy("week")
    (folder / "outcomes" / "part-000004.parquet").unlink()  # killed between the two files of a part
    (folder / "outcomes" / ".part-000004.parquet.1.partial").write_bytes(b"half")
    found = experiment(MENTORS, OVER, futures=2, folder=folder, keep=["trust"])
    pd.testing.assert_frame_equal(whole, found.tidy("week"))
    assert not list(folder.rglob("*.partial")) and not list(folder.rglob(".*partial"))


def test_without_a_folder_it_goes_with_its_results():
    found = experiment(MENTORS, None, futures=2)
    folder = found.folder
    assert folder.is_dir()
    del found
    gc.collect()
    assert not folder.exists()


@dataclass(frozen=True)
class Letters(Rule):
    """Letters of thanks make people bold."""

    each = MEMBERS
    boldness: float = param(
        0.01, 0.0, 0.05, unit="share/week", label="Boldness", evidence=JUDGEMENT, help="What a letter gives in a week.",
    )  # fmt: skip

    def change(self, confidence):
        return {"confidence": (1.0 - confidence) * self.boldness}


def test_numbers_of_ones_own_rule_are_swept_like_any_other(tmp_path):
    rules = (*STANDARD, Letters())
    found = experiment(MENTORS, {"boldness": [0.0, 0.05]}, rules=rules, futures=10, folder=tmp_path / "x")
    without, with_letters = found.mean("gain")
    assert with_letters > without
    assert without == pytest.approx(run_futures(MENTORS, 10).per_future("gain").mean(), rel=1e-6)
    assert found.design["own_rules"]["letters"]["numbers"] == {"boldness": 0.01}
    for rules_given, told in ((Letters(), "rules = .* must be a list of rules"), ([Letters], "Letters is a class; give")):
        with pytest.raises(RuleError, match=told):
            experiment(MENTORS, {"boldness": [0.0]}, rules=rules_given, futures=2)
    with pytest.raises(ParameterError, match="no number called 'boldness'"):
        experiment(MENTORS, {"boldness": [0.0]}, futures=2)


def test_a_rule_that_workers_cannot_find_is_refused(monkeypatch):
    monkeypatch.setattr(Letters, "__module__", "__main__")
    with pytest.raises(ParameterError, match="rule letters stands in this notebook"):
        experiment(MENTORS, None, rules=(*STANDARD, Letters()), futures=2, processes=2)


def test_an_executor_of_no_kind_is_refused():
    for executor in (7, "tcp://127.0.0.1:8786"):
        with pytest.raises(ParameterError, match="neither a Dask client nor an executor"):
            experiment(MENTORS, None, futures=2, executor=executor)
    with ThreadPoolExecutor(1) as pool, pytest.raises(ParameterError, match="give one of them"):
        experiment(MENTORS, None, futures=2, executor=pool, processes=2)


def test_what_made_it_is_whole_and_the_same_on_any_machine(tmp_path):
    found = experiment(MENTORS, OVER, futures=2, folder=tmp_path / "x", doubt=True)
    text = json.dumps(found.provenance)
    assert {"plans", "over", "seeds", "futures", "model", "own_rules", "sample"} <= set(found.provenance)
    assert found.provenance["sample"] and str(tmp_path) not in text
    stored = json.loads((tmp_path / "x" / "design.json").read_text())
    assert "machine" not in json.dumps(stored) and "versions" not in stored


def test_later_parts_gather_several_blocks(tmp_path, monkeypatch):
    monkeypatch.setattr("simulation.experiments.sweeps.dataset._SINGLE_PARTS", 1)
    monkeypatch.setattr("simulation.experiments.sweeps.dataset._GATHERED", 1e9)
    found = experiment(MENTORS, {"fear": [0.1, 0.2, 0.3, 0.4]}, futures=2, folder=Path(tmp_path / "x"))
    assert len(found.files) == 2 and len(found.tidy()) == 8 and found.cases["finished"].all()
