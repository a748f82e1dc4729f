"""A kernel whose visitor rests, or a desk, gives back to the system what its last runs took and no longer need."""

from __future__ import annotations

import ctypes
from typing import Any

from tornado.ioloop import IOLoop

REST = 0.5  # seconds without a message
_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)


def give_back() -> None:
    """Asks the C library for it, where that knows how (glibc does); elsewhere nothing happens."""
    if _trim is not None:
        _trim(0)


class Tidy:
    """Gives back by itself."""

    def __init__(self) -> None:
        self._waiting: Any = None

    def soon(self) -> None:
        """Once the visitor rests: every message begins the wait anew."""
        loop = IOLoop.current()
        if self._waiting is not None:
            loop.remove_timeout(self._waiting)
        self._waiting = loop.call_later(REST, give_back)
