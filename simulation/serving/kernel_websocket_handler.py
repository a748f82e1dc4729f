"""The request handler of the websocket between a page and its kernel, and between the page and admission control."""

from __future__ import annotations

import asyncio
import time
import zlib
from collections.abc import Awaitable
from contextlib import suppress
from typing import Any

import tornado.web
from tornado.websocket import WebSocketClosedError
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from simulation.fault_log import log_fault
from simulation.serving.error_page import PlainErrorPage
from simulation.serving.kernels.websocket import PROTOCOL
from simulation.serving.rate_limit import RateLimit
from simulation.serving.security_headers import SecurityHeaders
from simulation.serving.settings import ServerSettings

_TOO_MANY = 429
_LONGEST_PAUSE_S = 1.0


class KernelWebsocketHandler(PlainErrorPage, VoilaKernelWebsocketHandler):
    """A page's connection. What it may send, have sent and leave unread is bounded, so that nobody's page can take the
    server's memory or time.

    Its heartbeat is Tornado's. Jupyter's own would hang up on every visitor at its first beat, since Tornado allows no
    time-out longer than the interval, and Jupyter counts the time-out from one interval ago.
    """

    kernel_id: str
    _unsent_bytes = 0  # that the page has not taken yet, as they were before compression
    _pong: asyncio.Future[None] | None = None  # the last answer to a page's ping
    _next_pong = ""  # the one after it

    @property
    def limits(self) -> ServerSettings:
        """The server's."""
        limits: ServerSettings = self.settings["workshop_server"].limits
        return limits

    async def get(self, kernel_id: str) -> None:
        """Open a connection that speaks Jupyter's current protocol.

        Raises:
            HTTPError: 404 where there is no such kernel. 400 for another protocol: one long message in the oldest
                would stop the server (jupyter_server 2.20). 429 where the kernel has too many connections already.
        """
        if kernel_id not in self.kernel_manager:
            raise tornado.web.HTTPError(404)
        offered = self.request.headers.get("Sec-WebSocket-Protocol", "")
        if PROTOCOL not in [each.strip() for each in offered.split(",")]:
            raise tornado.web.HTTPError(400)
        if self.settings["workshop_server"].admission.has_all_connections(kernel_id):
            raise tornado.web.HTTPError(_TOO_MANY)
        try:
            await super().get(kernel_id)
        except zlib.error:  # what was said to be compressed is not (tornado 6.6 lets it through)
            self.close_at_once()
        except AttributeError:  # the offered extensions make no sense (tornado 6.6 closes what it has not opened)
            if getattr(self.ws_connection, "stream", None) is not None:
                raise
            raise tornado.web.HTTPError(400) from None

    def close_at_once(self) -> None:
        """Without a word of farewell, which would wait behind all that the page has not taken."""
        if self.ws_connection is not None:
            self.ws_connection.stream.close()

    def write_error(self, status_code: int, **what: Any) -> None:
        """A sentence, with the headers that every other answer has: Jupyter leaves them out for websockets."""
        SecurityHeaders.set_default_headers(self)
        super().write_error(status_code, **what)

    def get_websocket_protocol(self) -> Any:
        """As Tornado has it, with a beat."""
        protocol: Any = super().get_websocket_protocol()
        if protocol is not None:
            protocol.params.ping_interval = protocol.params.ping_timeout = self.limits.ping_interval_s
        return protocol

    async def open(self, kernel_id: str) -> None:
        """Admission control knows who is here by their connections."""
        now, limits = time.monotonic(), self.limits
        self._messages = RateLimit(limits.websocket_messages_per_second, limits.websocket_messages_at_once, now)
        self._bytes = RateLimit(limits.websocket_bytes_per_second, limits.websocket_bytes_at_once, now)
        self.set_nodelay(True)  # an answer is several messages: none waits until the one before is acknowledged
        self.settings["workshop_server"].admission.connection_opened(kernel_id, self)
        try:
            await super().open(kernel_id)
        except Exception as error:  # its kernel ended just now: the page asks whether it is there, and opens anew
            log_fault(error)
            self.close()

    def on_message(self, ws_message: str | bytes) -> Awaitable[None] | None:
        """Text is for admission control, bytes for the kernel. Whoever sends more than any page does is read later."""
        now = time.monotonic()
        pause_s = max(self._messages.spend(1, now), self._bytes.spend(len(ws_message), now))
        if pause_s or self._kernel_is_behind():
            return self._take_later(ws_message, pause_s)  # Tornado reads no further until this is done
        self._take(ws_message)
        return None

    def _kernel_is_behind(self) -> bool:
        return self.connection is not None and self.connection.is_sending()

    async def _take_later(self, message: str | bytes, pause_s: float) -> None:
        while pause_s > 0 and self._is_open:
            await asyncio.sleep(min(pause_s, _LONGEST_PAUSE_S))
            pause_s -= _LONGEST_PAUSE_S
        while self._is_open and self._kernel_is_behind():
            await asyncio.sleep(self.limits.websocket_retry_s)
        self._take(message)

    def _take(self, message: str | bytes) -> None:
        if isinstance(message, str):
            self.settings["workshop_server"].admission.message(self.kernel_id, message, self)
        elif self.connection is not None:
            super().on_message(message)

    @property
    def _is_open(self) -> bool:
        return self.ws_connection is not None and not self.ws_connection.is_closing()

    def answer(self, text: str) -> None:
        """An answer to what the page asked of the server itself. While the last one is on its way, one more waits: it
        answers all that is asked meanwhile.
        """
        if self._pong is not None and not self._pong.done():
            self._next_pong = text
            return
        self._pong = self.write_message(text)
        self._pong.add_done_callback(self._answer_next)

    def _answer_next(self, gone: asyncio.Future[None]) -> None:
        text, self._next_pong = self._next_pong, ""
        if text and not gone.cancelled() and gone.exception() is None:
            self.answer(text)

    def write_message(self, message: Any, binary: bool = False) -> Any:
        """To the page; what is on its way to one that has just closed is missed by nobody. A page that takes nothing,
        and has others wait for its kernel's memory, is cut off.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        done.set_result(None)
        if not self._is_open:
            return done
        if self._unsent_bytes > self.limits.websocket_unsent_bytes:
            self.close_at_once()
            return done
        try:
            sent = super().write_message(message, binary)
        except WebSocketClosedError:
            return done
        if sent is None:  # Voila keeps some of the kernel's messages to itself
            return done
        size = len(message)
        self._unsent_bytes += size

        def gone(each: asyncio.Future[None]) -> None:
            self._unsent_bytes -= size
            _ = each.cancelled() or each.exception()

        sent.add_done_callback(gone)
        return sent

    def on_close(self) -> None:
        """Closed by either side, or because nobody has answered for a while."""
        self.settings["workshop_server"].admission.connection_closed(self.kernel_id, self)
        if self.connection is not None:
            with suppress(KeyError):  # it never came to be connected
                super().on_close()
