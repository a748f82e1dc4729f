"""Systems that are not this one, as far as they can be had here: deep temporary folders, no fork, optimized Python, and a
terminal or disk that takes nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from simulation.load_test.simulated_client import SimulatedClient
from tests.load.servers import ROOT, LocalServer, answers, free_port, ours, running

pytestmark = pytest.mark.skipif(os.name != "posix", reason="of this system's own")
MACOS = "var/folders/zz/zyxvpxvq6csfxvn_n0000000000000/T"  # as deep as there, under a folder that is deep already


def opens_and_moves(address: str, timeout_s: float = 120) -> None:
    async def story() -> None:
        visitor = SimulatedClient(address, timeout_s=timeout_s)
        await visitor.arrive()
        assert visitor.failure == ""
        async with asyncio.timeout(60):
            await visitor.move_slider("months", 20)
        await visitor.close()

    asyncio.run(story())


@pytest.mark.parametrize("fork", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_a_temporary_folder_may_be_deep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fork: bool) -> None:
    deep = tmp_path / ("deep" * 20) / MACOS
    deep.mkdir(parents=True)
    monkeypatch.setenv("TMPDIR", str(deep))
    port = free_port()
    with running(ours(port, fork=fork, warm_kernels=1), port, tmp_path) as server:
        opens_and_moves(server.address)
        assert "Traceback" not in server.log()


@pytest.mark.slow
def test_optimized_python_serves_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONOPTIMIZE", "2")
    port, said = free_port(), tmp_path / "said.txt"
    with said.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "simulation", "serve", "--no-browser", f"--port={port}"],
            stdout=out, stderr=subprocess.STDOUT, cwd=ROOT, start_new_session=True,
        )  # fmt: skip
    site = LocalServer(f"http://127.0.0.1:{port}/", process.pid, said)
    try:
        answers(process, site)
        opens_and_moves(site.address)
    finally:
        process.terminate()
        assert process.wait(40) == 0
    assert "Traceback" not in site.log()


def test_a_terminal_that_takes_nothing_and_a_log_that_cannot_be_written_stop_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNTERPARTS_LOG", "/dev/full")
    port = free_port()
    with open("/dev/full", "wb") as full:
        process = subprocess.Popen(
            [sys.executable, "-m", "simulation", "serve", "--no-browser", f"--port={port}"],
            stdout=full, stderr=full, cwd=ROOT, start_new_session=True,
        )  # fmt: skip
    site = LocalServer(f"http://127.0.0.1:{port}/", process.pid, tmp_path / "none")
    try:
        answers(process, site)
        opens_and_moves(site.address)
    finally:
        process.terminate()
        start = time.monotonic()
        process.wait(40)
        assert time.monotonic() - start < 30


def mounts() -> bool:
    """Whether this system lets us have a small disk of our own."""
    try:
        probe = ["unshare", "-m", "mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", "/mnt"]
        return subprocess.run(probe, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def fill(folder: Path) -> None:
    """Until no byte and no file has room."""
    with (folder / "filler").open("wb", buffering=0) as filler, contextlib.suppress(OSError):
        while True:
            filler.write(bytes(4096))
    with contextlib.suppress(OSError):
        for nth in range(10_000):
            (folder / f"filler{nth}").touch(exist_ok=False)


@pytest.mark.skipif(not mounts(), reason="no disk of one's own may be mounted here")
def test_where_the_temporary_folder_is_full_newcomers_are_told_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    disk = Path(tempfile.mkdtemp(dir="/tmp"))  # a short path: sockets lie there
    request.addfinalizer(disk.rmdir)
    monkeypatch.setenv("TMPDIR", str(disk))
    monkeypatch.setenv("COUNTERPARTS_LOG", str(disk / "faults.log"))
    port = free_port()
    mounted = 'mount -t tmpfs -o size=4m,nr_inodes=400 tmpfs "$0" && exec "$@"'
    command = ["unshare", "-m", "sh", "-c", mounted, str(disk), *ours(port, warm_kernels=1, page_retries=2)]
    with running(command, port, tmp_path) as server:
        there = Path(f"/proc/{server.pid}/root{disk}")

        async def story() -> None:
            visitor = SimulatedClient(server.address)
            await visitor.arrive()
            assert visitor.failure == ""
            fill(there)
            cookies: dict[str, str] = {}
            said = ""
            for _ in range(8):  # the kernels that stood ready are given away first
                newcomer = SimulatedClient(server.address, cookies=cookies, timeout_s=60)
                said = await newcomer.page_text()
                cookies = newcomer.cookies
                if "cannot open another page just now" in said:
                    break
            assert "cannot open another page just now" in said
            await visitor.move_slider("months", 20)
            for each in there.glob("filler*"):
                each.unlink()
            newcomer = SimulatedClient(server.address, timeout_s=60)
            await newcomer.arrive()
            assert newcomer.failure == ""
            await newcomer.move_slider("months", 20)
            for each in (newcomer, visitor):
                await each.close()

        asyncio.run(story())
        log = server.log()
    assert "A page could not be opened" in log
    assert "Traceback" not in log
    assert len(log) < 3_000
