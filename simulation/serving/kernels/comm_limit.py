"""How many comms a page may open at its kernel: one for all widgets, and another each time it comes back."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

OpenComm = Callable[..., Any]


def newest_comms(open_comm: OpenComm, manager: Any, most: int) -> OpenComm:
    """A handler of comm_open messages after which only the newest comms of the page's own are there.

    Args:
        open_comm: The kernel's handler, which registers every comm for ever.
        manager: Of the kernel's comms.
        most: How many the page may have; widgets' own, which the kernel opened, do not count.
    """
    opened: deque[str] = deque()

    def handler(stream: Any, ident: Any, message: dict[str, Any]) -> Any:
        name = str(message["content"].get("comm_id", ""))
        if name in manager.comms:  # a widget's, or one of its own a second time
            return None
        opened.append(name)
        while len(opened) > most:
            oldest = manager.comms.get(opened.popleft())
            if oldest is not None:
                manager.unregister_comm(oldest)
        return open_comm(stream, ident, message)

    return handler
