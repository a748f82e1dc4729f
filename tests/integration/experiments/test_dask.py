"""A real cluster: scheduler and workers are processes of their own, and are killed."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pandas as pd
import pytest

from simulation import ExperimentResults, experiment
from simulation.experiments.sweeps.pools import cluster
from simulation.vocabulary.errors import ResultsError

pytestmark = pytest.mark.slow
OVER = {"months": [6, 12, 18, 24, 30, 36], "taper": [0, 8], "fear": [0.2, 0.5, 0.8, 0.9]}
DESIGN = {"plans": ["parliament_mentors", "twenty_group"], "over": OVER, "futures": 60, "impossible": "move"}


@pytest.fixture(scope="module")
def local(tmp_path_factory) -> ExperimentResults:
    return experiment(**DESIGN, folder=tmp_path_factory.mktemp("local") / "x")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def started(module: str, *arguments: str) -> Iterator[subprocess.Popen]:
    command = [sys.executable, "-m", module, *arguments, "--host", "127.0.0.1", "--no-dashboard"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


class RealCluster:
    """A scheduler and two workers."""

    def __init__(self, stack: ExitStack, folder) -> None:
        port = free_port()
        self.address = f"tcp://127.0.0.1:{port}"
        self.scheduler = stack.enter_context(started("distributed.cli.dask_scheduler", "--port", str(port)))
        more = ("--nthreads", "1", "--no-nanny", "--local-directory", str(folder))
        self.workers = [
            stack.enter_context(started("distributed.cli.dask_worker", self.address, *more)) for _ in range(2)
        ]
        self.client = stack.enter_context(cluster(self.address))
        self.client.wait_for_workers(2, timeout=60)


@pytest.fixture
def real(tmp_path) -> Iterator[RealCluster]:
    with ExitStack() as stack:
        yield RealCluster(stack, tmp_path)


def same(found: ExperimentResults, local: ExperimentResults) -> None:
    assert found.cases["finished"].all()
    pd.testing.assert_frame_equal(found.tidy(), local.tidy(), check_exact=True)
    pd.testing.assert_frame_equal(found.cases, local.cases)


def test_a_cluster_gives_the_same_bits_and_a_killed_worker_loses_nothing(real, local, tmp_path, capfd):
    def kill(done: int, _total: int) -> None:
        if done >= 20:
            real.workers[0].kill()

    found = experiment(**DESIGN, folder=tmp_path / "x", executor=real.client, progress=kill)
    same(found, local)
    assert "Traceback" not in capfd.readouterr().err


def test_a_killed_scheduler_is_one_line_and_another_cluster_goes_on(real, local, tmp_path, capfd):
    def kill(done: int, _total: int) -> None:
        if done >= 30:
            real.scheduler.kill()

    with pytest.raises(ResultsError, match="the workers were lost"):
        experiment(**DESIGN, folder=tmp_path / "x", executor=real.client, progress=kill)
    kept = len(ExperimentResults(tmp_path / "x").tidy())
    assert 30 * 60 <= kept < len(local.tidy())
    assert "Traceback" not in capfd.readouterr().err
    with ExitStack() as stack:
        other = RealCluster(stack, tmp_path)
        same(experiment(**DESIGN, folder=tmp_path / "x", executor=other.client), local)


OTHER_WORKER = """
import sys
import simulation.experiments.sweeps.origin as origin
origin.fingerprint = lambda: "aaaaaaaaaaaa"
from distributed.cli.dask_worker import main
main(sys.argv[1:])
"""


def test_a_worker_with_another_model_is_named_and_mixes_nothing_in(local, tmp_path):
    port = free_port()
    with ExitStack() as stack:
        stack.enter_context(started("distributed.cli.dask_scheduler", "--port", str(port)))
        command = [sys.executable, "-c", OTHER_WORKER, f"tcp://127.0.0.1:{port}", "--nthreads", "1", "--no-nanny", "--no-dashboard"]
        worker = subprocess.Popen([*command, "--local-directory", str(tmp_path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        stack.callback(worker.wait)
        stack.callback(worker.kill)
        client = stack.enter_context(cluster(f"tcp://127.0.0.1:{port}"))
        client.wait_for_workers(1, timeout=60)
        with pytest.raises(ResultsError, match="has another version of the model: install there"):
            experiment(**DESIGN, folder=tmp_path / "x", executor=client)
    assert not ExperimentResults(tmp_path / "x").cases["finished"].any()
    same(experiment(**DESIGN, folder=tmp_path / "x"), local)
