"""However long somebody drags a slider, their kernel does not grow."""

from __future__ import annotations

import asyncio

import pytest

from simulation.load_test.simulated_client import SimulatedClient
from tests.load.memory import held, kernels_of
from tests.load.servers import LocalServer

WARM, MOVES = 60, 180  # of the 2,000 that the figure is for; every kind of plan has been seen after the first
FLAT = 5.0  # megabytes


@pytest.mark.slow
def test_memory_is_flat_over_hundreds_of_slider_moves(site: LocalServer) -> None:
    async def story() -> None:
        visitor = SimulatedClient(site.address)
        await visitor.arrive()
        assert visitor.failure == ""
        before = grown = 0.0
        for nth in range(WARM + MOVES):
            await visitor.move_slider(*(("months", 6 + nth % 18), ("peer_days", 4 + nth % 17))[nth % 2])
            if nth in (WARM, WARM + MOVES - 1):
                await asyncio.sleep(1.0)  # a kernel at rest gives back what it no longer needs
                before, grown = grown, max(held(pid).private for pid in kernels_of(site.pid))
        print(f"{before:.1f} MB after {WARM} moves, {grown:.1f} MB after {WARM + MOVES}")
        assert 5.0 < before
        assert grown - before <= FLAT
        visitor.disconnect()
        await asyncio.sleep(0.2)

    asyncio.run(story())
