"""Kernels that are started anew take turns, with a lower priority than the server's."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest
from jupyter_client.manager import start_new_kernel
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from simulation.serving.kernels import anew
from simulation.serving.kernels.anew import NO_TRACES_OF_COMMS, AnewProvisioner
from simulation.serving.settings import DEFAULT

WORKS = "import time\nend = time.process_time() + 0.8\nwhile time.process_time() < end: pass\nopen({done!r}, 'w').close()\ntime.sleep(60)"
NEVER_RESTS = "while True: pass"


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[subprocess.Popen[bytes]]]:
    """All processes that were started; Jupyter's own part is to start what it is given, and nothing else."""
    processes: list[subprocess.Popen[bytes]] = []

    async def launch(self: LocalProvisioner, cmd: list[str], **_kwargs: Any) -> dict[str, Any]:
        process = subprocess.Popen(cmd)
        processes.append(process)
        self.process, self.pid = process, process.pid
        return {}

    monkeypatch.setattr(LocalProvisioner, "launch_kernel", launch)
    monkeypatch.setattr(anew, "processors", lambda: 1.0)
    monkeypatch.setattr(AnewProvisioner, "_turns", None)
    monkeypatch.setattr(AnewProvisioner, "_pool_turns", None)
    yield processes
    for each in processes:
        each.kill()
        each.wait()


def start(source: str) -> Any:
    return AnewProvisioner().launch_kernel([sys.executable, "-c", source])


def test_the_next_starts_once_the_one_before_rests(started: list[subprocess.Popen[bytes]], tmp_path: Path) -> None:
    done = [str(tmp_path / str(nth)) for nth in range(3)]
    there: list[list[bool]] = []

    async def one(nth: int) -> None:
        await start(WORKS.format(done=done[nth]))
        there.append([Path(each).exists() for each in done])

    async def story() -> None:
        AnewProvisioner.take_turns(DEFAULT)
        await asyncio.gather(*(one(nth) for nth in range(3)))

    asyncio.run(story())
    assert there == [[False, False, False], [True, False, False], [True, True, False]]
    assert all(psutil.Process(each.pid).nice() > psutil.Process().nice() for each in started)


def test_a_visitors_goes_before_those_of_the_pool(started: list[subprocess.Popen[bytes]], tmp_path: Path) -> None:
    order: list[str] = []

    async def one(name: str, preheat: str) -> None:
        command = [sys.executable, "-c", WORKS.format(done=str(tmp_path / name))]
        await AnewProvisioner().launch_kernel(command, env={**os.environ, "VOILA_PREHEAT": preheat})
        order.append(name)

    async def story() -> None:
        AnewProvisioner.take_turns(DEFAULT)
        pooled = [asyncio.create_task(one(f"pooled {nth}", "True")) for nth in range(3)]
        await asyncio.sleep(0.1)
        await asyncio.gather(one("visitor's", "False"), *pooled)

    asyncio.run(story())
    assert order == ["pooled 0", "visitor's", "pooled 1", "pooled 2"]


@pytest.mark.parametrize(
    ("first", "within_s"),
    [("", 60.0), ("import os; os.abort()", 60.0), (NEVER_RESTS, 1.0)],
    ids=["ends", "dies", "never-rests"],
)
def test_one_that_has_ended_or_never_rests_keeps_nobody_waiting(
    started: list[subprocess.Popen[bytes]], first: str, within_s: float
) -> None:
    async def story() -> None:
        AnewProvisioner.take_turns(replace(DEFAULT, kernel_turn_timeout_s=within_s))
        await start(first)
        async with asyncio.timeout(20):
            await start("")

    asyncio.run(story())
    assert len(started) == 2


def test_one_that_cannot_be_started_gives_its_turn_back(started: list[subprocess.Popen[bytes]]) -> None:
    async def story() -> None:
        AnewProvisioner.take_turns(DEFAULT)
        with pytest.raises(OSError, match="none"):
            await AnewProvisioner().launch_kernel(["/none/such"])
        async with asyncio.timeout(20):
            await start("")

    asyncio.run(story())


def test_without_a_server_there_are_no_turns(started: list[subprocess.Popen[bytes]]) -> None:
    async def story() -> None:
        await asyncio.gather(start(NEVER_RESTS), start(NEVER_RESTS))

    asyncio.run(story())
    assert len(started) == 2


def test_a_comm_that_makes_no_sense_sends_no_trace_to_the_browser() -> None:
    def heard_after_nonsense(*options: str) -> list[str]:
        manager, client = start_new_kernel(extra_arguments=list(options))
        try:
            client.execute_interactive("import ipywidgets", timeout=60)
            content = {"comm_id": "1", "target_name": "jupyter.widget", "data": {"state": 7}}
            client.shell_channel.send(client.session.msg("comm_open", content))
            last, heard = client.execute("'seen'"), []
            while not heard or (heard[-1]["parent_header"].get("msg_id"), heard[-1]["content"].get("execution_state")) != (last, "idle"):
                heard.append(client.get_iopub_msg(timeout=60))
            return [message["content"]["text"] for message in heard if message["msg_type"] == "stream"]
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)

    assert "Traceback" in "".join(heard_after_nonsense())  # what the option is for
    assert heard_after_nonsense(NO_TRACES_OF_COMMS) == []
