"""Whoever leaves while their answer is on its way leaves no trace in the trainer's terminal; whoever takes no answer is cut
off.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from jupyter_server.services.kernels.connection.base import serialize_binary_message
from tornado.websocket import WebSocketClosedError

from simulation.serving.kernel_websocket_handler import KernelWebsocketHandler
from simulation.serving.kernels.websocket import PROTOCOL, PageWebsocketConnection
from simulation.serving.settings import DEFAULT


def connected(write: Callable[..., Any], closed: Callable[[], None] = lambda: None) -> KernelWebsocketHandler:
    """A handler whose page is there; `write` takes what is sent to it."""
    handler = KernelWebsocketHandler.__new__(KernelWebsocketHandler)
    handler.application = SimpleNamespace(settings={"workshop_server": SimpleNamespace(limits=DEFAULT)})  # type: ignore[assignment]
    handler.ws_connection = SimpleNamespace(  # type: ignore[assignment]
        write_message=write, is_closing=lambda: False, stream=SimpleNamespace(close=closed)
    )
    return handler


def test_an_answer_to_a_page_that_has_just_closed_is_missed_by_nobody() -> None:
    complaints: list[dict[str, Any]] = []

    async def cut(_message: str, binary: bool = False) -> None:
        raise WebSocketClosedError

    async def story() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _loop, said: complaints.append(said))
        connection = connected(lambda message, binary=False: asyncio.ensure_future(cut(message, binary)))
        connection.write_message("pong")
        await asyncio.sleep(0.01)
        gc.collect()

    asyncio.run(story())
    assert complaints == []


def test_a_page_that_takes_nothing_is_cut_off_once_so_much_waits_for_it() -> None:
    async def story() -> None:
        taken: list[asyncio.Future[None]] = []
        closed: list[bool] = []

        def write(_message: str, binary: bool = False) -> asyncio.Future[None]:
            taken.append(asyncio.get_running_loop().create_future())
            return taken[-1]

        connection = connected(write, lambda: closed.append(True))
        part, most = "x" * (DEFAULT.websocket_unsent_bytes // 4), 5
        for nth in range(most):
            connection.write_message(part)
            assert len(taken) == nth + 1 and not closed
        taken[0].set_result(None)  # the page has taken one: there is room for one more
        await asyncio.sleep(0)
        connection.write_message(part)
        assert len(taken) == most + 1 and not closed
        connection.write_message(part)
        assert len(taken) == most + 1 and closed

    asyncio.run(story())


def test_a_ping_is_answered_only_when_the_last_answer_has_gone() -> None:
    async def story() -> None:
        taken: list[asyncio.Future[None]] = []

        def write(_message: str, binary: bool = False) -> asyncio.Future[None]:
            taken.append(asyncio.get_running_loop().create_future())
            return taken[-1]

        connection = connected(write)
        for _ in range(3):
            connection.answer("pong")
        assert len(taken) == 1
        taken[0].set_result(None)
        await asyncio.sleep(0)
        assert len(taken) == 2  # one for all that was asked meanwhile
        taken[1].set_result(None)
        await asyncio.sleep(0)
        assert len(taken) == 2
        connection.answer("pong")
        assert len(taken) == 3

    asyncio.run(story())


def test_what_is_on_its_way_to_a_page_that_has_gone_is_not_even_looked_at() -> None:
    """Voila reads how many parts a message has, and believes it: packed in Jupyter's oldest way it reads 2**56 of them."""

    async def story() -> None:
        connection = connected(lambda message, binary=False: None)
        connection.ws_connection = None
        connection.write_message(serialize_binary_message({"header": {}, "buffers": [b"x"]}), binary=True)

    asyncio.run(story())
    assert PageWebsocketConnection.subprotocol == PROTOCOL  # whatever the connection says once it is closed
