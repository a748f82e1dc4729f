"""The channel between the server and its zygotes, and between these and their kernels: JSON, one object a line of
text, over a pair of sockets; `multiprocessing.connection` sends no file descriptors and waits for whole messages.
"""

from __future__ import annotations

import contextlib
import json
import select
import socket
from collections.abc import Iterator
from typing import Any

_READ_BYTES = 1 << 16  # bytes read at once
Message = dict[str, Any]


class Channel:
    """One end. Reading never waits; `closed` says that nobody is left at the other end."""

    def __init__(self, end: socket.socket) -> None:
        self.end = end
        end.setblocking(True)
        self.closed = False
        self._partial = b""
        self._descriptors: list[int] = []

    def fileno(self) -> int:
        """For selectors."""
        return self.end.fileno()

    def send(self, message: Message, *hand: socket.socket) -> None:
        """Send a message, and with it the ends of other channels. One that nobody can read any more is dropped."""
        text = json.dumps(message).encode() + b"\n"
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            if hand:
                sent = socket.send_fds(self.end, [text], [each.fileno() for each in hand])
                text = text[sent:]
            self.end.sendall(text)

    def received(self, wait: bool = False) -> Iterator[Message]:
        """All that has come in; with `wait`, at least one message, unless the other end is gone."""
        while not self.closed and (wait or self._something_came()):
            try:
                read, handed, _, _ = socket.recv_fds(self.end, _READ_BYTES, 4)  # which ignores flags
            except ConnectionResetError:
                read, handed = b"", []
            self._descriptors += handed
            self.closed = not read
            *whole, self._partial = (self._partial + read).split(b"\n")
            yield from map(json.loads, whole)
            if wait and whole:
                return

    def _something_came(self) -> bool:
        poll = select.poll()  # the socket itself stays one that waits: whoever hears may answer meanwhile
        poll.register(self.end, select.POLLIN)
        return bool(poll.poll(0))

    def received_socket(self) -> socket.socket:
        """The next end that came with a message."""
        return socket.socket(fileno=self._descriptors.pop(0))

    def close(self) -> None:
        """Hang up."""
        self.end.close()


def channel_pair() -> tuple[Channel, socket.socket]:
    """A channel and the bare other end, to give away."""
    ours, theirs = socket.socketpair()
    return Channel(ours), theirs
