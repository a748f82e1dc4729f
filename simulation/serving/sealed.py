"""What every answer tells the browser: trust this server's files and nothing else, and tell nobody where you were."""

from __future__ import annotations

import re
from typing import Any

_HOST = re.compile(r"[\w.\-\[\]:]+")  # a name or an address, perhaps with a port
_POLICY = (
    "default-src 'none'; script-src 'self' blob:; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'{lines}; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
# A page that was sent without our server's file for Vega asks its kernel for it: that module is a blob.


def policy(host: str) -> str:
    """The Content-Security-Policy of a page; `host` as the browser named it: older ones must be told of its sockets."""
    lines = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    return _POLICY.format(lines=lines)


class Sealed:
    """Mixed into a request handler."""

    def set_default_headers(self) -> None:
        """The same for all; none says what the server is made of."""
        handler: Any = self
        handler.clear_header("Server")
        handler.set_header("Content-Security-Policy", policy(handler.request.headers.get("Host", "")))
        handler.set_header("X-Content-Type-Options", "nosniff")
        handler.set_header("Referrer-Policy", "same-origin")
        handler.set_header("Cross-Origin-Opener-Policy", "same-origin")
        handler.set_header("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
