"""Whoever leaves while their answer is on its way leaves no trace in the trainer's terminal."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.load.servers import free_port, ours, running
from tests.load.visitor import Visitor


def test_leaving_in_the_middle_of_an_answer(tmp_path: Path) -> None:
    port = free_port()
    with running(ours(port), port, tmp_path) as server:

        async def one(seconds: float) -> None:
            phone = Visitor(server.address, patience=60)
            await phone.arrive()
            assert phone.failed == ""
            drag = asyncio.ensure_future(phone.drag("months", 9 + round(100 * seconds) % 9))
            await asyncio.sleep(seconds)
            drag.cancel()
            assert phone._line is not None
            phone._line.protocol.stream.close()  # type: ignore[union-attr]  # as Wi-Fi goes: without a word
            phone._line.protocol = None  # nothing is left to close

        async def story() -> None:
            await asyncio.gather(*(one(nth / 50) for nth in range(20)), return_exceptions=False)
            await asyncio.sleep(2)

        asyncio.run(story())
        assert "Traceback" not in server.log(), server.log()
