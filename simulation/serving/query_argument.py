"""One parameter of an address, whatever bytes somebody put there."""

from __future__ import annotations

from tornado.httputil import HTTPServerRequest


def query_argument(request: HTTPServerRequest, name: str) -> str:
    """The last value of a parameter, stripped; bytes that are no text become a mark. Empty where there is none."""
    values = request.query_arguments.get(name, [b""])
    return values[-1].decode("utf-8", "replace").strip()
