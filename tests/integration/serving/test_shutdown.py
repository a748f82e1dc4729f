"""Ctrl-C closes the workshop: at once, without a word of complaint, and nothing is left running."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from simulation.load_test.simulated_client import SimulatedClient
from tests.interrupt import heeding
from tests.load.memory import family, kernels_of
from tests.load.servers import ROOT, free_port, ours, running


@pytest.mark.skipif(sys.platform == "win32", reason="a process group and its Ctrl-C are POSIX's")
def test_ctrl_c_closes_everything(tmp_path: Path) -> None:
    port = free_port()
    said = tmp_path / "said.txt"
    with said.open("wb") as out:
        server = subprocess.Popen(
            heeding(ours(port)),
            stdin=subprocess.PIPE,  # the server ends with it
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            start_new_session=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
    started: list[int] = []

    async def story() -> None:
        visitor = SimulatedClient(f"http://127.0.0.1:{port}/")
        for _ in range(600):
            visitor.failure = ""
            await visitor.arrive()
            if not visitor.failure:
                break
            await asyncio.sleep(0.1)
        assert visitor.failure == ""
        started.extend(pid for pid in family(server.pid) if pid != server.pid)
        assert len(started) >= 3  # two parents and the visitor's kernel
        os.killpg(server.pid, signal.SIGINT)  # as a terminal does
        assert await asyncio.to_thread(server.wait, 15) in (0, 130)
        server.communicate()
        visitor.disconnect()
        await asyncio.sleep(0.1)

    try:
        asyncio.run(story())
    finally:
        if server.poll() is None:
            server.kill()
            server.communicate()
    end = time.monotonic() + 5
    while any(Path(f"/proc/{pid}").exists() for pid in started):
        assert time.monotonic() < end, "a kernel outlived its server"
        time.sleep(0.05)
    assert "Traceback" not in said.read_text(encoding="utf-8"), said.read_text(encoding="utf-8")


def there(visitor: SimulatedClient) -> bool:
    """Whether the server still knows the visitor's kernel."""
    with urllib.request.urlopen(f"{visitor.address}counterparts/there/{visitor.kernel}", timeout=10) as said:
        return said.read() == b"yes"


def test_a_visitor_whose_kernel_dies_finds_it_gone_and_a_new_page_there(tmp_path: Path) -> None:
    port = free_port()
    with running(ours(port), port, tmp_path) as server:

        async def story() -> None:
            first = SimulatedClient(server.address)
            await first.arrive()
            assert first.failure == ""
            for pid in kernels_of(server.pid):  # the visitor's among them
                os.kill(pid, signal.SIGKILL)
            async with asyncio.timeout(10):
                while await asyncio.to_thread(there, first):
                    await asyncio.sleep(0.1)
            again = SimulatedClient(server.address)
            await again.arrive()
            assert again.failure == ""
            assert again.kernel != first.kernel
            again.disconnect()
            first.disconnect()

        asyncio.run(story())


@pytest.mark.parametrize(
    "after_s", [0.0, pytest.param(2.0, marks=pytest.mark.slow), pytest.param(6.0, marks=pytest.mark.slow)]
)
def test_without_fork_it_stops_quietly_while_kernels_wait_for_their_turn(tmp_path: Path, after_s: float) -> None:
    port = free_port()
    with running(ours(port, fork=False), port, tmp_path) as server:
        time.sleep(after_s)
        started = family(server.pid)
    end = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in started):
        assert time.monotonic() < end
        time.sleep(0.05)
    assert "Traceback" not in server.log()
    assert "fault" not in server.log()
