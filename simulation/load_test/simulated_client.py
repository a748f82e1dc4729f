"""One pretend phone: real HTTP and a real websocket. It opens the page, drags, locks, comes back, closes."""

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
from simulation.load_test.websocket_messages import PROTOCOL, Heard, again, heard, kernel_of, said
from simulation.serving.options import PLAN_PAGE

PAGE = f"voila/render/{PLAN_PAGE}.ipynb"
LINES = "lines"  # what the widget that draws calls its numbers; they travel as bytes beside its state
RESTING, AWAKE = "resting", "awake"  # what a page says to the server itself
PATIENCE = 300.0  # seconds; stock Voila needs two minutes for eighty
LARGEST = 2**26  # bytes of one message

AsyncHTTPClient.configure(None, max_clients=1000)  # no phone waits for another on this side


class RefusedError(Exception):
    """The page says in a sentence why it does not take a move; its picture stays."""


@dataclass
class Phone:
    """Opens the page and stays. `seconds` says how long each step of the arrival took since its start."""

    address: str  # the site's, with a slash at its end
    plan: str = ""  # a plan code in the page's address, so that the kernel has to run it
    cookies: dict[str, str] = field(default_factory=dict)  # by which a server knows a browser that waits, or comes back
    patience: float = PATIENCE
    seconds: dict[str, float] = field(default_factory=dict)
    kernel: str = ""
    failed: str = ""
    pictures: int = 0  # new ones, after the first
    waits: int = 0  # how often the page asked to wait
    sliders: dict[str, float] = field(default_factory=dict)  # plan A, as the page opened or as it was moved since
    limits: dict[str, dict[str, Any]] = field(default_factory=dict)  # what each slider allows, as the page shows it
    _line: WebSocketClientConnection | None = None
    words: list[str] = field(default_factory=list)  # what the server itself answered
    _said: asyncio.Queue[bytes | None] = field(default_factory=asyncio.Queue)
    _levers: str = ""  # the widget that takes moves
    _placed: int = 0  # how often the page itself has moved the sliders
    _codes: str = ""  # the widget that says the plan's code
    _seq: int = 0

    async def arrive(self) -> None:
        """From the first request to the picture's numbers; what goes wrong stands in `failed`."""
        start = time.perf_counter()
        try:
            async with asyncio.timeout(self.patience):
                await self._page()
                self.seconds["page"] = time.perf_counter() - start
                await self.connect()
                self.seconds["line"] = time.perf_counter() - start
                await self._states()
                self.seconds["picture"] = time.perf_counter() - start
        except Exception as error:
            self.failed = f"{type(error).__name__}: {error}"

    async def drag(self, name: str, value: float) -> float:
        """Move plan A's slider to a value and wait for the answer: seconds.

        What came by itself since the last move is heard first and not counted. Raises RefusedError for numbers that do
        not go together, ConnectionError and ValueError for faults.
        """
        while not self._said.empty():
            self._note_code((await self.hear()).content)
        wanted = {**self.sliders, name: value}
        self._seq += 1
        start = time.perf_counter()
        move = {"seq": self._seq, "side": "a", "values": wanted}
        await self.send("comm_msg", {"comm_id": self._levers, "data": {"method": "custom", "content": move}})
        while True:
            message = await self.hear()
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

    async def follow(self, patience: float) -> float | None:
        """Wait for what follows the answer to a move by itself, the picture with its doubt band: seconds; None where
        nothing came in time.
        """
        start = time.perf_counter()
        try:
            async with asyncio.timeout(patience):
                while not (message := await self.hear()).buffers:
                    self._note_code(message.content)
        except TimeoutError:
            return None
        return time.perf_counter() - start

    async def lock(self) -> None:
        """The screen goes dark: the page says that it rests, and its line goes."""
        await self.noise(RESTING)
        self.leave()

    def leave(self) -> None:
        """The line goes without a word; the kernel is left to its server."""
        if self._line is not None:
            self._line.close()
            self._line = None

    async def close(self) -> None:
        """The tab is closed: the page says so on its way out, and its kernel ends."""
        self.leave()
        headers = {"Cookie": self._cookie, "Referer": self.address + PAGE}
        token = self.cookies.get("_xsrf", "")
        end = url_concat(f"{self.address}voila/api/shutdown/{self.kernel}", {"_xsrf": token})
        await AsyncHTTPClient().fetch(HTTPRequest(end, method="POST", body="", headers=headers))

    async def there(self) -> bool:
        """Whether its kernel is still there, as a page asks when it wakes up."""
        answer = await AsyncHTTPClient().fetch(f"{self.address}counterparts/there/{self.kernel}")
        return bool(answer.body == b"yes")

    async def wake(self) -> None:
        """The screen lights up again: a new line to the same kernel, and every widget asked for anew."""
        await self.connect()
        await self.noise(AWAKE)
        await self._states()

    # ---- the line

    async def connect(self) -> None:
        """Open a line to the kernel: on arrival, and after the screen was locked."""
        line = self.address.replace("http", "ws", 1) + f"api/kernels/{self.kernel}/channels"
        session, cookie = {"session_id": uuid.uuid4().hex}, {"Cookie": self._cookie}
        ask = HTTPRequest(url_concat(line, session), headers=cookie, connect_timeout=self.patience)
        self._said, words = asyncio.Queue(), self.words

        def take(message: bytes | str | None, put: Callable[[Any], None] = self._said.put_nowait) -> None:
            words.append(message) if isinstance(message, str) else put(message)

        self._line = await websocket_connect(  # takes what comes while nobody looks: pings wait behind it
            ask, on_message_callback=take, subprotocols=[PROTOCOL], max_message_size=LARGEST
        )

    async def send(
        self, kind: str, content: dict[str, Any], metadata: dict[str, Any] | None = None, channel: str = "shell"
    ) -> None:
        """One message to the kernel."""
        await self.noise(said(kind, content, metadata, channel))

    async def noise(self, message: bytes | str) -> None:
        """Bytes as they are, such as no page sends, or a word to the server itself. Raises ConnectionError."""
        if self._line is None:
            raise ConnectionError("there is no line to the kernel")
        try:
            await self._line.write_message(message, binary=isinstance(message, bytes))
        except WebSocketClosedError:
            raise ConnectionError("the server closed the line") from None

    async def hear(self) -> Heard:
        """The next message from the kernel. Raises ConnectionError when the line is closed."""
        message = await self._said.get() if self._line is not None else None
        if message is None:
            self.leave()
            raise ConnectionError("the server closed the line")
        return heard(message)

    async def receive(self) -> tuple[str, dict[str, Any]]:
        """The next message's type and content."""
        message = await self.hear()
        return message.kind, message.content

    # ---- the page

    async def _page(self) -> None:
        """Ask for the page until it comes with a kernel."""
        url = url_concat(self.address + PAGE, {"bet": "none", **({"plan": self.plan} if self.plan else {})})
        while True:
            headers = HTTPHeaders({"Accept-Encoding": "gzip", "Cookie": self._cookie})
            ask = HTTPRequest(url, headers=headers, request_timeout=self.patience, connect_timeout=self.patience)
            answer = await AsyncHTTPClient().fetch(ask)
            for each in answer.headers.get_list("Set-Cookie"):
                name, _, value = each.split(";")[0].partition("=")
                self.cookies[name] = value
            page = answer.body.decode()
            self.kernel = kernel_of(page)
            if self.kernel:
                return
            self.waits += 1
            await asyncio.sleep(again(page))

    @property
    def _cookie(self) -> str:
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
        if not any(path[-1] == LINES for path in content["data"]["buffer_paths"]):
            raise ValueError("the page's widgets came without a picture")
        for widget, told in content["data"]["states"].items():
            state = told["state"]
            if "plans" in state and (widget, state["plans"]["nth"]) != (self._levers, self._placed):
                self._levers, self._placed = widget, state["plans"]["nth"]  # else they stand where the thumb left them
                self.sliders, self.limits = dict(state["plans"]["a"]), state["frame"]["levers"]
            if "codes" in state:
                self._codes, self.plan = widget, state["codes"][0]

    def _note_code(self, content: dict[str, Any]) -> None:
        """The plan's code stands in the page's address, so that a reload brings the same sliders back."""
        if content.get("comm_id") == self._codes and "codes" in content["data"].get("state", {}):
            self.plan = content["data"]["state"]["codes"][0]
