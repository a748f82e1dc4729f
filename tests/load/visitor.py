"""One pretend phone: real HTTP and a real websocket, until the numbers of its first picture are there."""

from __future__ import annotations

import asyncio
import json
import re
import time
import uuid
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.httputil import url_concat
from tornado.websocket import WebSocketClientConnection, websocket_connect

PROTOCOL = "v1.kernel.websocket.jupyter.org"  # as the page's own script speaks it: offsets, then the parts of a message
PAGE = "voila/render/design_a_partnership.ipynb"
LINES = "lines"  # what the widget that draws calls its numbers; they travel as bytes beside its state
AsyncHTTPClient.configure(None, max_clients=1000)  # no visitor waits for another on this side
PATIENCE = 300.0  # seconds; stock Voila needs two minutes for eighty


@dataclass
class Visitor:
    """Opens the page and stays, as a phone does. `seconds` says how long each step took since the start."""

    address: str
    plan: str = ""  # a plan code in the page's address, so that the kernel has to run it
    seconds: dict[str, float] = field(default_factory=dict)
    kernel: str = ""
    failed: str = ""
    _line: WebSocketClientConnection | None = None

    async def arrive(self) -> None:
        """From the first request to the picture's numbers; what goes wrong stands in `failed`."""
        start = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):
                html = await self._page()
                self.seconds["page"] = time.perf_counter() - start
                self.kernel = kernel_of(html)
                await self._connect()
                self.seconds["line"] = time.perf_counter() - start
                await self._states()
                self.seconds["picture"] = time.perf_counter() - start
        except Exception as error:
            self.failed = f"{type(error).__name__}: {error}"

    def leave(self) -> None:
        """Close the line; the kernel is left to its server."""
        if self._line is not None:
            self._line.close()

    async def _page(self) -> str:
        url = url_concat(self.address + PAGE, {"plan": self.plan} if self.plan else {})
        ask = HTTPRequest(url, request_timeout=PATIENCE, connect_timeout=PATIENCE, decompress_response=True)
        ask.headers["Accept-Encoding"] = "gzip"
        return (await AsyncHTTPClient().fetch(ask)).body.decode()

    async def _connect(self) -> None:
        line = self.address.replace("http", "ws", 1) + f"api/kernels/{self.kernel}/channels"
        ask = HTTPRequest(url_concat(line, {"session_id": str(uuid.uuid4())}), connect_timeout=PATIENCE)
        self._line = await websocket_connect(ask, subprotocols=[PROTOCOL], max_message_size=2**26)

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
                if any(path[-1] == LINES for path in content["data"]["buffer_paths"]):
                    return
                raise ValueError("the page's widgets came without a picture")

    async def send(
        self, kind: str, content: dict[str, Any], metadata: dict[str, Any] | None = None, channel: str = "shell"
    ) -> None:
        """One message to the kernel."""
        assert self._line is not None
        header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "session": "", "username": "", "version": "5.3"}
        parts = [channel.encode(), *(json.dumps(each).encode() for each in (header, {}, metadata or {}, content))]
        await self._line.write_message(packed(parts), binary=True)

    async def noise(self, message: bytes) -> None:
        """Bytes that no page sends."""
        assert self._line is not None
        await self._line.write_message(message, binary=True)

    async def receive(self) -> tuple[str, dict[str, Any]]:
        """The next message from the kernel: its type and content. Raises ConnectionError when the line is closed."""
        assert self._line is not None
        message = await self._line.read_message()
        if message is None:
            raise ConnectionError("the server closed the line")
        _, header, _, _, content, *_ = unpacked(message if isinstance(message, bytes) else message.encode())
        return json.loads(header)["msg_type"], json.loads(content)


def kernel_of(html: str) -> str:
    """The kernel that the page speaks to. Raises ValueError when there is none."""
    found = re.search(r'"kernelId": "([-0-9a-f]+)"', html)
    if not found:
        raise ValueError("the page names no kernel")
    return found[1]


def packed(parts: list[bytes]) -> bytes:
    """Parts of a message after their offsets."""
    start = 8 * (len(parts) + 2)
    offsets = [start]
    for part in parts:
        offsets.append(offsets[-1] + len(part))
    return b"".join(each.to_bytes(8, "little") for each in (len(offsets), *offsets)) + b"".join(parts)


def unpacked(message: bytes) -> list[bytes]:
    """The parts of a message."""
    count = int.from_bytes(message[:8], "little")
    offsets = [int.from_bytes(message[8 * nth : 8 * (nth + 1)], "little") for nth in range(1, count + 1)]
    return [message[low:high] for low, high in pairwise(offsets)]
