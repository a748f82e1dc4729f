"""A process that is idle gives memory back to the system: what its last runs took and freed again."""

from __future__ import annotations

import ctypes
from typing import Any

from tornado.ioloop import IOLoop

_malloc_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)


def trim() -> None:
    """Asks the C library for it, where that knows how (glibc does); elsewhere nothing happens."""
    if _malloc_trim is not None:
        _malloc_trim(0)


class IdleTrim:
    """Trims once its event loop has been idle for a while."""

    def __init__(self, after_s: float) -> None:
        self._after_s = after_s
        self._waiting: Any = None

    def restart(self) -> None:
        """There was a message: the wait begins anew."""
        loop = IOLoop.current()
        if self._waiting is not None:
            loop.remove_timeout(self._waiting)
        self._waiting = loop.call_later(self._after_s, trim)
