"""What every answer tells the browser: trust this server's files and nothing else, and tell nobody where you were."""

from __future__ import annotations

from typing import Any

from simulation.serving.content_security_policy import policy


class SecurityHeaders:
    """Mixed into a request handler."""

    def set_default_headers(self) -> None:
        """The same for all; none says what the server is made of. A page may later say its own policy."""
        handler: Any = self
        handler.clear_header("Server")
        handler.set_header("Content-Security-Policy", policy(handler.request.headers.get("Host", "")))
        handler.set_header("X-Content-Type-Options", "nosniff")
        handler.set_header("Referrer-Policy", "same-origin")
        handler.set_header("Cross-Origin-Opener-Policy", "same-origin")
        handler.set_header("Permissions-Policy", "camera=(), microphone=(), geolocation=()")

    def set_cookie(self, name: str, value: str | bytes, *given: Any, **how: Any) -> None:
        """A cookie; one that was set over an encrypted connection is never sent over another."""
        handler: Any = super()
        request: Any = self
        if request.request.protocol == "https":
            how["secure"] = True
        handler.set_cookie(name, value, *given, **how)
