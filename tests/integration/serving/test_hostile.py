"""One participant cannot stop the others: each attack here is made on a real server, while somebody else moves a slider.

Throughout an attack the other's page is answered, and afterwards the server has its memory back.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import psutil
import pytest

from simulation.load_test.process_tree import leads
from simulation.load_test.simulated_client import SimulatedClient
from simulation.load_test.websocket_messages import PROTOCOL
from simulation.serving.settings import DEFAULT
from tests.load import attacks
from tests.load.raw_websocket import RawWebsocket, RefusedError
from tests.load.servers import LocalServer, free_port, limited, ours, ours_on, running

ANSWERED_S = 5.0  # at most, on a machine that runs other tests beside; a server that is stopped answers nobody at all
MEGABYTE = 2**20
GROWTH = 150 * MEGABYTE  # of the server, while an attack lasts: without a bound they take gigabytes


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    port, folder = free_port(), tmp_path_factory.mktemp("hostile")
    attacks.pages_folder(folder)
    with running(ours_on(port, folder), port, folder) as server:
        yield server
    assert "Traceback" not in server.log(), server.log()


async def opened(server: LocalServer) -> SimulatedClient:
    visitor = SimulatedClient(server.address)
    await visitor.arrive()
    assert visitor.failure == ""
    return visitor


@contextlib.asynccontextmanager
async def somebody_moves(server: LocalServer) -> AsyncIterator[list[float]]:
    """While the block runs, another visitor drags a slider without a pause; gives the seconds that each answer took."""
    other, took = await opened(server), []

    async def drag() -> None:
        while True:
            for months in (20, 22, 24):
                async with asyncio.timeout(30):
                    took.append(await other.move_slider("months", months))

    dragging = asyncio.create_task(drag())
    try:
        yield took
    finally:
        dragging.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await dragging
        await other.close()


def attacked(server: LocalServer, attack: Callable[[], Awaitable[None]]) -> None:
    """Make an attack while somebody moves a slider; the server's time and memory stay within bounds."""

    async def story() -> None:
        process = psutil.Process(server.pid)
        async with somebody_moves(server) as took:
            while not took:
                await asyncio.sleep(0.05)
            before = process.memory_info().rss
            await attack()
            moves = len(took)
            async with asyncio.timeout(30):
                while len(took) < moves + 2:
                    await asyncio.sleep(0.05)
            assert process.memory_info().rss - before < GROWTH
            assert max(took) < ANSWERED_S, took

    asyncio.run(story())


@pytest.mark.parametrize("protocols", ["", "v2.kernel.websocket.jupyter.org", "nonsense, v0"])
def test_a_connection_in_another_protocol_is_refused(server: LocalServer, protocols: str) -> None:
    async def story() -> None:
        visitor = await opened(server)
        with pytest.raises(RefusedError) as refused:
            await RawWebsocket.to_kernel(server.address, visitor.kernel, protocols)
        assert refused.value.status == 400
        assert refused.value.headers["X-Content-Type-Options"] == "nosniff"
        await visitor.close()

    asyncio.run(story())


def test_a_zygote_that_is_killed_while_its_page_draws_stops_nobody(server: LocalServer) -> None:
    async def story() -> None:
        visitors = [await opened(server) for _ in range(8)]
        kernels = [each for each in psutil.Process(server.pid).children(recursive=True) if leads(each.pid)]
        zygotes = {each.ppid() for each in kernels} - {server.pid}
        assert zygotes
        dragged = [asyncio.create_task(drag_until_cut(each)) for each in visitors]
        await asyncio.sleep(1)
        for pid in zygotes:
            os.kill(pid, signal.SIGKILL)
        await asyncio.wait_for(asyncio.gather(*dragged), 30)
        start = time.monotonic()
        again = SimulatedClient(server.address)
        await again.arrive()
        assert again.failure == ""
        assert time.monotonic() - start < 20
        assert await again.move_slider("months", 20) < ANSWERED_S
        await again.close()

    asyncio.run(story())


async def drag_until_cut(visitor: SimulatedClient) -> None:
    """Drag a slider, never waiting for an answer, until the connection is gone."""
    with contextlib.suppress(ConnectionError):
        for nth in range(10_000):
            move = {"seq": nth, "side": "a", "values": {**visitor.sliders, "months": 18 + nth % 12}}
            await visitor.send("comm_msg", {"comm_id": visitor._levers, "data": {"method": "custom", "content": move}})
            await asyncio.sleep(0.005)
    visitor.disconnect()
    await asyncio.sleep(0.05)


QUICK = ("other_protocols", "lying_lengths", "connections")


@pytest.mark.parametrize("page", attacks.PAGES)
@pytest.mark.parametrize(
    "attack", [each if each in QUICK else pytest.param(each, marks=pytest.mark.slow) for each in attacks.ATTACKS]
)
def test_an_attack_keeps_nobody_waiting_and_takes_no_memory(server: LocalServer, attack: str, page: str) -> None:
    seen = asyncio.run(attacks.made(server, attacks.ATTACKS[attack], attacks.PAGES[page], seconds=4, calm_s=20))
    assert max(seen.answers) < ANSWERED_S
    assert seen.most < GROWTH / MEGABYTE
    assert seen.kept < attacks.KEPT_MEGABYTES


def test_a_kernel_has_so_many_connections_and_the_newest_count(server: LocalServer) -> None:
    async def story() -> None:
        visitor = await opened(server)
        process = psutil.Process(server.pid)
        before = process.num_fds()
        found = await asyncio.gather(
            *(RawWebsocket.to_kernel(server.address, visitor.kernel, PROTOCOL) for _ in range(100)),
            return_exceptions=True,
        )
        let_in = [each for each in found if isinstance(each, RawWebsocket)]
        assert {each.status for each in found if isinstance(each, RefusedError)} == {429}
        assert 1 <= len(let_in) < 20
        async with asyncio.timeout(20):
            while process.num_fds() > before + 30:
                await asyncio.sleep(0.1)
        answered = [await each.answers(ANSWERED_S) for each in let_in]
        assert answered[-1] and sum(answered) <= DEFAULT.websockets_per_kernel
        for each in let_in:
            each.close()
        await visitor.close()

    asyncio.run(story())


def test_another_sites_page_is_refused(server: LocalServer) -> None:
    async def story() -> None:
        visitor = await opened(server)
        with pytest.raises(RefusedError) as refused:
            await RawWebsocket.to_kernel(server.address, visitor.kernel, PROTOCOL, origin="http://elsewhere.example")
        assert refused.value.status == 403
        await visitor.close()

    asyncio.run(story())


@pytest.mark.skipif(os.name != "posix", reason="this system has no such limit")
def test_when_no_more_files_can_be_opened_those_who_are_here_go_on(tmp_path: Path) -> None:
    port, files = free_port(), 256
    with running(limited(ours(port), files), port, tmp_path) as server:

        async def attack() -> None:
            crowd = [socket.socket() for _ in range(2 * files)]
            for each in crowd:
                each.setblocking(False)
                each.connect_ex(("127.0.0.1", port))
            await asyncio.sleep(3)
            for each in crowd:
                each.close()
            start = time.monotonic()
            again = await opened(server)
            assert time.monotonic() - start < 2 + ANSWERED_S
            await again.close()

        attacked(server, attack)
        said = server.log()
    assert said.count("No more connections can be opened") == 1
    assert len(said) < 2_000


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="this system has no such limit")
@pytest.mark.parametrize("attack", ["silent", "connections"])
def test_where_no_file_can_be_opened_nothing_breaks_and_little_is_said(tmp_path: Path, attack: str) -> None:
    """Not even what the server itself wants to read: measurements, words, its log."""
    port = free_port()
    settings = {"admission_check_s": 0.5, "admission_checks_per_measurement": 1}
    with running(limited(ours(port, **settings), 256), port, tmp_path) as server:
        seen = asyncio.run(attacks.made(server, attacks.ATTACKS[attack], attacks.PAGES["ours"], seconds=5, calm_s=20))
        log = server.log()
    assert max(seen.answers) < ANSWERED_S
    assert "Traceback" not in log
    assert len(log) < 1_500, log
