"""The runner: nothing that finished is lost or done again, whatever ended the run, on any pool."""

from __future__ import annotations

import json
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from pathlib import Path

import pytest

from simulation.experiments.result_file import ResultFile
from simulation.experiments.runner import Case, run_cases
from simulation.vocabulary.errors import OutputError, ResultsError

RECIPE = {"model": "abc", "futures": 8}
CASES = [Case(f"c{number}", number) for number in range(10)]
def square(number: int) -> int:
    return number * number


def opened(path: Path, **other) -> ResultFile:
    return ResultFile.read(path, {**RECIPE, **other})


def whole(path: Path) -> dict:
    assert opened(path).results == {f"c{number}": number * number for number in range(10)}
    lines = path.read_text().splitlines()
    assert len(lines) == 11, "a case was run twice"
    return json.loads(lines[0])


def test_results_are_kept_as_they_finish_and_only_the_rest_is_run(tmp_path):
    path, ran = tmp_path / "r.jsonl", []
    assert run_cases(CASES, square, opened(path), enough=lambda: len(ran) == 3, progress=ran.append) == 3
    assert ran == ["c0", "c1", "c2"] and list(opened(path).results) == ran
    assert run_cases(CASES, square, opened(path)) == 7
    assert whole(path) == {"results": 1, "recipe": RECIPE}
    assert run_cases(CASES, square, opened(path)) == 0


@pytest.mark.parametrize("torn", ['{"id":"c9","resu', "{", "\0\0"])
def test_a_record_that_was_cut_off_is_dropped_and_told(tmp_path, torn):
    path = tmp_path / "r.jsonl"
    run_cases(CASES[:4], square, opened(path))
    with path.open("a") as file:
        file.write(torn)
    found = opened(path)
    assert found.dropped == "r.jsonl: its last record was cut off and is dropped; that case will be run again"
    assert len(found.results) == 4 and not opened(tmp_path / "new.jsonl").dropped
    run_cases(CASES, square, found)
    whole(path)


def test_a_file_whose_first_line_was_cut_off_is_begun_again(tmp_path):
    path = tmp_path / "r.jsonl"
    path.write_text('{"results":1,"rec')
    run_cases(CASES, square, opened(path))
    whole(path)


def test_what_the_work_raises_ends_the_run_and_keeps_what_finished(tmp_path):
    path = tmp_path / "r.jsonl"

    def fails(number: int) -> float:
        if number == 5:
            raise FileNotFoundError("of its own")
        return square(number)

    with pytest.raises(FileNotFoundError, match="of its own"):
        run_cases(CASES, fails, opened(path))
    assert len(opened(path).results) == 5


class DoneAtOnce(Executor):
    """A pool that has done everything when it is asked whether anything is done."""

    def submit(self, work, /, *arguments):
        future = Future()
        try:
            future.set_result(work(*arguments))
        except Exception as problem:
            future.set_exception(problem)
        return future


@pytest.mark.parametrize("problem", [BrokenExecutor("lost"), CancelledError(), FileNotFoundError("of its own")])
def test_what_finished_beside_what_failed_is_kept(tmp_path, problem):
    path = tmp_path / "r.jsonl"

    def fails(number: int) -> float:
        if number == 5:
            raise problem
        return square(number)

    with pytest.raises((ResultsError, FileNotFoundError), match="workers were lost|of its own"):
        run_cases(CASES, fails, opened(path), executor=DoneAtOnce())
    assert opened(path).results.keys() == {f"c{number}" for number in range(10)} - {"c5"}


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('{"results":1,"recipe":{"model":"xyz","futures":8}}\n', "made with another model ('xyz', now 'abc')"),
        ('{"results":1,"recipe":{"model":"abc"}}\n', "made with another futures (None, now 8)"),
        ('{"results":2,"recipe":{}}\n', "is in format 2, and format 1 is read here"),
        ("a shopping list", "is no file of results"),
        ("a shopping list\n", "is no file of results"),
        ("[1]\n", "is no file of results"),
        (
            '{"results":1,"recipe":{"model":"abc","futures":8}}\n{"id":"c0","res\n{"id":"c1","result":1}\n',
            "line 2 is damaged",
        ),
    ],
)
def test_a_file_of_another_kind_is_refused_in_one_line_and_left_alone(tmp_path, written, told):
    path = tmp_path / "r.jsonl"
    path.write_text(written)
    with pytest.raises(ResultsError) as problem:
        opened(path)
    assert told in str(problem.value) and "\n" not in str(problem.value) and path.read_text() == written


def test_a_file_that_cannot_be_written_is_one_line(tmp_path):
    with pytest.raises(OutputError, match="cannot be written"):
        run_cases(CASES, square, opened(tmp_path / "nowhere" / "r.jsonl"))
