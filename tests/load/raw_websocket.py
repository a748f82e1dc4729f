"""A websocket by hand: it sends what no library would, and reads only when asked."""

from __future__ import annotations

import asyncio
import base64
import os
import struct
import uuid
from dataclasses import dataclass
from urllib.parse import urlsplit

TEXT, BINARY, PING, PONG = 1, 2, 9, 10  # opcodes
_FIN, _MASKED = 0x80, 0x80
_READ_LIMIT = 2**16


class RefusedError(Exception):
    """The server did not open the connection."""

    def __init__(self, status: int, headers: dict[str, str], body: str) -> None:
        super().__init__(f"{status}: {body[:100]}")
        self.status, self.headers, self.body = status, headers, body


@dataclass
class RawWebsocket:
    """An open connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def open(
        cls, address: str, path: str, protocols: str = "", origin: str = "", host: str = "", extensions: str = "", cookie: str = ""
    ) -> RawWebsocket:
        """Ask for a connection. Raises RefusedError."""
        place = urlsplit(address)
        reader, writer = await asyncio.open_connection(place.hostname, place.port, limit=_READ_LIMIT)
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [f"GET {path} HTTP/1.1", f"Host: {host or place.netloc}", "Upgrade: websocket", "Connection: Upgrade"]
        lines += [f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13"]
        lines += [f"Sec-WebSocket-Protocol: {protocols}"] if protocols else []
        lines += [f"Origin: {origin}"] if origin else []
        lines += [f"Cookie: {cookie}"] if cookie else []
        lines += [f"Sec-WebSocket-Extensions: {extensions}"] if extensions else []
        writer.write("\r\n".join([*lines, "", ""]).encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status = int(head[0].split()[1])
        if status != 101:
            headers = {name.strip(): value.strip() for name, _, value in (each.partition(":") for each in head[1:] if each)}
            body = await reader.readexactly(int(headers.get("Content-Length", 0)))
            writer.close()
            raise RefusedError(status, headers, body.decode(errors="replace"))
        return cls(reader, writer)

    @classmethod
    async def to_kernel(cls, address: str, kernel: str, protocols: str, **asked: str) -> RawWebsocket:
        """A connection to a kernel, in a session of its own."""
        return await cls.open(address, f"/api/kernels/{kernel}/channels?session_id={uuid.uuid4().hex}", protocols, **asked)

    async def send(
        self, payload: bytes | str, opcode: int | None = None, flags: int = _FIN, masked: bool = True, times: int = 1
    ) -> None:
        """One frame, or the same so many times; waits while the server takes nothing. Raises ConnectionError when it has closed."""
        opcode = opcode if opcode is not None else TEXT if isinstance(payload, str) else BINARY
        data = payload.encode() if isinstance(payload, str) else payload
        mark = _MASKED if masked else 0
        if len(data) < 126:
            head = struct.pack("!BB", flags | opcode, mark | len(data))
        elif len(data) < 2**16:
            head = struct.pack("!BBH", flags | opcode, mark | 126, len(data))
        else:
            head = struct.pack("!BBQ", flags | opcode, mark | 127, len(data))
        self.writer.write((head + (bytes(4) if masked else b"") + data) * times)  # a mask of zeros leaves it as it is
        await self.writer.drain()

    async def receive(self) -> tuple[int, bytes]:
        """The next frame's opcode and payload; pings are answered. Raises EOFError when the server has closed."""
        while True:
            opcode, payload = await self._frame()
            if opcode != PING:
                return opcode, payload
            await self.send(payload, PONG)

    async def _frame(self) -> tuple[int, bytes]:
        first, length = await self.reader.readexactly(2)
        if length == 126:
            (length,) = struct.unpack("!H", await self.reader.readexactly(2))
        elif length == 127:
            (length,) = struct.unpack("!Q", await self.reader.readexactly(8))
        return first & 0x0F, await self.reader.readexactly(length)

    async def answers(self, timeout_s: float) -> bool:
        """Whether the server itself answers on this connection in time."""
        try:
            async with asyncio.timeout(timeout_s):
                await self.send("ping")
                while await self.receive() != (TEXT, b"pong"):
                    pass
        except (OSError, EOFError):  # too late, or closed
            return False
        return True

    def close(self) -> None:
        """At once, without a word."""
        self.writer.transport.abort()
