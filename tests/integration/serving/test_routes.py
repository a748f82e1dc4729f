"""What a visitor can reach over HTTP and the websocket: a page, its files, the widgets of its own kernel. Nothing else."""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

from simulation.load_test.simulated_client import PAGE, SimulatedClient
from simulation.load_test.websocket_messages import PROTOCOL
from tests.load.servers import LocalServer

REMOVED = [
    "voila/tree",
    "voila/api/contents",
    "voila/api/contents/design_a_partnership.ipynb",
    "voila/files/design_a_partnership.ipynb",
    "voila/files/secret.png",
    "voila/render/first_steps.ipynb",
    "voila/render/../analysis/first_steps.ipynb",
    "voila/render/%2e%2e/analysis/first_steps.ipynb",
    "voila/render/..%2fanalysis%2ffirst_steps.ipynb",
    "voila/render/",
    "voila/execution/x",
    "voila/static/../../../../../../etc/passwd",
    "voila/static/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "voila/templates/counterparts/static/../index.html.j2",
    "voila/labextensions/../../../etc/passwd",
    "counterparts/faults.log",
    "counterparts/../../../etc/passwd",
    "api/kernels",
    "api/kernelspecs",
    "api/sessions",
    "api/contents",
    "api/terminals",
    "login",
    "logout",
    f"api/kernels/{uuid.UUID(int=1)}",
    f"api/kernels/{uuid.UUID(int=1)}/channels",
]


def asked(address: str, method: str = "GET", **headers: str) -> tuple[int, str]:
    request = urllib.request.Request(address, method=method, headers={"Accept": "text/html", **headers})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read().decode(errors="replace")
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode(errors="replace")


@pytest.fixture
def visiting(site: LocalServer) -> Callable[[Callable[[SimulatedClient], Coroutine[Any, Any, None]]], None]:
    """Runs a story with a visitor whose picture is there."""

    def run(story: Callable[[SimulatedClient], Coroutine[Any, Any, None]]) -> None:
        async def whole() -> None:
            visitor = SimulatedClient(site.address)
            await visitor.arrive()
            assert visitor.failure == ""
            try:
                await asyncio.wait_for(story(visitor), 30)
            finally:
                visitor.disconnect()

        asyncio.run(whole())

    return run


async def heard(visitor: SimulatedClient, until: str) -> list[tuple[str, dict[str, Any]]]:
    """All that the kernel says, up to and with the first message of a kind."""
    found = [await visitor.receive()]
    while found[-1][0] != until:
        found.append(await visitor.receive())
    return found


@pytest.mark.parametrize("route", REMOVED)
def test_a_removed_route_is_not_there_and_says_nothing(site: LocalServer, route: str) -> None:
    code, said = asked(site.address + route)
    assert code in (403, 404)
    assert len(said) < 200
    assert "Traceback" not in said


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_page_can_only_be_read(site: LocalServer, method: str) -> None:
    code, _ = asked(site.address + PAGE, method)
    assert code in (403, 405)


def test_the_page_comes_with_its_words_and_without_its_code(site: LocalServer) -> None:
    code, page = asked(site.address + PAGE)
    assert code == 200
    assert "Your page is starting" in page
    assert "A year after the last day" in page
    assert "open_page" not in page
    assert "the-kernel-of" not in page
    assert "what-cell" not in page


def test_every_visitor_has_a_kernel_of_their_own(site: LocalServer) -> None:
    async def story() -> None:
        visitors = [SimulatedClient(site.address) for _ in range(6)]
        await asyncio.gather(*(each.arrive() for each in visitors))
        assert [each.failure for each in visitors] == [""] * 6
        assert len({each.kernel for each in visitors}) == 6
        for each in visitors:
            each.disconnect()

    asyncio.run(story())


def test_a_plan_in_the_address_stands_in_the_picture_and_in_the_words(site: LocalServer) -> None:
    from simulation import load
    from simulation.answers import headline
    from simulation.pages.executor import results_of

    plan = load("parliament_mentors").with_(months=6)
    _, page = asked(f"{site.address}{PAGE}?plan={plan.code}")
    assert headline(results_of(plan))[0] in page
    _, page = asked(f"{site.address}{PAGE}?plan=nonsense")
    assert headline(results_of(load("parliament_mentors")))[0] in page


def test_no_message_runs_code(visiting: Callable, tmp_path: Path) -> None:
    broken_in = tmp_path / "broken-in"

    async def story(visitor: SimulatedClient) -> None:
        code = {
            "code": f"open({str(broken_in)!r}, 'w')",
            "silent": False,
            "user_expressions": {"x": f"open({str(broken_in)!r}, 'w')"},
        }
        for channel in ("shell", "control", "stdin", "iopub"):
            for kind in (
                "execute_request",
                "complete_request",
                "inspect_request",
                "debug_request",
                "create_subshell_request",
            ):
                await visitor.send(kind, {**code, "cursor_pos": 3}, channel=channel)
        await visitor.send("kernel_info_request", {})
        said = {kind for kind, _ in await heard(visitor, "kernel_info_reply")}
        assert said <= {"status", "kernel_info_reply"}

    visiting(story)
    assert not broken_in.exists()


def test_no_widget_is_made_but_by_the_page(visiting: Callable) -> None:
    async def story(visitor: SimulatedClient) -> None:
        state = {
            "_model_module": "@jupyter-widgets/controls",
            "_model_name": "FileUploadModel",
            "_view_name": "FileUploadView",
        }
        comm = uuid.uuid4().hex
        content = {"comm_id": comm, "target_name": "jupyter.widget", "data": {"state": state, "buffer_paths": []}}
        await visitor.send("comm_open", content, {"version": "2.1.0"})
        await visitor.send("comm_info_request", {})
        (*_, (_, reply)) = await heard(visitor, "comm_info_reply")
        assert comm not in reply["comms"]

    visiting(story)


def test_messages_nobody_knows_harm_nobody(visiting: Callable) -> None:
    async def story(visitor: SimulatedClient) -> None:
        await visitor.send("comm_msg", {"comm_id": "nobody", "data": {"method": "update", "state": {}}})
        await visitor.send("comm_msg", {"data": 5})
        for noise in (b"", b"\x00" * 7, b"\xff" * 64, (3).to_bytes(8, "little") * 9):
            await visitor.send_raw(noise)
        await visitor.send("comm_open", {"comm_id": "x", "target_name": "os.system", "data": {}})
        await visitor.send("kernel_info_request", {})
        for kind, content in await heard(visitor, "kernel_info_reply"):
            assert "Traceback" not in json.dumps(content), kind

    visiting(story)


def test_a_page_of_another_host_cannot_speak_for_a_visitor(visiting: Callable, site: LocalServer) -> None:
    async def story(visitor: SimulatedClient) -> None:
        line = f"{site.address.replace('http', 'ws', 1)}api/kernels/{visitor.kernel}/channels"
        with pytest.raises(HTTPClientError, match="403"):
            await websocket_connect(
                HTTPRequest(line, headers={"Origin": "http://elsewhere.example"}), subprotocols=[PROTOCOL]
            )

    visiting(story)


def test_a_kernel_is_ended_only_by_its_own_page(visiting: Callable, site: LocalServer) -> None:
    async def story(visitor: SimulatedClient) -> None:
        for method, route in (
            ("DELETE", f"{site.address}api/kernels/{visitor.kernel}"),
            ("POST", f"{site.address}voila/api/shutdown/{visitor.kernel}"),
        ):
            code, _ = await asyncio.to_thread(asked, route, method)
            assert code in (403, 404, 405)
        there = f"{site.address}counterparts/there/{visitor.kernel}"
        assert await asyncio.to_thread(asked, there) == (200, "yes")

    visiting(story)


def test_no_cookie_goes_along_from_another_site(site: LocalServer) -> None:
    request = urllib.request.Request(site.address + PAGE, headers={"Accept": "text/html"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        cookies = answer.headers.get_all("Set-Cookie")
    assert len(cookies) >= 2
    assert [each for each in cookies if "samesite" not in each.lower()] == []


@pytest.mark.parametrize("lang", ["%ff", "%00", "x" * 900, "%1b[2J"])
def test_whatever_the_address_asks_for_the_page_opens_and_the_terminal_is_quiet(site: LocalServer, lang: str) -> None:
    before = site.log()
    assert asked(f"{site.address}{PAGE}?lang={lang}")[0] == 200
    assert asked(f"{site.address}nothing-here?lang={lang}")[0] == 404
    assert site.log() == before
