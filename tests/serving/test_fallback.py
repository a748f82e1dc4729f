"""Where kernels cannot be forked, Voila's pool serves the same page, and the log says so."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

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
