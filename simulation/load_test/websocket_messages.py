"""What a phone's page and its kernel say to each other over the websocket, as the page's own script packs it."""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

PROTOCOL = "v1.kernel.websocket.jupyter.org"  # offsets, then the parts of a message
WORD = 8  # bytes of an offset
FEWEST_PARTS = 5  # channel, header, parent, metadata, content


@dataclass(frozen=True)
class Heard:
    """One message from a kernel; `buffers` counts the bytes that travel beside its content."""

    kind: str
    content: dict[str, Any]
    buffers: int


def packed(parts: list[bytes]) -> bytes:
    """Parts of a message after their offsets."""
    start = WORD * (len(parts) + 2)
    offsets = [start]
    for part in parts:
        offsets.append(offsets[-1] + len(part))
    return b"".join(each.to_bytes(WORD, "little") for each in (len(offsets), *offsets)) + b"".join(parts)


def unpacked(message: bytes) -> list[bytes]:
    """The parts of a message."""
    count = int.from_bytes(message[:WORD], "little")
    offsets = [int.from_bytes(message[WORD * nth : WORD * (nth + 1)], "little") for nth in range(1, count + 1)]
    return [message[low:high] for low, high in pairwise(offsets)]


def said(kind: str, content: dict[str, Any], metadata: dict[str, Any] | None = None, channel: str = "shell") -> bytes:
    """A message to a kernel."""
    header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "session": "", "username": "", "version": "5.3"}
    return packed([channel.encode(), *(json.dumps(each).encode() for each in (header, {}, metadata or {}, content))])


def heard(message: bytes) -> Heard:
    """A message of a kernel. Raises ValueError when it is none."""
    parts = unpacked(message)
    if len(parts) < FEWEST_PARTS:
        raise ValueError("a message that no kernel sends")
    return Heard(json.loads(parts[1])["msg_type"], json.loads(parts[4]), sum(map(len, parts[FEWEST_PARTS:])))


def kernel_of(html: str) -> str:
    """The kernel that a page speaks to; empty where it names none, such as a page that asks to wait."""
    found = re.search(r'"kernelId": "([-0-9a-f]+)"', html)
    return found[1] if found else ""


def again(html: str) -> float:
    """Seconds until a page that asks to wait loads itself anew. Raises ValueError for one that would stay as it is."""
    found = re.search(r'<meta http-equiv="refresh" content="(\d+)"', html)
    if found is None:
        raise ValueError("a page that names no kernel and does not ask to wait")
    return float(found[1])
