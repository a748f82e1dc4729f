"""The pretend client times and counts what its own move brought, and nothing else."""

from __future__ import annotations

import asyncio
import random
import uuid

from simulation import parameters
from simulation.load_test.simulated_client import SimulatedClient
from simulation.load_test.slider import Slider
from tests.load.servers import LocalServer


async def pictures_of_a_move(visitor: SimulatedClient, months: float) -> int:
    before = visitor.pictures
    assert await visitor.move_slider("months", months) > 0.001
    return visitor.pictures - before


def test_what_came_by_itself_is_heard_before_a_move_and_not_counted(site: LocalServer) -> None:
    async def story() -> None:
        visitor = SimulatedClient(site.address)
        await visitor.arrive()
        assert visitor.failure == ""
        usual = await pictures_of_a_move(visitor, 20)
        assert usual > 0
        assert await visitor.wait_for_picture(30) is not None  # the doubt band follows a move by itself
        comm = uuid.uuid4().hex  # the page's widgets once more, the picture's bytes among them; nobody listens
        await visitor.send(
            "comm_open", {"comm_id": comm, "target_name": "jupyter.widget.control", "data": {}}, {"version": "1.0.0"}
        )
        await visitor.send("comm_msg", {"comm_id": comm, "data": {"method": "request_states"}})
        async with asyncio.timeout(10):
            while not any(b"update_states" in each for each in visitor._incoming._queue if each):  # type: ignore[attr-defined]
                await asyncio.sleep(0.02)
        await asyncio.sleep(0.2)
        assert await pictures_of_a_move(visitor, 22) == usual
        visitor.disconnect()
        await asyncio.sleep(0.1)

    asyncio.run(story())


def test_a_connection_that_was_cut_meanwhile_is_said(site: LocalServer) -> None:
    async def story() -> None:
        visitor = SimulatedClient(site.address)
        await visitor.arrive()
        assert visitor.failure == ""
        visitor._incoming.put_nowait(None)  # how the line says that the other side closed it
        try:
            await visitor.move_slider("months", 20)
        except ConnectionError as error:
            assert "closed" in str(error)
        else:
            raise AssertionError("a move on a line that was cut")
        await asyncio.sleep(0.1)

    asyncio.run(story())


def test_a_simulated_user_puts_every_slider_where_the_plan_allows_it(site: LocalServer) -> None:
    visitor, luck = SimulatedClient(site.address), random.Random(1)

    async def look() -> None:
        await visitor.arrive()
        visitor.disconnect()
        await asyncio.sleep(0.1)

    asyncio.run(look())
    assert visitor.failure == ""
    assert len(visitor.limits) >= 15
    for name, look in visitor.limits.items():
        slider, declared = Slider(look), parameters()[name]
        seen = {slider.value(slider.anywhere(luck)) for _ in range(200)}
        assert len(seen) > 1
        assert all(declared.low <= each <= declared.high for each in seen), (name, seen)
        assert slider.value(slider.shown(declared.default)) == declared.default
