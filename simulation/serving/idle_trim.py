"""A process that is idle gives memory back to the system: what its last runs took and freed again."""

from __future__ import annotations

import ctypes
from typing import Any

from tornado.ioloop import IOLoop

IDLE_S = 0.5  # without a message: a kernel, of which there are many
POOL_IDLE_S = 2.0  # a worker, or the dispatcher: few, and what was given back takes time to come again
_malloc_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)


def trim() -> None:
    """Asks the C library for it, where that knows how (glibc does); elsewhere nothing happens."""
    if _malloc_trim is not None:
        _malloc_trim(0)


class IdleTrim:
    """Trims once its event loop has been idle for a while."""

    def __init__(self) -> None:
        self._waiting: Any = None

    def restart(self) -> None:
        """There was a message: the wait begins anew."""
        loop = IOLoop.current()
        if self._waiting is not None:
            loop.remove_timeout(self._waiting)
        self._waiting = loop.call_later(IDLE_S, trim)
