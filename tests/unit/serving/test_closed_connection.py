"""Whoever leaves while their answer is on its way leaves no trace in the trainer's terminal."""

from __future__ import annotations

import asyncio
import gc
from types import SimpleNamespace
from typing import Any

from tornado.websocket import WebSocketClosedError

from simulation.serving.routes import KernelWebsocketHandler


def test_an_answer_to_a_page_that_has_just_closed_is_missed_by_nobody() -> None:
    complaints: list[dict[str, Any]] = []

    async def cut(_message: str, binary: bool = False) -> None:
        raise WebSocketClosedError

    async def story() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _loop, said: complaints.append(said))
        line = KernelWebsocketHandler.__new__(KernelWebsocketHandler)
        line.ws_connection = SimpleNamespace(  # type: ignore[assignment]
            write_message=lambda message, binary=False: asyncio.ensure_future(cut(message, binary)),
            is_closing=lambda: False,
        )
        line.write_message("here")
        await asyncio.sleep(0.01)
        gc.collect()

    asyncio.run(story())
    assert complaints == []
