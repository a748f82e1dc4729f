"""What the server and the parents of its kernels say to each other: one JSON object a line, over a pair of sockets."""

from __future__ import annotations

import contextlib
import json
import select
import socket
from collections.abc import Iterator
from typing import Any

_MOST = 1 << 16  # bytes read at once
Message = dict[str, Any]


class Line:
    """One end. Reading never waits; `ended` says that nobody is left at the other end."""

    def __init__(self, end: socket.socket) -> None:
        self.end = end
        end.setblocking(True)
        self.ended = False
        self._rest = b""
        self._handed: list[int] = []

    def fileno(self) -> int:
        """For selectors."""
        return self.end.fileno()

    def say(self, message: Message, *hand: socket.socket) -> None:
        """Send a message, and with it the ends of other lines. One that nobody can read any more is dropped."""
        text = json.dumps(message).encode() + b"\n"
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            if hand:
                sent = socket.send_fds(self.end, [text], [each.fileno() for each in hand])
                text = text[sent:]
            self.end.sendall(text)

    def heard(self, wait: bool = False) -> Iterator[Message]:
        """All that has come in; with `wait`, at least one message, unless the other end is gone."""
        while not self.ended and (wait or self._something_came()):
            try:
                read, handed, _, _ = socket.recv_fds(self.end, _MOST, 4)  # no flags: they are ignored (Python 3.13)
            except ConnectionResetError:
                read, handed = b"", []
            self._handed += handed
            self.ended = not read
            *whole, self._rest = (self._rest + read).split(b"\n")
            yield from map(json.loads, whole)
            if wait and whole:
                return

    def _something_came(self) -> bool:
        poll = select.poll()  # the socket itself stays one that waits: whoever hears may answer meanwhile
        poll.register(self.end, select.POLLIN)
        return bool(poll.poll(0))

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
