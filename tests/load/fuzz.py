"""A fuzzer over a server's websockets and HTTP: nobody may see a trace, and nobody else may notice.

    python tests/load/fuzz.py [--frames 100000] [--requests 10000] [--seed 1] [--no-fork]

Frames and requests come from a grammar: most are nearly right. Somebody else's connection is asked ten times a second
whether the server is there; the longest answer is the longest stall. Ends with exit code 1 where a trace, a path of this
computer or a stall of more than a second was seen.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from simulation.load_test.simulated_client import SimulatedClient
from simulation.load_test.websocket_messages import PROTOCOL, packed_message
from tests.load.raw_websocket import BINARY, TEXT, RawWebsocket, RefusedError
from tests.load.servers import ROOT, LocalServer, free_port, ours, running
from tests.load.table import row

STALL_S = 1.0
AT_ONCE = 4  # connections that are fuzzed beside each other
FRAMES_A_CONNECTION = 60
FRAMES_A_KERNEL = 2_000
LEAKS = (b"Traceback", b"site-packages", str(ROOT).encode())
FLAGS = (0x80, 0x80, 0x80, 0x00, 0xC0, 0xA0, 0x90)  # FIN; none; with a reserved bit, of which the first says compressed
COMPRESSION = ("", "permessage-deflate", "permessage-deflate; server_max_window_bits=8", "permessage-deflate; nonsense=1", "x; y=z")
VALUES: tuple[Any, ...] = (
    None, True, -1, 0, 1e308, "x", "\0", "é" * 50, [], {}, [[]], {"a": {"b": []}}, 2**70, "1e999", float("nan"), "Infinity", ["IPY_MODEL_"], "<script>",
)  # fmt: skip


@dataclass
class Found:
    """What was seen."""

    frames: int = 0
    requests: int = 0
    leaks: list[str] = field(default_factory=list)
    stalls: list[float] = field(default_factory=lambda: [0.0])

    def look(self, data: bytes, about: str) -> None:
        """Note an answer that says more than it should."""
        for leak in LEAKS:
            if leak in data:
                self.leaks.append(f"{about}: ...{data[max(0, data.index(leak) - 80) :][:300]!r}")


class Grammar:
    """Draws frames and requests. `luck` is its only source."""

    def __init__(self, luck: random.Random) -> None:
        self.luck = luck

    def value(self) -> Any:
        """Any value a page could send, but should not."""
        return self.luck.choice(VALUES)

    def message(self, widgets: dict[str, list[str]]) -> bytes:
        """A message to the kernel, packed rightly: of a known or unknown kind, to a known or unknown widget."""
        luck = self.luck
        comm = luck.choice([*widgets, "none", "", "jupyter.widget"])
        names = [*widgets.get(comm, []), "unknown", "_esm", "layout", "children", "_model_name"]
        state = {luck.choice(names): self.value() for _ in range(luck.randint(0, 3))}
        paths = luck.choice([[], [["a", "b"]], [[0]], self.value()])
        update = {"method": luck.choice(["update", "custom", "request_state", "echo_update", "", 7]), "state": state}
        data = luck.choice([update, {**update, "buffer_paths": paths}, {"method": "custom", "content": self.content()}, self.value()])
        kinds = ["comm_msg"] * 6 + ["comm_open", "comm_close", "comm_info_request", "kernel_info_request", "execute_request"]
        kinds += ["complete_request", "inspect_request", "history_request", "is_complete_request", "shutdown_request", "debug_request"]
        kinds += ["interrupt_request", "input_reply", "create_subshell_request", "nonsense", ""]
        kind = luck.choice(kinds)
        content = {"comm_id": comm, "data": data, "target_name": luck.choice(["jupyter.widget", "jupyter.widget.control", "x", None])}
        if kind == "execute_request":
            content = {"code": luck.choice(["1/0", "import os; os._exit(1)", "print(1)"]), "silent": self.value()}
        return packed_message(kind, content, self.value() if luck.random() < 0.1 else {}, luck.choice(["shell"] * 8 + ["control", "iopub", "stdin", ""]))

    def content(self) -> Any:
        """What a slider's move looks like, nearly."""
        values = {self.luck.choice(["months", "peers", "fear", "x", ""]): self.value() for _ in range(self.luck.randint(0, 3))}
        whole = {"seq": self.value(), "side": self.luck.choice(["a", "b", "c", None, 3]), "values": self.luck.choice([values, self.value()])}
        return self.luck.choice([whole, {"seq": 1, "side": "a", "values": values}, {"code": self.value()}, {"act": self.value()}, self.value()])

    def damaged(self, message: bytes) -> bytes:
        """The same with other offsets, other bytes, more of it or less."""
        luck, found = self.luck, bytearray(message)
        for _ in range(luck.randint(1, 6)):
            place = luck.randrange(len(found)) if found else 0
            what = luck.randrange(4)
            if what == 0 and found:
                found[place] = luck.randrange(256)
            elif what == 1:
                found[place % 64 & ~7 : (place % 64 & ~7) + 8] = luck.choice([0, 1, 2**31, 2**63, 2**64 - 1, luck.randrange(500)]).to_bytes(8, luck.choice(["little", "big"]))  # type: ignore[arg-type]
            elif what == 2:
                del found[place:]
            else:
                found += luck.randbytes(luck.randint(1, 200))
        return bytes(found)

    def frame(self, widgets: dict[str, list[str]]) -> tuple[bytes, int, int, bool]:
        """Payload, opcode, flags, and whether it is masked."""
        luck = self.luck
        kind = luck.random()
        if kind < 0.45:
            return self.message(widgets), BINARY, 0x80, True
        if kind < 0.7:
            return self.damaged(self.message(widgets)), BINARY, 0x80, True
        if kind < 0.8:
            text = luck.choice(["ping", "hidden", "visible", "ping" * 100, "\0", json.dumps(self.content(), default=str), "{"])
            return text.encode(), TEXT, 0x80, True
        if kind < 0.9:
            compressed = zlib.compress(luck.randbytes(100) + bytes(luck.choice([10, 10_000, 3_000_000])))[2:-4]
            return luck.choice([compressed, self.damaged(compressed)]), luck.choice([TEXT, BINARY]), 0xC0, True
        return luck.randbytes(luck.choice([0, 1, 7, 8, 64, 125])), luck.randrange(16), luck.choice(FLAGS), luck.random() < 0.9

    def request(self, port: int, kernel: str) -> bytes:
        """One HTTP request as bytes."""
        luck = self.luck
        parts = ["voila", "render", "design_a_partnership.ipynb", "start.ipynb", "api", "kernels", kernel, "channels", "counterparts", "there", "qr"]
        parts += ["room", "static", "..", "%2e%2e", "%00", "%0d%0aX:y", "a" * 300, "\x1b[31m", "é", "lab", "tree", "files", "shutdown", "query", "0"]
        usual = ["/", "/voila/render/start.ipynb", f"/api/kernels/{kernel}/channels", f"/counterparts/there/{kernel}", f"/voila/api/shutdown/{kernel}"]
        path = luck.choice([*usual, "/" + "/".join(luck.choices(parts, k=luck.randint(0, 6)))])
        query = luck.choice(["", "?", "?plan=" + "9" * luck.choice([1, 7, 900]), "?" + "&" * 300, "?lang=%ff", "?ticket=x", "?key=" + "k" * 50, "?\x07\x1b]0;x"])
        method = luck.choice(["GET"] * 8 + ["HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "x", "GET\tGET"])
        headers = [f"Host: {luck.choice([f'127.0.0.1:{port}'] * 8 + ['elsewhere.example', '', '[::1', 'a' * 300, '127.0.0.1:99999999'])}"]
        more = {
            "Accept": ["image/png", "*/*", "text/html" if luck.random() < 0.02 else "x"], "Accept-Language": ["fr", "xx-" * 50, "\xff", "*;q=nan", "en;q=1e999"],
            "Cookie": ["counterparts=" + "a" * 32, "counterparts-language=../../x", "_xsrf=\x01", "=;=;=", "a=" + "b" * 3000], "Content-Length": ["-1", "5", "99999999999", "x"],
            "Transfer-Encoding": ["chunked", "gzip, chunked", "x"], "Upgrade": ["websocket"], "Connection": ["Upgrade", "close", "keep-alive"], "Range": ["bytes=0-0,-1"],
            "Sec-WebSocket-Key": ["x"], "Sec-WebSocket-Version": ["13", "0", "x"], "Sec-WebSocket-Protocol": [PROTOCOL, "x"], "Origin": ["http://x", "null"], "If-None-Match": ['"' * 9],
            "X-Forwarded-For": ["1.2.3.4", "\x1b[2J"], "Expect": ["100-continue"], "Authorization": ["token x"], "Accept-Encoding": ["gzip", "br;q=x"],
        }  # fmt: skip
        headers += [f"{name}: {luck.choice(more[name])}" for name in luck.sample(sorted(more), luck.randint(0, 5))]
        body = luck.choice([b"", b"", b"\0" * 20, b"_xsrf=x", b"5\r\nhello\r\n0\r\n\r\n"])
        return f"{method} {path}{query} HTTP/1.1\r\n".encode("utf-8", "replace") + "\r\n".join([*headers, "", ""]).encode("latin-1", "replace") + body


async def websockets(server: LocalServer, grammar: Grammar, frames: int, found: Found) -> None:
    """So many frames, on connections to kernels of its own."""
    while frames > 0:
        visitor = SimulatedClient(server.address)
        await visitor.arrive()
        if visitor.failure:
            await asyncio.sleep(0.5)
            continue
        widgets = {visitor._levers: ["plans", "frame", "placed", "_css"], visitor._codes: ["codes", "wanted", "bet"]}
        visitor.disconnect()
        here = min(frames, FRAMES_A_KERNEL)
        frames -= here
        while here > 0:
            here -= await one_connection(server, visitor, grammar, min(here, FRAMES_A_CONNECTION), widgets, found)
        try:
            await visitor.close()
        except Exception:  # its kernel has ended
            continue


async def one_connection(
    server: LocalServer, visitor: SimulatedClient, grammar: Grammar, frames: int, widgets: dict[str, list[str]], found: Found
) -> int:
    """Some frames; ends early where the server closes. Returns how many were sent, at least one."""
    protocols = grammar.luck.choice([PROTOCOL] * 9 + ["", "v0", f"{PROTOCOL}, x"])
    try:
        connection = await RawWebsocket.to_kernel(
            server.address, visitor.kernel, protocols, extensions=grammar.luck.choice(COMPRESSION), cookie=visitor.cookie
        )
    except (RefusedError, OSError, EOFError) as refused:
        found.look(str(getattr(refused, "body", "")).encode(), "refusal")
        return max(1, frames // 4) if isinstance(refused, RefusedError) and refused.status == 404 else 1

    async def listen() -> None:
        while True:
            _opcode, data = await connection.receive()
            found.look(data, "websocket")

    listening = asyncio.create_task(listen())
    sent = 0
    try:
        for _ in range(frames):
            payload, opcode, flags, masked = grammar.frame(widgets)
            async with asyncio.timeout(20):
                await connection.send(payload, opcode, flags, masked)
            sent += 1
            found.frames += 1
            if listening.done():
                break
            if sent % 8 == 0:
                await asyncio.sleep(0)
        await asyncio.sleep(0.01)
    except OSError:
        pass
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    connection.close()
    return max(1, sent)


async def requests(server: LocalServer, grammar: Grammar, count: int, found: Found) -> None:
    """So many HTTP requests, each on a connection of its own."""
    port = int(server.address.rsplit(":", 1)[1].strip("/"))
    for _ in range(count):
        asked = grammar.request(port, "00000000-0000-0000-0000-000000000001")
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(asked)
            async with asyncio.timeout(0.2):
                found.look(await reader.read(2**20), f"HTTP {asked[:120]!r}")
        except (OSError, EOFError):
            pass
        else:
            writer.transport.abort()
            found.requests += 1
            continue
        found.requests += 1
        writer.transport.abort()


async def watch(server: LocalServer, found: Found) -> None:
    """Somebody else, who is only there."""
    visitor = SimulatedClient(server.address)
    await visitor.arrive()
    connection = await RawWebsocket.to_kernel(server.address, visitor.kernel, PROTOCOL, cookie=visitor.cookie)
    visitor.disconnect()
    try:
        while True:
            start = time.monotonic()
            alive = await connection.answers(30)
            found.stalls.append(time.monotonic() - start)
            if not alive:
                raise ConnectionError("somebody else's connection was closed")
            await asyncio.sleep(0.1)
    finally:
        connection.close()


async def fuzz(server: LocalServer, frames: int, count: int, seed: int) -> Found:
    """All of it, side by side."""
    found, luck = Found(), random.Random(seed)
    watching = asyncio.create_task(watch(server, found))

    def grammar() -> Grammar:
        return Grammar(random.Random(luck.random()))

    await asyncio.gather(
        *(websockets(server, grammar(), frames // AT_ONCE, found) for _ in range(AT_ONCE)),
        *(requests(server, grammar(), count // AT_ONCE, found) for _ in range(AT_ONCE)),
    )
    if watching.done():
        watching.result()
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    return found


def report(found: Found, log: str, say: Callable[..., None] = row) -> bool:
    """Print a table; whether all is well."""
    traces = log.count("Traceback")
    say("  frames, requests", f"{found.frames:,}, {found.requests:,}")
    say("  answers with a trace or a path", f"{len(found.leaks)}", "0", not found.leaks)
    say("  traces in the terminal", f"{traces}", "0", not traces)
    say("  lines in the terminal", f"{len(log.splitlines())}")
    say("  longest stall of somebody else", f"{max(found.stalls):.2f} s", f"{STALL_S:g} s", max(found.stalls) < STALL_S)
    for leak in found.leaks[:5]:
        print(f"    {leak}")
    return not found.leaks and not traces and max(found.stalls) < STALL_S


def main(frames: int, count: int, seed: int, fork: bool = True) -> int:
    """Start a server and fuzz it."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder, running(ours(port, fork=fork), port, Path(folder)) as server:
        found = asyncio.run(fuzz(server, frames, count, seed))
        log = server.log()
    print(f"Fuzzed, seed {seed}")
    well = report(found, log)
    if not well:
        print(log[-3000:])
    return 0 if well else 1


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--frames", type=int, default=100_000)
    options.add_argument("--requests", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--no-fork", action="store_true", help="kernels as on Windows and macOS")
    chosen = options.parse_args()
    sys.exit(main(chosen.frames, chosen.requests, chosen.seed, not chosen.no_fork))
