"""A place is for somebody: who only asks for pages, or shows them to nobody, keeps nobody out."""

from __future__ import annotations

import asyncio
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulation.load_test.simulated_client import PAGE, SimulatedClient
from simulation.load_test.websocket_messages import PROTOCOL, kernel_of
from tests.integration.serving.browser import Browser
from tests.load.memory import kernels_of
from tests.load.raw_websocket import RawWebsocket, RefusedError
from tests.load.servers import LocalServer, free_port, ours, running

PLACES = 2
SOON = {
    "admission_check_s": 0.2,
    "reload_grace_s": 0.1,
    "unopened_page_crowded_timeout_s": 1.0,
    "waiting_refresh_least_s": 1,
}
WHATSAPP = "WhatsApp/2.24.6.77 A"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    port = free_port()
    with running(ours(port, most=PLACES, **SOON), port, tmp_path_factory.mktemp("small")) as server:
        yield server
    assert "Traceback" not in server.log(), server.log()


def page(server: LocalServer, query: str = "", **headers: str) -> str:
    ask = urllib.request.Request(
        f"{server.address}{PAGE}{query}", headers={k.replace("_", "-"): v for k, v in headers.items()}
    )
    with urllib.request.urlopen(ask, timeout=30) as answer:
        return str(answer.read().decode())


async def comes_in(browser: Browser, within_s: float) -> None:
    end = time.monotonic() + within_s
    while await asyncio.to_thread(browser.place):
        assert time.monotonic() < end
        await asyncio.sleep(0.2)


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "image/avif,image/*,*/*;q=0.8"},
        {"Accept": "*/*"},
        {"Accept": "text/html", "Sec_Fetch_Dest": "image"},
        {"Accept": "text/html", "Sec_Purpose": "prefetch;prerender"},
        {"Accept": "text/html", "Purpose": "prefetch"},
        {"Accept": "text/html", "X_Moz": "prefetch"},
        {"Accept": "text/html,*/*", "User_Agent": WHATSAPP},
        {"Accept": "text/html", "User_Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
        {"Accept": "text/html", "User_Agent": "TelegramBot (like TwitterBot)"},
    ],
)
def test_a_request_that_is_no_page_view_starts_no_kernel(small: LocalServer, headers: dict[str, str]) -> None:
    answer = page(small, **headers)
    assert kernel_of(answer) == "" and "data-place" not in answer
    assert "<title>Counterparts</title>" in answer


@pytest.mark.parametrize("fork", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_pages_that_nobody_opens_go_while_somebody_waits(tmp_path: Path, fork: bool) -> None:
    port = free_port()
    with running(ours(port, most=PLACES, fork=fork, warm_kernels=1, **SOON), port, tmp_path) as server:
        for _ in range(PLACES):
            assert kernel_of(page(server, Accept="text/html"))
        asyncio.run(comes_in(Browser(server), 20))


def test_a_browser_without_cookies_keeps_its_place_in_the_queue(small: LocalServer) -> None:
    async def story() -> None:
        inside = [SimulatedClient(small.address) for _ in range(PLACES)]
        for each in inside:
            await each.arrive()
            assert each.failure == ""
        without, later = Browser(small, cookies=False), Browser(small)
        for _ in range(3):
            assert await asyncio.to_thread(without.place) == 1
            assert await asyncio.to_thread(later.place) == 2
        await inside[0].close()
        await comes_in(without, 20)
        assert await asyncio.to_thread(later.place) == 1
        await inside[1].close()
        await comes_in(later, 20)

    asyncio.run(story())


@pytest.mark.slow
def test_clients_without_cookies_share_a_few_pages_and_others_at_their_address_do_not(tmp_path: Path) -> None:
    port, few = free_port(), 2
    with running(ours(port, pages_without_cookies=few), port, tmp_path) as server:

        async def story() -> None:
            without = []
            for _ in range(4):
                kernel = await asyncio.to_thread(lambda: kernel_of(page(server, Accept="text/html")))
                without.append((kernel, await RawWebsocket.to_kernel(server.address, kernel, PROTOCOL)))
            with_cookies = [SimulatedClient(server.address) for _ in range(4)]
            for each in with_cookies:
                await each.arrive()
                assert each.failure == ""
            await asyncio.sleep(1)
            exist = [await asyncio.to_thread(exists, server, kernel) for kernel, _line in without]
            assert exist == ["evicted", "evicted", "yes", "yes"]
            assert [await each.kernel_exists() for each in with_cookies] == [True] * 4
            for _kernel, line in without:
                line.close()
            for each in with_cookies:
                await each.close()

        asyncio.run(story())


def exists(server: LocalServer, kernel: str) -> str:
    with urllib.request.urlopen(f"{server.address}counterparts/there/{kernel}", timeout=10) as said:
        return str(said.read().decode())


def test_a_made_up_cookie_is_none(small: LocalServer) -> None:
    made_up = "0123456789abcdef" * 2
    ask = urllib.request.Request(
        small.address + PAGE, headers={"Accept": "text/html", "Cookie": f"counterparts={made_up}"}
    )
    with urllib.request.urlopen(ask, timeout=30) as answer:
        given = [each for each in answer.headers.get_all("Set-Cookie") if each.startswith("counterparts=")]
    assert len(given) == 1 and made_up not in given[0]


@pytest.mark.parametrize(
    "query",
    [
        "&".join(f"p{nth}=x" for nth in range(21)),
        "&" * 300,
        "&".join(f"utm_{nth}={'campaign' * 12}" for nth in range(20)),
        "plan=%00%ff&bet=" + "x" * 500,
    ],
)
def test_a_link_with_what_others_have_added_opens_the_page(site: LocalServer, query: str) -> None:
    assert kernel_of(page(site, f"?{query}", Accept="text/html"))


def test_the_socket_by_which_a_pooled_kernel_learns_its_address_is_closed_to_strangers(site: LocalServer) -> None:
    async def story() -> None:
        visitor = SimulatedClient(site.address)
        await visitor.arrive()
        with pytest.raises(RefusedError) as refused:
            await RawWebsocket.open(site.address, f"/voila/query/{visitor.kernel}")
        assert refused.value.status == 404
        await visitor.close()

    asyncio.run(story())
    assert kernels_of(site.pid)
