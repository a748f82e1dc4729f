"""What the page's address asks for: `?plan=k7f-2mq&b=...&bet=most` brings the same sliders and bet back."""

from __future__ import annotations

import os
from collections.abc import Callable
from urllib.parse import parse_qs

_arrivals: list[Callable[[], None]] = []  # what a page does when its visitor comes after it was opened


def asked() -> dict[str, str]:
    """The address's parameters, the last of each name; empty outside Voila.

    Voila puts the query into the environment. Only a kernel started before its visitor came must ask for it, and only
    then is voila imported (0.3 s).
    """
    if os.environ.get("VOILA_PREHEAT") == "True":
        from voila.utils import get_query_string

        query = get_query_string() or ""
    else:
        query = os.environ.get("QUERY_STRING", "")
    return {name: values[-1] for name, values in parse_qs(query, max_num_fields=20).items()}


def on_arrival(follow: Callable[[], None]) -> None:
    """Whoever serves the page may open it before its visitor comes: `follow` then does what the address asks for."""
    _arrivals.append(follow)


def expected() -> bool:
    """Whether the page can follow an address that comes later."""
    return bool(_arrivals)


def arrived() -> None:
    """The visitor is here, with an address."""
    for follow in _arrivals:
        follow()
