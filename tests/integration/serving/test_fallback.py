"""Where kernels cannot be forked, Voila's pool serves the same page, and the log says so."""

from __future__ import annotations

import asyncio
import urllib.request
from pathlib import Path

import pytest

from simulation.load_test.simulated_client import SimulatedClient
from simulation.load_test.websocket_messages import PROTOCOL
from simulation.translation.pseudo_locales import lengthened, transformed, write_pseudo_locales
from simulation.vocabulary.languages import CATALOGUES_VARIABLE
from tests.load.raw_websocket import RawWebsocket
from tests.load.servers import free_port, ours, running


@pytest.mark.slow
def test_without_fork_the_page_comes_from_a_pool_with_the_visitors_plan(tmp_path: Path) -> None:
    from simulation import load

    plan = load("parliament_mentors").with_(months=6)
    port = free_port()
    with running(ours(port, fork=False), port, tmp_path) as server:

        async def story() -> None:
            visitors = [SimulatedClient(server.address, plan.code), SimulatedClient(server.address)]
            await asyncio.gather(*(each.arrive() for each in visitors))
            assert [each.failure for each in visitors] == ["", ""]
            for each in visitors:
                each.disconnect()

        asyncio.run(story())
        log = server.log()
    assert "cannot be forked (the server's settings say so)" in log
    assert "Traceback" not in log


def test_without_fork_no_connection_waits_for_a_welcome_that_does_not_come(tmp_path: Path) -> None:
    port = free_port()
    with running(ours(port, fork=False, warm_kernels=1, kernel_welcome_timeout_s=300), port, tmp_path) as server:

        async def story() -> None:
            visitor = SimulatedClient(server.address, timeout_s=60)
            await visitor.arrive()
            assert visitor.failure == ""
            for _ in range(3):
                connection = await RawWebsocket.to_kernel(
                    server.address, visitor.kernel, PROTOCOL, cookie=visitor.cookie
                )
                assert await connection.answers(60)
                connection.close()
            visitor.disconnect()

        asyncio.run(story())


@pytest.mark.slow
def test_without_fork_the_page_speaks_its_visitors_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_pseudo_locales(tmp_path / "catalogues")
    monkeypatch.setenv(CATALOGUES_VARIABLE, str(tmp_path / "catalogues"))
    port = free_port()
    with running(ours(port, fork=False), port, tmp_path) as server:
        pages = {}
        for tag in ("en-XA", "en"):
            asked = urllib.request.Request(
                f"{server.address}voila/render/trust_takes_time.ipynb",
                headers={"Accept": "text/html", "Accept-Language": tag},
            )
            with urllib.request.urlopen(asked, timeout=120) as answer:
                pages[tag] = answer.read().decode()
        assert "Traceback" not in server.log()
    for tag, page in pages.items():
        assert f'<html lang="{tag}"' in page
        assert (transformed("Your page is starting", lengthened) in page) == (tag == "en-XA")
        assert (transformed("Trust takes time", lengthened) in page) == (tag == "en-XA")
