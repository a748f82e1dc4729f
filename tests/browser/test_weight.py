"""What a visit costs a phone: requests and bytes, the first time and the second; and that no other host is ever asked."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from simulation.serving.settings import DEFAULT
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

FIRST_BYTES, FIRST_REQUESTS = 1_500_000, 30
SECOND_BYTES = 50_000


@dataclass
class Weight:
    """Everything that came over the network: files as the browser counts them, the kernel's messages packed as they were sent."""

    files: dict[str, int] = field(default_factory=dict)
    messages: int = 0
    packed: bool = False  # the browser and the server agreed to

    @property
    def whole(self) -> int:
        return sum(self.files.values()) + self.messages


def weighed(seen: Visit, work: Callable[[], Any]) -> Weight:
    """What some work costs."""
    weight, addresses = Weight(), {}
    packing = zlib.compressobj(
        DEFAULT.websocket_compression_level, zlib.DEFLATED, -15, DEFAULT.websocket_compression_memory_level
    )
    counter = seen.page.context.new_cdp_session(seen.page)
    counter.send("Network.enable")
    counter.on("Network.requestWillBeSent", lambda said: addresses.update({said["requestId"]: said["request"]["url"]}))

    def came(said: Any) -> None:
        address = addresses.get(said["requestId"], "")
        if said["encodedDataLength"] and not address.startswith(("data:", "blob:")):
            weight.files[address] = int(said["encodedDataLength"])

    def said(frame: Any) -> None:
        text = frame["response"]["payloadData"]
        whole = base64.b64decode(text) if frame["response"]["opcode"] == 2 else text.encode()
        weight.messages += len(packing.compress(whole) + packing.flush(zlib.Z_SYNC_FLUSH))

    def agreed(answer: Any) -> None:
        headers = {name.lower(): value for name, value in answer["response"]["headers"].items()}
        weight.packed = "permessage-deflate" in headers.get("sec-websocket-extensions", "")

    counter.on("Network.loadingFinished", came)
    counter.on("Network.webSocketFrameReceived", said)
    counter.on("Network.webSocketHandshakeResponseReceived", agreed)
    work()
    seen.page.wait_for_timeout(500)
    counter.detach()
    assert weight.packed
    return weight


def test_a_first_visit_is_light_and_a_second_one_next_to_nothing(visit: Callable[..., Visit]) -> None:
    seen = visit(360, 740)

    def first() -> None:
        seen.open()
        seen.bet()

    weight = weighed(seen, first)
    assert any("vega" in address for address in weight.files), "the picture's library was not counted"
    assert 100_000 < weight.whole <= FIRST_BYTES, weight
    assert len(weight.files) + 1 <= FIRST_REQUESTS, weight  # and the kernel's line
    again = weighed(seen, lambda: (seen.open(), seen.go("try"), seen.drawn()))
    assert 5_000 < again.whole <= SECOND_BYTES, again
    assert min(weight.messages, again.messages) > 2_000
    print(f"first visit {weight.whole / 1e3:.0f} kB in {len(weight.files)} files, second {again.whole / 1e3:.0f} kB")


def test_the_page_may_run_nothing_but_this_servers_files(visit: Callable[..., Visit]) -> None:
    seen = visit(1280, 800)
    seen.open()
    page = seen.page
    said = page.request.get(page.url, headers={"Accept": "text/html"}).headers
    assert "'unsafe-" not in said["content-security-policy"]
    assert said["x-content-type-options"] == "nosniff"
    assert "server" not in said
    inline = "() => { const it = document.createElement('script'); it.text = 'window.broken = 1'; document.body.append(it); return window.broken; }"
    assert page.evaluate(inline) is None
    outside = "() => fetch('http://elsewhere.example/').then(() => 'went', () => 'refused')"
    assert page.evaluate(outside) == "refused"
    assert any("Content Security Policy" in each for each in seen.complaints)
    seen.complaints.clear()  # the browser says that it refused, which it should
    assert seen.foreign() == []
