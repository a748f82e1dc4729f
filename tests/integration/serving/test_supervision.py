"""A server under its supervisor, as `counterparts serve` runs it: killed, hung, and left alone."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from simulation.load_test.simulated_client import SimulatedClient
from tests.load.servers import ROOT, LocalServer, answers, free_port

KILLED_S, HUNG_S = 6.0, 12.0  # until the page is back
LOADED = 3.0  # this many times as long on a machine that runs other tests beside


class Supervised:
    """`counterparts serve` in a process of its own."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.port, self.said = free_port(), folder / "said.txt"
        with self.said.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "simulation", "serve", "--no-browser", f"--port={self.port}", *options],
                stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, cwd=ROOT, start_new_session=True,
            )  # fmt: skip
        self.site = LocalServer(f"http://127.0.0.1:{self.port}/", self.process.pid, self.said)
        answers(self.process, self.site)

    @property
    def server(self) -> int:
        """The process id of the server itself."""
        (server,) = psutil.Process(self.process.pid).children()
        return server.pid

    def end(self) -> int:
        self.process.terminate()
        return self.process.wait(40)


@pytest.fixture
def supervised(tmp_path: Path) -> Iterator[Supervised]:
    running = Supervised(tmp_path, "--most=3")
    yield running
    assert running.end() == 0
    assert "Traceback" not in running.site.log(), running.site.log()


async def returned(before: SimulatedClient) -> tuple[SimulatedClient, float]:
    """The same browser, which opens its page again until it is there."""
    start = time.monotonic()
    while True:
        again = SimulatedClient(before.address, before.plan, dict(before.cookies), timeout_s=30)
        await again.arrive()
        if not again.failure:
            return again, time.monotonic() - start
        assert time.monotonic() - start < 60, again.failure
        await asyncio.sleep(0.1)


@pytest.mark.parametrize(
    ("number", "within_s", "said"),
    [
        (signal.SIGKILL, KILLED_S, "The server has died."),
        pytest.param(signal.SIGSTOP, HUNG_S, "The server did not answer for", marks=pytest.mark.slow),
    ],
)
def test_a_server_that_is_killed_or_hangs_is_back_with_everybodys_plan_and_place(
    supervised: Supervised, number: signal.Signals, within_s: float, said: str
) -> None:
    async def story() -> None:
        here = [SimulatedClient(supervised.site.address) for _ in range(3)]
        for nth, each in enumerate(here):
            await each.arrive()
            assert each.failure == ""
            await each.move_slider("months", 20 + nth)
            await each.wait_for_picture(10)
        await asyncio.sleep(1.5)  # the server says who is here every second
        gone, server = supervised.server, psutil.Process(supervised.server)
        family = server.children(recursive=True)
        os.kill(gone, number)
        for each in here:
            each.disconnect()
        stranger = asyncio.create_task(returned(SimulatedClient(supervised.site.address)))
        back = await asyncio.gather(*(returned(each) for each in here))
        assert max(took for _again, took in back) < LOADED * within_s
        assert [again.sliders["months"] for again, _took in back] == [20, 21, 22]
        assert not stranger.done()  # who comes new waits: the places are theirs who were here
        for again, _took in back:
            await again.close()
        (came, _took) = await stranger
        came.disconnect()
        assert supervised.server != gone
        assert said in supervised.site.log()
        assert not psutil.wait_procs(family, timeout=15)[1]

    asyncio.run(story())


def test_a_server_whose_supervisor_is_killed_ends_by_itself(tmp_path: Path) -> None:
    running = Supervised(tmp_path)
    family = psutil.Process(running.process.pid).children(recursive=True)
    assert len(family) > 4
    running.process.kill()
    running.process.wait()
    assert not psutil.wait_procs(family, timeout=30)[1]


@pytest.mark.parametrize(
    "number", [signal.SIGINT, *(pytest.param(each, marks=pytest.mark.slow) for each in (signal.SIGTERM, signal.SIGHUP))]
)
def test_it_ends_with_all_that_it_started(tmp_path: Path, number: signal.Signals) -> None:
    running = Supervised(tmp_path)
    family = psutil.Process(running.process.pid).children(recursive=True)
    running.process.send_signal(number)
    assert running.process.wait(40) == 0
    assert not psutil.wait_procs(family, timeout=10)[1]
    assert "Traceback" not in running.site.log()
