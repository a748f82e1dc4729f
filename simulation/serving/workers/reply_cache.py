"""The replies that were asked for last, by plan; bounded in number and in bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from simulation.model.plan import Plan

MOST_REPLIES = 64
MOST_BYTES = 16 * 2**20


@dataclass(eq=False)
class ReplyCache:
    """The least recently used goes first. Safe to use from many threads."""

    most_replies: int = MOST_REPLIES
    most_bytes: int = MOST_BYTES
    nbytes: int = 0  # of all replies together
    _replies: OrderedDict[Plan, bytes] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, plan: Plan) -> bytes | None:
        """The plan's reply, if it is still there."""
        with self._lock:
            if plan in self._replies:
                self._replies.move_to_end(plan)
            return self._replies.get(plan)

    def put(self, plan: Plan, reply: bytes) -> None:
        """Keep a reply; others make room."""
        with self._lock:
            self.nbytes += len(reply) - len(self._replies.pop(plan, b""))
            self._replies[plan] = reply
            while len(self._replies) > self.most_replies or self.nbytes > self.most_bytes:
                _, gone = self._replies.popitem(last=False)
                self.nbytes -= len(gone)
