"""Where kernels cannot be forked, Voila's pool serves the same page, and the log says so."""

from __future__ import annotations

import asyncio
import urllib.request
from pathlib import Path

import pytest

from simulation.translation.pseudo_locales import lengthened, transformed, write_pseudo_locales
from simulation.vocabulary.languages import CATALOGUES_VARIABLE
from tests.load.servers import free_port, ours, running
from tests.load.visitor import Visitor

NO_FORK = """
from simulation.serving.kernels import zygote_supervisor
zygote_supervisor.cannot_fork = lambda: "this system has no fork"
"""


@pytest.mark.slow
def test_without_fork_the_page_comes_from_a_pool_with_the_visitors_plan(tmp_path: Path) -> None:
    from simulation import load

    plan = load("parliament_mentors").with_(months=6)
    port = free_port()
    with running(ours(port, before=NO_FORK), port, tmp_path) as server:

        async def story() -> None:
            visitors = [Visitor(server.address, plan.code), Visitor(server.address)]
            await asyncio.gather(*(each.arrive() for each in visitors))
            assert [each.failed for each in visitors] == ["", ""]
            for each in visitors:
                each.leave()

        asyncio.run(story())
        log = server.log()
    assert "cannot be forked (this system has no fork)" in log
    assert "Traceback" not in log


@pytest.mark.slow
def test_without_fork_the_page_speaks_its_visitors_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_pseudo_locales(tmp_path / "catalogues")
    monkeypatch.setenv(CATALOGUES_VARIABLE, str(tmp_path / "catalogues"))
    port = free_port()
    with running(ours(port, before=NO_FORK), port, tmp_path) as server:
        pages = {}
        for tag in ("en-XA", "en"):
            asked = urllib.request.Request(
                f"{server.address}voila/render/trust_takes_time.ipynb", headers={"Accept-Language": tag}
            )
            with urllib.request.urlopen(asked, timeout=120) as answer:
                pages[tag] = answer.read().decode()
        assert "Traceback" not in server.log()
    for tag, page in pages.items():
        assert f'<html lang="{tag}"' in page
        assert (transformed("Your page is starting", lengthened) in page) == (tag == "en-XA")
        assert (transformed("Trust takes time", lengthened) in page) == (tag == "en-XA")
