"""Jupyter's own manager starts, interrupts, restarts and ends forked kernels like any other."""

from __future__ import annotations

import ast
import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.factory import KernelProvisionerFactory

from simulation.serving.kernels.provisioner import PAGE_VARIABLE, ForkingProvisioner
from simulation.serving.kernels.zygote_supervisor import FIRST
from tests.integration.serving.kernels.conftest import RunningZygotes, exists, gone


@pytest.fixture(autouse=True)
def as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ForkingProvisioner, "supervisor", None)
    monkeypatch.setattr(KernelProvisionerFactory.instance(), "default_provisioner_name", "local-provisioner")


@asynccontextmanager
async def kernel(running: RunningZygotes | None, folder: Path, **env: str) -> AsyncIterator[AsyncKernelManager]:
    name = ForkingProvisioner.serve(running.supervisor if running else None)
    KernelProvisionerFactory.instance().default_provisioner_name = name
    manager = AsyncKernelManager(transport="ipc", connection_file=str(folder / "kernel.json"))
    await manager.start_kernel(env={**os.environ, **env}, cwd=str(folder))
    try:
        yield manager
    finally:
        if manager.has_kernel:
            await manager.shutdown_kernel(now=True)


async def says(manager: AsyncKernelManager, code: str, timeout: float = 20) -> dict:
    client = manager.client()
    client.start_channels()
    try:
        await client.wait_for_ready(timeout=timeout)
        return (await client.execute(code, reply=True, timeout=timeout, user_expressions={"answer": "answer"}))[
            "content"
        ]
    finally:
        client.stop_channels()


def answer(content: dict) -> str:
    return content["user_expressions"]["answer"]["data"]["text/plain"]


def test_a_forked_kernel_runs_cells_in_its_folder_with_its_environment(
    running_zygotes: Callable, tmp_path: Path
) -> None:
    async def story(running: RunningZygotes) -> None:
        async with kernel(running, tmp_path, WHO="a visitor") as manager:
            assert await manager.is_alive()
            said = await says(manager, "import os; answer = os.getppid(), os.getcwd(), os.environ['WHO']")
            found = ast.literal_eval(answer(said))
            assert found == (running.supervisor.zygotes[FIRST].pid, str(tmp_path), "a visitor")

    running_zygotes(story)


def test_an_interrupted_kernel_stops_what_it_does_and_goes_on(running_zygotes: Callable, tmp_path: Path) -> None:
    async def story(running: RunningZygotes) -> None:
        async with kernel(running, tmp_path) as manager:
            endless = asyncio.create_task(says(manager, "open('begun', 'w')\nwhile True: pass"))
            while not (tmp_path / "begun").exists():
                await asyncio.sleep(0.05)
            await manager.interrupt_kernel()
            assert (await endless)["ename"] == "KeyboardInterrupt"
            assert answer(await says(manager, "answer = 1 + 1")) == "2"

    running_zygotes(story)


@pytest.mark.parametrize("now", [True, False])
def test_a_kernel_that_is_shut_down_is_gone_with_its_sockets(
    running_zygotes: Callable, tmp_path: Path, now: bool
) -> None:
    async def story(running: RunningZygotes) -> None:
        async with kernel(running, tmp_path) as manager:
            pid = manager.provisioner.pid
            sockets = running.supervisor.first.folder
            of_workers = {each for each in sockets.iterdir() if each.name.endswith("-workers")}
            assert set(sockets.iterdir()) > of_workers
            await asyncio.wait_for(manager.shutdown_kernel(now=now), 10)
            assert await gone(pid)
            assert not manager.has_kernel
            assert set(sockets.iterdir()) == of_workers

    running_zygotes(story)


def test_a_restarted_kernel_is_another_fork(running_zygotes: Callable, tmp_path: Path) -> None:
    async def story(running: RunningZygotes) -> None:
        async with kernel(running, tmp_path) as manager:
            before = manager.provisioner.pid
            await manager.restart_kernel(now=True)
            assert manager.provisioner.pid != before
            assert answer(await says(manager, "answer = 'there'")) == "'there'"

    running_zygotes(story)


def test_a_kernel_that_ends_by_itself_is_seen_to_have_ended(running_zygotes: Callable, tmp_path: Path) -> None:
    async def story(running: RunningZygotes) -> None:
        async with kernel(running, tmp_path) as manager:
            os.kill(manager.provisioner.pid, 9)
            for _ in range(100):
                if not await manager.is_alive():
                    break
                await asyncio.sleep(0.05)
            assert not await manager.is_alive()
            assert await manager.provisioner.poll() == -9

    running_zygotes(story)


def test_the_kernel_of_an_open_page_runs_no_code(running_zygotes: Callable, tmp_path: Path) -> None:
    async def story(running: RunningZygotes) -> None:
        async with kernel(running, tmp_path, **{PAGE_VARIABLE: "page.ipynb"}) as manager:
            client = manager.client()
            client.start_channels()
            try:
                await client.wait_for_ready(timeout=10)
                with pytest.raises(TimeoutError):
                    await client.execute("open('broken-in', 'w')", reply=True, timeout=1)
                client.session.send(
                    client.control_channel.socket, "execute_request", {"code": "open('broken-in', 'w')"}
                )
                client.comm_info()
                assert (await client.get_shell_msg(timeout=5))["msg_type"] == "comm_info_reply"
            finally:
                client.stop_channels()
            assert not (tmp_path / "broken-in").exists()

    running_zygotes(story)


def test_where_nothing_can_be_forked_a_kernel_is_started_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        async with kernel(None, tmp_path) as manager:
            assert answer(await says(manager, "import os; answer = os.getppid()", 60)) == str(os.getpid())
            assert exists(manager.provisioner.pid)

    asyncio.run(story())
    assert "could not be forked" in caplog.text


def test_an_open_page_is_never_served_by_a_kernel_without_it(tmp_path: Path) -> None:
    async def story() -> None:
        with pytest.raises(Exception, match="is not there"):
            async with kernel(None, tmp_path, **{PAGE_VARIABLE: "page.ipynb"}):
                pass

    asyncio.run(story())
