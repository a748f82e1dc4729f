"""`counterparts sweep`: whatever ends it, what had finished is there and is not run again."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from simulation import ExperimentResults, experiment
from simulation.cli.main import main

DESIGN = """
plans = ["parliament_mentors", "country.toml"]
futures = 250
impossible = "skip"
keep = ["practice"]
[over]
months = [4, 12, 18, 24]
taper = [0, 6]
fear = [0.2, 0.8]
"""
COUNTRY = """
title = "A country"
story = "A story."
question = "A question?"
sources = ["T13"]
[numbers]
months = 12
"""


@pytest.fixture
def design(tmp_path) -> Path:
    (tmp_path / "country.toml").write_text(COUNTRY)
    (tmp_path / "design.toml").write_text(DESIGN)
    return tmp_path / "design.toml"


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> ExperimentResults:
    """The same design, run in this process."""
    return in_python(tmp_path_factory.mktemp("whole"), futures=250)


def in_python(folder: Path, futures: int) -> ExperimentResults:
    folder.mkdir(exist_ok=True)
    (file := folder / "country.toml").write_text(COUNTRY)
    over = {"months": [4, 12, 18, 24], "taper": [0, 6], "fear": [0.2, 0.8]}
    return experiment(
        ["parliament_mentors", file], over, futures=futures, impossible="skip", keep=["practice"], folder=folder / "x",
    )  # fmt: skip


def same(found: ExperimentResults, whole: ExperimentResults) -> None:
    for per in ("future", "week"):
        pd.testing.assert_frame_equal(found.tidy(per), whole.tidy(per), check_exact=True)
    pd.testing.assert_frame_equal(found.cases, whole.cases)


def begun(design: Path, *options: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "simulation", "sweep", str(design), *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)


def test_a_design_in_a_file_gives_what_python_gives(design, tmp_path, capfd):
    design.write_text(DESIGN.replace("futures = 250", "futures = 10"))
    with pytest.raises(SystemExit, match="0"):
        main(["sweep", str(design), "--processes", "2"])
    found = ExperimentResults(design.with_suffix(""))
    same(found, in_python(tmp_path / "in_python", futures=10))
    assert capfd.readouterr().out == f"Written: {found.folder}, 28 of 28 cases have finished, 4 are left out as impossible\n"
    with pytest.raises(SystemExit, match="2"):
        main(["sweep", str(design)])
    told = capfd.readouterr().err
    assert "28 of 28 cases have finished, 4 are left out as impossible; --resume goes on with it" in told
    with pytest.raises(SystemExit, match="0"):
        main(["sweep", str(design), "--resume"])


def killed_at_random_moments(design: Path, kills: int, seed: int) -> ExperimentResults:
    """Kill a sweep so many times, its processes with it, and let it finish."""
    luck = random.Random(seed)
    for _ in range(kills):
        running = begun(design, "--resume", "--processes", "1")
        time.sleep(luck.uniform(0.2, 4.0))
        os.killpg(running.pid, signal.SIGKILL)
        running.communicate()
    last = begun(design, "--resume")
    assert "Written" in last.communicate(timeout=120)[0]
    return ExperimentResults(design.with_suffix(""))


@pytest.mark.slow
def test_killed_at_twenty_moments_nothing_is_lost_or_twice(design, whole):
    same(killed_at_random_moments(design, 20, seed=2), whole)


@pytest.mark.slow
def test_stopped_by_ctrl_c_it_says_how_far_it_came(design, whole):
    running = begun(design)
    folder = design.with_suffix("")
    while not list(folder.glob("outcomes/part-*")):
        assert running.poll() is None, running.communicate()
        time.sleep(0.02)
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does: to the workers too
    told = running.communicate(timeout=60)[0]
    assert running.returncode == 130, told
    assert "of 28 cases have finished" in told and "--resume goes on with it" in told and "Traceback" not in told
    assert "nothing was written" not in told
    with pytest.raises(SystemExit, match="0"):
        main(["sweep", str(design), "--resume"])
    same(ExperimentResults(folder), whole)


SCRIPT = """
from simulation import experiment
{guard}
    experiment("parliament_mentors", {{"months": list(range(6, 30))}}, futures=200, processes=2, folder="out")
"""


def script(tmp_path, guard: str) -> subprocess.Popen:
    (tmp_path / "mine.py").write_text(SCRIPT.format(guard=guard))
    return subprocess.Popen(
        [sys.executable, "mine.py"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip


@pytest.mark.slow
def test_a_script_without_a_guard_is_told_to_have_one(tmp_path):
    told = script(tmp_path, "if True:").communicate(timeout=120)[0]
    assert 'needs if __name__ == "__main__": before the call' in told and "bootstrapping" not in told


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="a process is killed as POSIX does")
def test_workers_end_with_whoever_started_them(tmp_path):
    import psutil

    running = script(tmp_path, 'if __name__ == "__main__":')
    while not list((tmp_path / "out").glob("outcomes/part-*")):
        assert running.poll() is None, running.communicate()
        time.sleep(0.02)
    workers = psutil.Process(running.pid).children(recursive=True)
    running.kill()
    running.wait(timeout=30)
    _gone, alive = psutil.wait_procs(workers, timeout=30)
    assert len(workers) >= 2 and not alive
    running.communicate(timeout=30)


@pytest.mark.slow
def test_two_processes_do_not_write_one_folder(design, whole, capfd):
    running = begun(design)
    folder = design.with_suffix("")
    while not list(folder.glob("outcomes/part-*")):
        assert running.poll() is None, running.communicate()
        time.sleep(0.02)
    with pytest.raises(SystemExit, match="2"):
        main(["sweep", str(design), "--resume"])
    assert "another process is writing it; wait for it, or stop it" in capfd.readouterr().err
    assert "Written" in running.communicate(timeout=120)[0]
    same(ExperimentResults(folder), whole)


@pytest.mark.slow
def test_a_disk_that_takes_no_more_is_one_line(design, whole):
    command = [sys.executable, "-m", "simulation", "sweep", str(design), "--processes", "1"]

    def small_files():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))

    ended = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=small_files)
    assert ended.returncode == 2 and "cannot be written (File too large)" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    with pytest.raises(SystemExit, match="0"):
        main(["sweep", str(design), "--resume"])
    same(ExperimentResults(design.with_suffix("")), whole)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("plans = [", "design.toml: is not valid TOML"),
        ("futures = 3", "design.toml: plans is missing"),
        ('plans = ["parliament_mentor"]', "design.toml: 'parliament_mentor' is no scenario; did you mean"),
        ('plans = ["nowhere.toml"]', "there is no such scenario file"),
        ('plan = ["parliament_mentors"]', "design.toml: unknown key 'plan'; did you mean 'plans'"),
        ('plans = ["parliament_mentors"]\nover = 3', "design.toml: over = 3 must be"),
        ('plans = ["parliament_mentors"]\n[over]\nmnths = [3]', "no number called 'mnths'; did you mean 'months'"),
        ('plans = ["parliament_mentors"]\n[over]\nmonths = "all"', "over: months = 'all' must be a list of values, such as [6, 12], or with design"),
        ('plans = ["parliament_mentors"]\n[over]\nmonths = "6"', "over: months = '6' must be a list of values"),
        ('plans = ["parliament_mentors"]\ndesign = "lhs"\n[over]\nmonths = [6, 12]', "design = 'lhs'; allowed: grid, points"),
        ('plans = ["parliament_mentors"]\n[over]\ntaper = [12]\nmonths = [2]', "1 of 1 cases are impossible"),
        ('plans = ["parliament_mentors"]\nseeds = 7', "seeds = 7 must be a list"),
        ('plans = ["parliament_mentors"]\nsamples = "x"\ndesign = "sobol"\n[over]\nmonths = [3, 4]', "samples = 'x' must be"),
        ("plans = 7", "7 is neither the name of a scenario"),
    ],
)
def test_a_file_that_is_no_design_is_one_line(design, text, told, capfd):
    design.write_text(text)
    with pytest.raises(SystemExit, match="2"):
        main(["sweep", str(design)])
    error = capfd.readouterr().err
    assert told in error and len(error.splitlines()) == 1
    assert not design.with_suffix("").exists()


def test_what_is_not_there_is_one_line(design, capfd, monkeypatch):
    monkeypatch.setattr("simulation.experiments.sweeps.pools._CONNECTED_WITHIN_S", 0.5)
    for arguments, told in (
        ([str(design.with_name("other.toml"))], "there is no such design file"),
        ([str(design), "--scheduler", "tcp://127.0.0.1:9", "--out", str(design.parent / "o")], "no Dask scheduler answers"),
        ([str(design), "--scheduler", "127.0.0.1:9", "--processes", "2"], "--scheduler and --processes: give one of them"),
        ([str(design), "--processes", "0"], "processes = 0 is out of range"),
    ):
        with pytest.raises(SystemExit, match="2"):
            main(["sweep", *arguments])
        error = capfd.readouterr().err
        assert told in error and len(error.splitlines()) == 1, error
