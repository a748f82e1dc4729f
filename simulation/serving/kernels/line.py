"""What the server and the parents of its kernels say to each other: one JSON object a line, over a pair of sockets."""

from __future__ import annotations

import contextlib
import json
import socket
from collections.abc import Iterator
from typing import Any

_MOST = 1 << 16  # bytes read at once
Message = dict[str, Any]


class Line:
    """One end. Reading never waits; `ended` says that nobody is left at the other end."""

    def __init__(self, end: socket.socket) -> None:
        self.end = end
        self.ended = False
        self._rest = b""
        self._handed: list[int] = []

    def fileno(self) -> int:
        """For selectors."""
        return self.end.fileno()

    def say(self, message: Message, *hand: socket.socket) -> None:
        """Send a message, and with it the ends of other lines. One that nobody can read any more is dropped."""
        text = json.dumps(message).encode() + b"\n"
        self.end.setblocking(True)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            if hand:
                sent = socket.send_fds(self.end, [text], [each.fileno() for each in hand])
                text = text[sent:]
            self.end.sendall(text)

    def heard(self, wait: bool = False) -> Iterator[Message]:
        """All that has come in; with `wait`, at least one message, unless the other end is gone."""
        self.end.setblocking(wait)
        while not self.ended:
            try:
                read, handed, _, _ = socket.recv_fds(self.end, _MOST, 4)
            except (BlockingIOError, InterruptedError):
                return
            except ConnectionResetError:
                read, handed = b"", []
            self._handed += handed
            self.ended = not read
            *whole, self._rest = (self._rest + read).split(b"\n")
            yield from map(json.loads, whole)
            if wait and whole:
                return

    def handed(self) -> socket.socket:
        """The next end that came with a message."""
        return socket.socket(fileno=self._handed.pop(0))

    def close(self) -> None:
        """Hang up."""
        self.end.close()


def pair() -> tuple[Line, socket.socket]:
    """A line and the bare other end, to give away."""
    ours, theirs = socket.socketpair()
    return Line(ours), theirs
