"""More people than places, fifty tabs, garbage: a small room in front of a real server, and it stays a room."""

from __future__ import annotations

import asyncio
import socket
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulation.load_test.simulated_client import PAGE, SimulatedClient
from simulation.load_test.websocket_messages import kernel_of
from simulation.serving.settings import DEFAULT
from tests.integration.serving.browser import Browser
from tests.load.servers import LocalServer, free_port, ours, running

PLACES = 5


@pytest.fixture
def small(tmp_path: Path) -> Iterator[LocalServer]:
    port = free_port()
    with running(ours(port, most=PLACES), port, tmp_path) as server:
        yield server
        assert "Traceback" not in server.log(), server.log()


async def all_of(visitor: SimulatedClient) -> None:
    while True:
        await visitor.receive()


async def answered(visitor: SimulatedClient) -> None:
    """Until the server itself has said that it is here."""
    async with asyncio.timeout(10):
        while "pong" not in visitor.server_messages:
            await asyncio.sleep(0.01)


def alive(server: LocalServer, kernel: str) -> bool:
    with urllib.request.urlopen(f"{server.address}counterparts/there/{kernel}", timeout=10) as said:
        return bool(said.read() == b"yes")


def test_whoever_does_not_fit_waits_and_comes_in_by_asking_again(small: LocalServer) -> None:
    arrived: list[SimulatedClient] = []

    async def one() -> None:
        visitor = SimulatedClient(small.address, timeout_s=90)
        await visitor.arrive()
        assert visitor.failure == ""
        arrived.append(visitor)
        await asyncio.sleep(1.0)  # a look, and the next may have the place
        assert await visitor.kernel_exists()
        await visitor.close()

    async def story() -> None:
        await asyncio.gather(*(one() for _ in range(12)))  # all at once
        await asyncio.sleep(0.2)

    asyncio.run(story())
    assert sum(each.waits == 0 for each in arrived) == PLACES
    assert len(arrived) == 12


@pytest.mark.slow
def test_the_line_keeps_its_order(small: LocalServer) -> None:
    inside = [Browser(small) for _ in range(PLACES)]
    assert [each.place() for each in inside] == [0] * PLACES
    late = [Browser(small) for _ in range(3)]
    assert [each.place() for each in late] == [1, 2, 3]
    assert [each.place() for each in reversed(late)] == [3, 2, 1]


def test_when_somebody_leaves_the_next_who_waits_is_let_in(small: LocalServer) -> None:
    inside = [Browser(small) for _ in range(PLACES)]
    assert [each.place() for each in inside] == [0] * PLACES
    late = [Browser(small) for _ in range(2)]
    assert [each.place() for each in late] == [1, 2]
    inside[0].leave()
    assert late[1].place() == 2  # the place is kept a moment, for a reload leaves first
    end = time.monotonic() + 30
    while (place := late[0].place()) != 0:
        assert place == 1 and time.monotonic() < end
        time.sleep(0.5)
    assert late[1].place() == 1


@pytest.mark.slow
def test_fifty_tabs_of_one_browser_hold_a_few_pages_only(small: LocalServer) -> None:
    greedy = Browser(small)
    kernels = [kernel_of(greedy.get()) for _ in range(50)]
    assert len(set(kernels)) == 50
    end = time.monotonic() + 20
    while sum(alive(small, each) for each in kernels) > DEFAULT.pages_per_visitor:
        assert time.monotonic() < end
        time.sleep(0.2)
    assert all(alive(small, each) for each in kernels[-DEFAULT.pages_per_visitor :])
    assert Browser(small).place() == 0  # there is room for somebody else


def test_what_is_too_large_ends_the_line_it_came_on_and_nothing_else(small: LocalServer) -> None:
    async def story() -> None:
        loud, quiet = SimulatedClient(small.address), SimulatedClient(small.address)
        await asyncio.gather(loud.arrive(), quiet.arrive())
        assert [loud.failure, quiet.failure] == ["", ""]
        await loud.send_raw(bytes(DEFAULT.websocket_message_bytes + 1))
        with pytest.raises(ConnectionError):
            await all_of(loud)
        loud.disconnect()
        await quiet.send("kernel_info_request", {})
        while (await quiet.receive())[0] != "kernel_info_reply":
            pass
        quiet.disconnect()
        await asyncio.sleep(0.2)

    asyncio.run(story())
    large = urllib.request.Request(small.address + PAGE, data=bytes(10_000_000), method="POST")
    with pytest.raises(OSError, match=r"400|413|reset|[Bb]roken pipe"):
        urllib.request.urlopen(large, timeout=10)
    assert Browser(small).place() == 0


@pytest.mark.slow
def test_messages_to_the_server_are_answered_or_left_aside(small: LocalServer) -> None:
    async def story() -> None:
        visitor = SimulatedClient(small.address)
        await visitor.arrive()
        assert visitor.failure == ""
        for word in ("nonsense", "", "hidden" * 1000, "visible", "hidden", "ping"):
            await visitor.send_raw(word)
        await answered(visitor)
        visitor.disconnect()
        await asyncio.sleep(0.2)

    asyncio.run(story())


@pytest.mark.slow
def test_a_page_that_vanished_is_cleared_away_and_one_that_rests_is_not(tmp_path: Path) -> None:
    port = free_port()
    with running(ours(port, closed_page_timeout_s=1.0, admission_check_s=0.2), port, tmp_path) as server:

        async def story() -> None:
            gone, locked, awake = (SimulatedClient(server.address) for _ in range(3))
            await asyncio.gather(*(each.arrive() for each in (gone, locked, awake)))
            await locked.send_raw("hidden")
            await locked.send_raw("ping")
            await answered(locked)
            gone.disconnect()
            locked.disconnect()
            async with asyncio.timeout(20):
                while await asyncio.to_thread(alive, server, gone.kernel):
                    await asyncio.sleep(0.1)
            assert await asyncio.to_thread(alive, server, locked.kernel)
            assert await asyncio.to_thread(alive, server, awake.kernel)
            awake.disconnect()
            await asyncio.sleep(0.2)

        asyncio.run(story())


@pytest.mark.slow
def test_a_line_whose_phone_answers_no_question_is_closed(tmp_path: Path) -> None:
    port = free_port()
    with running(ours(port, ping_interval_s=0.2), port, tmp_path) as server:
        kernel = kernel_of(Browser(server).get())
        with socket.create_connection(("127.0.0.1", port), timeout=20) as silent:
            silent.sendall(
                f"GET /api/kernels/{kernel}/channels?session_id=x HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
                "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Protocol: v1.kernel.websocket.jupyter.org\r\n"
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
            )
            said = silent.recv(4096)
            assert b" 101 " in said.splitlines()[0]
            end = time.monotonic() + 20
            while silent.recv(4096):  # its questions, until it hangs up
                assert time.monotonic() < end
