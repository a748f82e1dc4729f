"""The replies that were asked for last, by request; bounded in number and in bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from simulation.serving.settings import DEFAULT
from simulation.serving.workers.messages import Request


@dataclass(eq=False)
class ReplyCache:
    """The least recently used goes first. Safe to use from many threads."""

    most_replies: int = DEFAULT.reply_cache_replies
    most_bytes: int = DEFAULT.reply_cache_bytes
    nbytes: int = 0  # of all replies together
    _replies: OrderedDict[Request, bytes] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, request: Request) -> bytes | None:
        """The request's reply, if it is still there."""
        with self._lock:
            if request in self._replies:
                self._replies.move_to_end(request)
            return self._replies.get(request)

    def put(self, request: Request, reply: bytes) -> None:
        """Keep a reply; others make room."""
        with self._lock:
            self.nbytes += len(reply) - len(self._replies.pop(request, b""))
            self._replies[request] = reply
            while len(self._replies) > self.most_replies or self.nbytes > self.most_bytes:
                _, gone = self._replies.popitem(last=False)
                self.nbytes -= len(gone)
