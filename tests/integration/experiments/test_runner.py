"""Nothing that finished is lost, whatever becomes of a process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from importlib.util import find_spec

import pytest

from simulation.experiments.runner import run_cases
from simulation.vocabulary.errors import ResultsError
from tests.unit.experiments.test_runner import CASES, opened, square, whole

SLOWLY = """
import sys, time
from pathlib import Path
from simulation.experiments.result_file import ResultFile
from simulation.experiments.runner import Case, run_cases
def work(number):
    time.sleep(0.05)
    return number * number
file = ResultFile.read(Path(sys.argv[1]), {"model": "abc", "futures": 8})
run_cases([Case(f"c{n}", n) for n in range(10)], work, file)
"""


def dies(number: int) -> int:
    if number == 4:
        os._exit(1)
    time.sleep(0.05)
    return number * number


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal here")
def test_a_process_that_is_killed_loses_no_more_than_the_case_it_was_at(tmp_path):
    path = tmp_path / "r.jsonl"
    running = subprocess.Popen([sys.executable, "-c", SLOWLY, str(path)])
    while len(path.read_text().splitlines() if path.exists() else []) < 4:
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    running.wait()
    before = len(opened(path).results)
    assert 3 <= before < 10
    assert run_cases(CASES, square, opened(path)) == 10 - before
    whole(path)


@pytest.mark.parametrize("pool", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_any_pool_does_the_same(tmp_path, pool):
    path = tmp_path / "r.jsonl"
    with pool(2) as executor:
        assert run_cases(CASES, square, opened(path), executor=executor) == 10
        assert run_cases(CASES, square, opened(path), executor=executor) == 0
    whole(path)


def test_a_lost_worker_is_one_line_and_the_rest_goes_on(tmp_path):
    path = tmp_path / "r.jsonl"
    with ProcessPoolExecutor(2) as executor, pytest.raises(ResultsError, match="the workers were lost"):
        run_cases(CASES, dies, opened(path), executor=executor)
    assert len(opened(path).results) < 10
    run_cases(CASES, square, opened(path))
    whole(path)


@pytest.mark.skipif(find_spec("fcntl") is None, reason="no locks here")
def test_two_processes_do_not_write_one_file_at_once(tmp_path):
    path = tmp_path / "r.jsonl"
    with opened(path).appending() as add:
        add("c0", 0)
        other = subprocess.run([sys.executable, "-c", SLOWLY, str(path)], capture_output=True, text=True, check=False)
        assert "another process is writing it" in other.stderr
    run_cases(CASES, square, opened(path))
    whole(path)
