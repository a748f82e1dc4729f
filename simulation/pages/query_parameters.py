"""What the page's address asks for: `?plan=k7f-2mq&b=...&bet=most` brings the same sliders and bet back."""

from __future__ import annotations

import os
from collections.abc import Callable
from urllib.parse import parse_qs

_handlers: list[Callable[[], None]] = []  # called when a visitor arrives at a page that was opened ahead


def read() -> dict[str, str]:
    """The address's parameters, the last of each name; empty outside Voila.

    Voila puts the query into the environment. Only a kernel started before its visitor came must ask for it, and only
    then is voila imported (0.3 s).
    """
    if os.environ.get("VOILA_PREHEAT") == "True":
        from voila.utils import get_query_string

        query = get_query_string() or ""
    else:
        query = os.environ.get("QUERY_STRING", "")
    return {name: values[-1] for name, values in parse_qs(query).items()}


def on_visitor(handler: Callable[[], None]) -> None:
    """Whoever serves the page may open it before its visitor comes: `handler` is then called to
    apply the query parameters.
    """
    _handlers.append(handler)


def has_handlers() -> bool:
    """Whether the page can apply query parameters that arrive later."""
    return bool(_handlers)


def notify_visitor() -> None:
    """Call all handlers: the visitor has arrived, with query parameters."""
    for handler in _handlers:
        handler()
