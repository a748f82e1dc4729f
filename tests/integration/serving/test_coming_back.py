"""A phone whose screen was dark comes back to its own kernel at once, and a phone that only looks keeps its line."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from simulation.load_test.simulated_client import SimulatedClient
from tests.load.servers import free_port, ours, running


@pytest.mark.slow
def test_after_a_dark_screen_the_kept_line_waits_for_no_welcome(tmp_path: Path) -> None:
    port = free_port()
    with running(ours(port, kernel_welcome_timeout_s=3600.0), port, tmp_path) as server:

        async def story() -> None:
            phone = SimulatedClient(server.address, timeout_s=60)
            await phone.arrive()
            assert phone.failure == ""
            await phone.move_slider("months", 10)
            code = phone.plan
            await phone.lock()
            assert await phone.kernel_exists()
            await asyncio.wait_for(phone.wake(), 30)
            assert phone.plan == code
            await asyncio.wait_for(phone.move_slider("months", 12), 30)
            assert phone.plan != code
            phone.disconnect()

        asyncio.run(story())


@pytest.mark.slow
def test_a_phone_that_only_looks_keeps_its_line_through_many_beats(tmp_path: Path) -> None:
    port = free_port()
    with running(ours(port, ping_interval_s=0.1), port, tmp_path) as server:

        async def story() -> None:
            phone = SimulatedClient(server.address, timeout_s=60)
            await phone.arrive()
            assert phone.failure == ""
            await asyncio.sleep(2)
            await phone.move_slider("months", 10)
            phone.disconnect()

        asyncio.run(story())
