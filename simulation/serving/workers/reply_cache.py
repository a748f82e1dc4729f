"""The replies that were asked for last, by request; bounded in bytes."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from cachetools import LRUCache

from simulation.serving.settings import DEFAULT
from simulation.serving.workers.messages import Request


@dataclass(eq=False)
class ReplyCache:
    """The least recently used goes first. Safe to use from many threads."""

    most_bytes: int = DEFAULT.reply_cache_bytes
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._replies: LRUCache[Request, bytes] = LRUCache(self.most_bytes, getsizeof=len)

    @property
    def nbytes(self) -> int:
        """Of all replies together."""
        return int(self._replies.currsize)

    def get(self, request: Request) -> bytes | None:
        """The request's reply, if it is still there."""
        with self._lock:
            return self._replies.get(request)

    def put(self, request: Request, reply: bytes) -> None:
        """Keep a reply; others make room. One larger than the cache is not kept."""
        with self._lock:
            self._replies.pop(request, None)
            if len(reply) <= self.most_bytes:
                self._replies[request] = reply
