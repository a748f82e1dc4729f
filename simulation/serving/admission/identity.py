"""Which browser asks: by a random id in its cookie, or in the address of its waiting page where it keeps no cookies.

The id is signed, so that nobody can make up as many as they like; it says nothing about anybody.
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256
from typing import Any

from simulation.serving.query_argument import query_argument

VISITOR_COOKIE = "counterparts"
TICKET = "ticket"  # the parameter of a waiting page's address
_RANDOM, _SIGNATURE = 16, 16  # hexadecimal characters


class Identities:
    """Gives out ids, and knows its own again.

    Args:
        key: What they are signed with; a server that takes another's place has the same.
    """

    def __init__(self, key: str = "") -> None:
        self.key = key or secrets.token_hex(_RANDOM)

    def new(self) -> str:
        """For a browser that was not here yet."""
        drawn = secrets.token_hex(_RANDOM // 2)
        return drawn + self._signature(drawn)

    def is_known(self, text: str) -> bool:
        """Whether this is an id that was given out."""
        drawn, signature = text[:_RANDOM], text[_RANDOM:]
        return hmac.compare_digest(self._signature(drawn).encode(), signature.encode())

    def by_cookie(self, handler: Any) -> str:
        """The id that a browser's cookie carries; empty when it has none of ours."""
        text = str(handler.get_cookie(VISITOR_COOKIE, ""))
        return text if self.is_known(text) else ""

    def by_ticket(self, handler: Any) -> str:
        """The id that the address carries; empty when it carries none of ours."""
        text = query_argument(handler.request, TICKET)
        return text if self.is_known(text) else ""

    def _signature(self, drawn: str) -> str:
        return hmac.new(self.key.encode(), drawn.encode(), sha256).hexdigest()[:_SIGNATURE]
