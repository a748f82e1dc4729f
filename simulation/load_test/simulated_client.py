"""One simulated client: real HTTP and a real websocket. It opens the page, drags, locks, comes back, closes."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.httputil import HTTPHeaders, url_concat
from tornado.websocket import WebSocketClientConnection, WebSocketClosedError, websocket_connect

from simulation.fault_log import is_fault
from simulation.load_test.websocket_messages import (
    PROTOCOL,
    KernelMessage,
    kernel_of,
    packed_message,
    retry_after_s,
    unpacked_message,
)
from simulation.serving.admission.controller import PAGE_HIDDEN, PAGE_VISIBLE
from simulation.serving.options import PLAN_PAGE

PAGE = f"voila/render/{PLAN_PAGE}.ipynb"
BUFFER_NAME = "lines"  # what the widget that draws calls its numbers; they travel as bytes beside its state
TIMEOUT_S = 300.0  # stock Voila needs two minutes for eighty
MESSAGE_BYTES = 2**26

AsyncHTTPClient.configure(None, max_clients=1000)  # no client waits for another on this side


class RefusedError(Exception):
    """The page says in a sentence why it does not take a move; its picture stays."""


@dataclass
class SimulatedClient:
    """Opens the page and stays. `seconds` says how long each step of the arrival took since its start."""

    address: str  # the site's, with a slash at its end
    plan: str = ""  # a plan code in the page's address, so that the kernel has to run it
    cookies: dict[str, str] = field(default_factory=dict)  # by which a server knows a browser that waits, or comes back
    timeout_s: float = TIMEOUT_S
    page: str = PAGE  # only ours can be arrived at; any other can be loaded
    seconds: dict[str, float] = field(default_factory=dict)
    kernel: str = ""
    failure: str = ""
    pictures: int = 0  # new ones, after the first
    waits: int = 0  # how often the page asked to wait
    sliders: dict[str, float] = field(default_factory=dict)  # plan A, as the page opened or as it was moved since
    limits: dict[str, dict[str, Any]] = field(default_factory=dict)  # what each slider allows, as the page shows it
    _connection: WebSocketClientConnection | None = None
    server_messages: list[str] = field(default_factory=list)  # what the server itself answered
    _incoming: asyncio.Queue[bytes | None] = field(default_factory=asyncio.Queue)
    _levers: str = ""  # the widget that takes moves
    _placed: int = 0  # how often the page itself has moved the sliders
    _codes: str = ""  # the widget that says the plan's code
    _seq: int = 0

    async def arrive(self) -> None:
        """From the first request to the picture's numbers; what goes wrong stands in `failure`."""
        start = time.perf_counter()
        try:
            async with asyncio.timeout(self.timeout_s):
                await self.load_page()
                self.seconds["page"] = time.perf_counter() - start
                await self.connect()
                self.seconds["connection"] = time.perf_counter() - start
                await self._states()
                self.seconds["picture"] = time.perf_counter() - start
        except Exception as error:
            self.failure = f"{type(error).__name__}: {error}"

    async def move_slider(self, name: str, value: float) -> float:
        """Move plan A's slider to a value and wait for the answer: seconds.

        What came by itself since the last move is taken first and not counted. Raises RefusedError for numbers that do
        not go together, ConnectionError and ValueError for faults.
        """
        while not self._incoming.empty():
            self._note_code((await self.next_message()).content)
        wanted = {**self.sliders, name: value}
        self._seq += 1
        start = time.perf_counter()
        move = {"seq": self._seq, "side": "a", "values": wanted}
        await self.send("comm_msg", {"comm_id": self._levers, "data": {"method": "custom", "content": move}})
        while True:
            message = await self.next_message()
            self.pictures += message.buffers > 0  # none where a slider makes no difference to this plan
            self._note_code(message.content)
            answer = message.content.get("data", {}).get("content", {})
            if message.content.get("comm_id") == self._levers and answer.get("seq") == self._seq:
                break
        if is_fault(answer["notice"]):
            raise ValueError(answer["notice"])
        if answer["notice"]:
            raise RefusedError(answer["notice"])
        self.sliders = wanted
        return time.perf_counter() - start

    async def wait_for_picture(self, timeout_s: float) -> float | None:
        """Wait for what follows the answer to a move by itself, the picture with its doubt band: seconds; None where
        nothing came in time.
        """
        start = time.perf_counter()
        try:
            async with asyncio.timeout(timeout_s):
                while not (message := await self.next_message()).buffers:
                    self._note_code(message.content)
        except TimeoutError:
            return None
        return time.perf_counter() - start

    async def lock(self) -> None:
        """The screen goes dark: the page says that it rests, and its connection goes."""
        await self.send_raw(PAGE_HIDDEN)
        self.disconnect()

    def disconnect(self) -> None:
        """The connection goes without a word; the kernel is left to its server."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    async def close(self) -> None:
        """The tab is closed: the page says so on its way out, and its kernel ends."""
        self.disconnect()
        headers = {"Cookie": self.cookie, "Referer": self.address + self.page}
        token = self.cookies.get("_xsrf", "")
        end = url_concat(f"{self.address}voila/api/shutdown/{self.kernel}", {"_xsrf": token})
        await AsyncHTTPClient().fetch(HTTPRequest(end, method="POST", body="", headers=headers))

    async def kernel_exists(self) -> bool:
        """Whether its kernel is still there, as a page asks when it wakes up."""
        answer = await AsyncHTTPClient().fetch(f"{self.address}counterparts/there/{self.kernel}")
        return bool(answer.body == b"yes")

    async def wake(self) -> None:
        """The screen lights up again: a new connection to the same kernel, and every widget asked for anew."""
        await self.connect()
        await self.send_raw(PAGE_VISIBLE)
        await self._states()

    # ---- the connection

    async def connect(self) -> None:
        """Open a connection to the kernel: on arrival, and after the screen was locked."""
        url = self.address.replace("http", "ws", 1) + f"api/kernels/{self.kernel}/channels"
        session, cookie = {"session_id": uuid.uuid4().hex}, {"Cookie": self.cookie}
        ask = HTTPRequest(url_concat(url, session), headers=cookie, connect_timeout=self.timeout_s)
        self._incoming, words = asyncio.Queue(), self.server_messages

        def take(message: bytes | str | None, put: Callable[[Any], None] = self._incoming.put_nowait) -> None:
            words.append(message) if isinstance(message, str) else put(message)

        self._connection = await websocket_connect(  # takes what comes while nobody looks: pings wait behind it
            ask, on_message_callback=take, subprotocols=[PROTOCOL], max_message_size=MESSAGE_BYTES
        )

    async def send(
        self, kind: str, content: dict[str, Any], metadata: dict[str, Any] | None = None, channel: str = "shell"
    ) -> None:
        """One message to the kernel."""
        await self.send_raw(packed_message(kind, content, metadata, channel))

    async def send_raw(self, message: bytes | str) -> None:
        """Bytes as they are, such as no page sends, or a word to the server itself. Raises ConnectionError."""
        if self._connection is None:
            raise ConnectionError("there is no connection to the kernel")
        try:
            await self._connection.write_message(message, binary=isinstance(message, bytes))
        except WebSocketClosedError:
            raise ConnectionError("the server closed the connection") from None

    async def next_message(self) -> KernelMessage:
        """The next message from the kernel. Raises ConnectionError when the connection is closed."""
        message = await self._incoming.get() if self._connection is not None else None
        if message is None:
            self.disconnect()
            raise ConnectionError("the server closed the connection")
        return unpacked_message(message)

    async def receive(self) -> tuple[str, dict[str, Any]]:
        """The next message's type and content."""
        message = await self.next_message()
        return message.kind, message.content

    # ---- the page

    async def load_page(self) -> None:
        """Ask for the page until it comes with a kernel. Raises HTTPError or OSError."""
        while True:
            page = await self.page_text()
            self.kernel = kernel_of(page)
            if self.kernel:
                return
            self.waits += 1
            await asyncio.sleep(retry_after_s(page))

    async def page_text(self) -> str:
        """What the server answers whoever asks for the page, once. Raises HTTPError or OSError."""
        url = url_concat(self.address + self.page, {"bet": "none", **({"plan": self.plan} if self.plan else {})})
        headers = HTTPHeaders({"Accept": "text/html", "Accept-Encoding": "gzip", "Cookie": self.cookie})
        ask = HTTPRequest(url, headers=headers, request_timeout=self.timeout_s, connect_timeout=self.timeout_s)
        answer = await AsyncHTTPClient().fetch(ask)
        for each in answer.headers.get_list("Set-Cookie"):
            name, _, value = each.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer.body.decode()

    @property
    def cookie(self) -> str:
        """All cookies, as one header carries them."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    async def _states(self) -> None:
        """What the page's script sends on opening, and the answer that fills every widget, the picture's among them."""
        comm = uuid.uuid4().hex
        await self.send("kernel_info_request", {})
        widgets = {"comm_id": comm, "target_name": "jupyter.widget.control", "data": {}}
        await self.send("comm_open", widgets, {"version": "1.0.0"})
        await self.send("comm_msg", {"comm_id": comm, "data": {"method": "request_states"}})
        while True:
            kind, content = await self.receive()
            if kind == "comm_msg" and content["data"].get("method") == "update_states":
                break
        if not any(path[-1] == BUFFER_NAME for path in content["data"]["buffer_paths"]):
            raise ValueError("the page's widgets came without a picture")
        for widget, told in content["data"]["states"].items():
            state = told["state"]
            if "plans" in state and (widget, state["plans"]["nth"]) != (self._levers, self._placed):
                self._levers, self._placed = widget, state["plans"]["nth"]  # else they stand where they were left
                self.sliders, self.limits = dict(state["plans"]["a"]), state["frame"]["levers"]
            if "codes" in state:
                self._codes, self.plan = widget, state["codes"][0]

    def _note_code(self, content: dict[str, Any]) -> None:
        """The plan's code stands in the page's address, so that a reload brings the same sliders back."""
        if content.get("comm_id") == self._codes and "codes" in content["data"].get("state", {}):
            self.plan = content["data"]["state"]["codes"][0]
