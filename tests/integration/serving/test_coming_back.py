"""A phone whose screen was dark comes back to its own kernel at once, and a phone that only looks keeps its line."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.load.servers import free_port, ours, running
from tests.load.visitor import Visitor


def test_after_a_dark_screen_the_kept_line_waits_for_no_welcome(tmp_path: Path) -> None:
    port = free_port()
    with running(ours(port, kernel_welcome_timeout_s=3600.0), port, tmp_path) as server:

        async def story() -> None:
            phone = Visitor(server.address, patience=60)
            await phone.arrive()
            assert phone.failed == ""
            await phone.drag("months", 10)
            code = phone.plan
            await phone.lock()
            assert await phone.there()
            await asyncio.wait_for(phone.wake(), 30)
            assert phone.plan == code
            await asyncio.wait_for(phone.drag("months", 12), 30)
            assert phone.plan != code
            phone.leave()

        asyncio.run(story())


def test_a_phone_that_only_looks_keeps_its_line_through_many_beats(tmp_path: Path) -> None:
    port = free_port()
    with running(ours(port, ping_interval_s=0.1), port, tmp_path) as server:

        async def story() -> None:
            phone = Visitor(server.address, patience=60)
            await phone.arrive()
            assert phone.failed == ""
            await asyncio.sleep(2)
            await phone.drag("months", 10)
            phone.leave()

        asyncio.run(story())
