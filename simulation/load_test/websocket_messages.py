"""Messages between a page and its kernel over the websocket, packed by jupyter_server, and what a page's HTML says."""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import dataclass
from typing import Any

from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1, serialize_msg_to_ws_v1

PROTOCOL = "v1.kernel.websocket.jupyter.org"
_LEAST_PARTS = 4  # header, parent, metadata, content; then a widget's own bytes


@dataclass(frozen=True)
class KernelMessage:
    """One message from a kernel; `buffers` counts the bytes that travel beside its content."""

    kind: str
    content: dict[str, Any]
    buffers: int


def packed_message(
    kind: str, content: dict[str, Any], metadata: dict[str, Any] | None = None, channel: str = "shell"
) -> bytes:
    """A message to a kernel."""
    header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "session": "", "username": "", "version": "5.3"}
    parts = [json.dumps(part).encode() for part in (header, {}, metadata or {}, content)]
    return bytes(serialize_msg_to_ws_v1(parts, channel))


def unpacked_message(message: bytes) -> KernelMessage:
    """A message of a kernel. Raises ValueError when it is none."""
    _channel, parts = deserialize_msg_from_ws_v1(message)
    if len(parts) < _LEAST_PARTS:
        raise ValueError("a message that no kernel sends")
    kind, content = json.loads(parts[0])["msg_type"], json.loads(parts[3])
    return KernelMessage(kind, content, sum(map(len, parts[_LEAST_PARTS:])))


def kernel_of(html: str) -> str:
    """The kernel that a page speaks to; empty where it names none, such as a page that asks to wait."""
    found = re.search(r'"kernelId": "([-0-9a-f]+)"', html)
    return found[1] if found else ""


def retry_after_s(html: str) -> float:
    """Seconds until a page that asks to wait loads itself anew. Raises ValueError for one that would stay as it is."""
    found = re.search(r'<meta http-equiv="refresh" content="(\d+)', html)
    if found is None:
        raise ValueError("a page that names no kernel and does not ask to wait")
    return float(found[1])
