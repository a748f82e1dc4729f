"""Attacks by one visitor, each while others are here: how soon these are answered, and what memory the server keeps.

    python tests/load/attacks.py [--attacks pings,states,...] [--pages ours,standard] [--seconds 8] [--files 256]

Each attack comes from a visitor with a kernel of a page of ours, or of one with Jupyter's own widget manager. Meanwhile
three visitors who are only there ask the server ten times a second whether it answers, and one drags a slider. Ends with
exit code 1 where somebody waited for more than a second, or the memory was not back within a minute.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import shutil
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from tornado.httpclient import HTTPClientError

sys.path.insert(0, str(Path(__file__).parents[2]))

from simulation.load_test.simulated_client import SimulatedClient
from simulation.load_test.websocket_messages import PROTOCOL, packed_message
from simulation.serving.options import notebooks_folder
from tests.load.raw_websocket import RawWebsocket, RefusedError
from tests.load.servers import LocalServer, free_port, limited, ours_on, running
from tests.load.table import row

ANSWERED_S = 1.0
KEPT_MEGABYTES = 50.0
CALM_S = 60.0  # after an attack, until the memory must be back
WATCHERS = 3
POLL_S = 0.1
MEGABYTE = 2**20
TOO_LATE_S = 30.0
PAGES = {"ours": "design_a_partnership", "standard": "standard"}
STANDARD = (  # cells of a page of somebody else's
    "from ipywidgets import HTML, IntSlider, Output, VBox, interact",
    "interact(lambda k: print(k), k=(1, 10))",
    "VBox([IntSlider(), HTML('x' * 1000), Output()])",
)


@dataclass
class Attacker:
    """A visitor whose page is open, and no page of ours speaks for it."""

    server: LocalServer
    visitor: SimulatedClient
    seconds: float

    async def connection(self, protocols: str = PROTOCOL, **how: str) -> RawWebsocket:
        """Another connection to its kernel. Raises RefusedError."""
        return await RawWebsocket.to_kernel(self.server.address, self.visitor.kernel, protocols, cookie=self.visitor.cookie, **how)

    @contextlib.asynccontextmanager
    async def reading_connection(self) -> AsyncIterator[RawWebsocket]:
        """Another connection, of which all is read that comes."""
        connection = await self.connection()
        reading = asyncio.create_task(_read(connection))
        yield connection
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        connection.close()

    async def widgets(self) -> list[str]:
        """The names of its page's widgets."""
        self.visitor.disconnect()
        await self.visitor.connect()
        comm = await self._control(self.visitor.send_raw)
        await self.visitor.send("comm_msg", {"comm_id": comm, "data": {"method": "request_states"}})
        while True:
            kind, content = await self.visitor.receive()
            if kind == "comm_msg" and content["data"].get("method") == "update_states":
                self.visitor.disconnect()
                return list(content["data"]["states"])

    async def control(self, connection: RawWebsocket) -> str:
        """Open the comm that all widgets can be asked for by."""
        return await self._control(connection.send)

    @staticmethod
    async def _control(send: Callable[[bytes], Awaitable[None]]) -> str:
        comm = uuid.uuid4().hex
        target = {"comm_id": comm, "target_name": "jupyter.widget.control", "data": {}}
        await send(packed_message("comm_open", target, {"version": "1.0.0"}))
        return comm

    async def for_a_while(self, act: Callable[[], Awaitable[None]]) -> None:
        """Again and again, until the time is over or the server has cut it off."""
        with contextlib.suppress(OSError, EOFError):
            async with asyncio.timeout(self.seconds):
                while True:
                    await act()


Attack = Callable[[Attacker], Awaitable[None]]


async def other_protocols(attacker: Attacker) -> None:
    """Connections in a protocol in which one slider move would stop the server."""
    for protocols in ("", "v2.kernel.websocket.jupyter.org", "nonsense, v0") * 20:
        with contextlib.suppress(RefusedError):
            connection = await attacker.connection(protocols)
            connection.close()
            raise AssertionError(f"let in with {protocols!r}")


async def lying_lengths(attacker: Attacker) -> None:
    """Messages that lie about how many parts they have."""
    connection = await attacker.connection()
    for lie in (2**63, 2**56, 2**31, 2**64 - 1, 0, 1) * 20:
        for order in ("little", "big"):
            await connection.send(lie.to_bytes(8, order) + b"x" * 48)  # type: ignore[arg-type]
    if not await connection.answers(TOO_LATE_S):
        raise AssertionError("a message that nobody can read closed its connection")
    connection.close()


async def pings(attacker: Attacker) -> None:
    """Asks the server for ever, and reads nothing."""
    connection = await attacker.connection()
    await attacker.for_a_while(lambda: connection.send("ping", times=2_000))
    connection.close()


async def states(attacker: Attacker) -> None:
    """Has all widgets sent for ever, and reads nothing."""
    connection = await attacker.connection()
    comm = await attacker.control(connection)
    ask = packed_message("comm_msg", {"comm_id": comm, "data": {"method": "request_states"}})
    await attacker.for_a_while(lambda: connection.send(ask))
    connection.close()


async def values(attacker: Attacker) -> None:
    """Sends values that its widgets do not take, for ever, on a connection that reads."""
    widgets = await attacker.widgets()
    state = {"plans": 7, "value": "x" * 10_000, "children": ["IPY_MODEL_none"], "layout": {}, "_model_name": 3, "frame": [[]]}
    bad = [packed_message("comm_msg", {"comm_id": each, "data": {"method": "update", "state": state}}) for each in widgets]

    async with attacker.reading_connection() as connection:

        async def all_of_them() -> None:
            for each in bad:
                await connection.send(each)

        await attacker.for_a_while(all_of_them)


async def large(attacker: Attacker) -> None:
    """Sends the largest messages that are let in, for ever."""
    connection = await attacker.connection()
    bulk = packed_message("comm_msg", {"comm_id": "none", "data": {"method": "custom", "content": "x" * 200_000}})
    await attacker.for_a_while(lambda: connection.send(bulk))
    connection.close()


async def comms(attacker: Attacker) -> None:
    """Opens comms for ever."""
    async with attacker.reading_connection() as connection:

        async def another() -> None:
            await attacker.control(connection)

        await attacker.for_a_while(another)


async def connections(attacker: Attacker) -> None:
    """Six hundred connections to one kernel."""
    found = await asyncio.gather(*(attacker.connection() for _ in range(600)), return_exceptions=True)
    for each in found:
        if isinstance(each, RawWebsocket):
            each.close()
    if sum(isinstance(each, RawWebsocket) for each in found) > 40:
        raise AssertionError("too many were let in")


async def silent(attacker: Attacker) -> None:
    """Connections that say nothing, or half a request."""
    port = int(attacker.server.address.rsplit(":", 1)[1].strip("/"))
    crowd: list[asyncio.StreamWriter] = []

    async def one(nth: int) -> None:
        with contextlib.suppress(OSError):  # no room in the system's own queue either
            async with asyncio.timeout(2):
                _reader, writer = await asyncio.open_connection("127.0.0.1", port)
            crowd.append(writer)
            writer.write(b"" if nth % 2 else b"GET /voila/render/start.ipynb HTTP/1.1\r\nX: ")

    await asyncio.gather(*(one(nth) for nth in range(400)))
    await asyncio.sleep(attacker.seconds)
    for writer in crowd:
        writer.transport.abort()


async def pages(attacker: Attacker) -> None:
    """Pages asked for and left, without cookies, as fast as they come."""

    async def one() -> None:
        visitor = SimulatedClient(attacker.server.address, page=attacker.visitor.page, timeout_s=5)
        with contextlib.suppress(Exception):  # waits in the queue
            async with asyncio.timeout(5):
                await visitor.load_page()

    async def some() -> None:
        await asyncio.gather(*(one() for _ in range(4)))

    await attacker.for_a_while(some)


async def _read(connection: RawWebsocket) -> None:
    with contextlib.suppress(EOFError, OSError):
        while True:
            await connection.receive()


ATTACKS: dict[str, Attack] = {
    each.__name__: each for each in (other_protocols, lying_lengths, pings, states, values, large, comms, connections, silent, pages)
}


@dataclass
class Seen:
    """What an attack did to the others."""

    answers: list[float] = field(default_factory=list)  # seconds until the server itself answered those who are there
    moves: list[float] = field(default_factory=list)  # seconds until the one who drags had a picture
    most: float = 0.0  # megabytes that the server took more than before, at worst
    kept: float = 0.0  # and still took when it was calm
    calm_s: float = 0.0  # seconds until then


async def opened(server: LocalServer, page: str = PAGES["ours"]) -> SimulatedClient:
    """A visitor with a kernel of a page. Raises OSError."""
    visitor = SimulatedClient(server.address, page=f"voila/render/{page}.ipynb", timeout_s=60)
    await visitor.load_page()
    return visitor


@contextlib.asynccontextmanager
async def others(server: LocalServer, seen: Seen) -> AsyncIterator[None]:
    """While the block runs, others are here."""
    there = [await opened(server, "start") for _ in range(WATCHERS)]
    dragger = SimulatedClient(server.address)
    await dragger.arrive()
    if dragger.failure:
        raise OSError(dragger.failure)

    async def ask(visitor: SimulatedClient) -> None:
        connection = await RawWebsocket.to_kernel(server.address, visitor.kernel, PROTOCOL, cookie=visitor.cookie)
        try:
            while True:
                start = time.monotonic()
                if not await connection.answers(TOO_LATE_S):
                    raise ConnectionError("somebody else's connection was not answered")
                seen.answers.append(time.monotonic() - start)
                await asyncio.sleep(POLL_S)
        finally:
            connection.close()

    async def drag() -> None:
        while True:
            for months in (20, 22, 24):
                async with asyncio.timeout(TOO_LATE_S):
                    seen.moves.append(await dragger.move_slider("months", months))

    working = [asyncio.create_task(drag()), *(asyncio.create_task(ask(each)) for each in there)]
    try:
        while not seen.moves or len(seen.answers) < WATCHERS:
            await asyncio.sleep(0.05)
            _raise_faults(working)
        yield
        before = len(seen.moves)
        while len(seen.moves) < before + 2:  # it goes on
            await asyncio.sleep(0.05)
            _raise_faults(working)
    finally:
        for each in working:
            each.cancel()
        await asyncio.gather(*working, return_exceptions=True)
        for each in (*there, dragger):
            with contextlib.suppress(OSError, HTTPClientError):
                await each.close()


def _raise_faults(working: list[asyncio.Task[Any]]) -> None:
    for each in working:
        if each.done():
            each.result()


async def made(server: LocalServer, attack: Attack, page: str, seconds: float, calm_s: float = CALM_S) -> Seen:
    """Make an attack, and see what it does to the others. Raises OSError where somebody is answered no more."""
    seen, process = Seen(), psutil.Process(server.pid)
    attacker = Attacker(server, await opened(server, page), seconds)

    def megabytes() -> float:
        return float(process.memory_info().rss) / MEGABYTE

    async with others(server, seen):
        before = megabytes()

        async def look() -> None:
            while True:
                seen.most = max(seen.most, megabytes() - before)
                await asyncio.sleep(0.05)

        looking = asyncio.create_task(look())
        await attack(attacker)
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
        start = time.monotonic()
        with contextlib.suppress(Exception):  # its kernel may have ended
            await attacker.visitor.close()
        while True:
            seen.kept, seen.calm_s = megabytes() - before, time.monotonic() - start
            if seen.kept < KEPT_MEGABYTES or seen.calm_s > calm_s:
                return seen
            await asyncio.sleep(1)


def pages_folder(folder: Path) -> None:
    """Our pages, and one with Jupyter's own widget manager."""
    for each in notebooks_folder().glob("*.ipynb"):
        shutil.copy(each, folder)
    cells = [
        {"cell_type": "code", "id": f"cell{nth}", "metadata": {}, "execution_count": None, "outputs": [], "source": source}
        for nth, source in enumerate(STANDARD)
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    made_of = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (folder / f"{PAGES['standard']}.ipynb").write_text(json.dumps(made_of), encoding="utf-8")


def report(name: str, seen: Seen) -> bool:
    """Print its lines; whether all is well."""
    slowest = max(seen.answers)
    row(name, f"{slowest:.2f} s", f"< {ANSWERED_S:g} s", slowest < ANSWERED_S)
    row("    a slider's answer meanwhile, at worst", f"{max(seen.moves):.2f} s")
    took = f"{seen.kept:+.0f} MB after {seen.calm_s:.0f} s"
    row(f"    memory, {seen.most:+.0f} MB at worst", took, f"< {KEPT_MEGABYTES:g} MB in {CALM_S:g} s", seen.kept < KEPT_MEGABYTES)
    return slowest < ANSWERED_S and seen.kept < KEPT_MEGABYTES


def main(attacks: list[str], kinds: list[str], seconds: float, files: int = 0) -> int:
    """One server, which may have so many files open; one attack after the other."""
    well = True
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        pages_folder(Path(folder))
        command = ours_on(port, Path(folder))
        with running(limited(command, files) if files else command, port, Path(folder)) as server:
            print("The longest that somebody else waited for the server's answer\n")
            for kind in kinds:
                for name in attacks:
                    try:
                        seen = asyncio.run(made(server, ATTACKS[name], PAGES[kind], seconds))
                    except (OSError, AssertionError, TimeoutError) as error:
                        row(f"{name}, {kind}", f"{error}"[:60], met=False)
                        well = False
                    else:
                        well = report(f"{name}, {kind}", seen) and well
            log = server.log()
    traces = log.count("Traceback")
    row("traces in the terminal", f"{traces}", "0", not traces)
    row("lines in the terminal", f"{len(log.splitlines())}")
    return 0 if well and not traces else 1


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--attacks", default=",".join(ATTACKS))
    options.add_argument("--pages", default=",".join(PAGES))
    options.add_argument("--seconds", type=float, default=8.0, help="how long each attack lasts")
    options.add_argument("--files", type=int, default=0, help="that the server may have open; 0 for as many as the system lets it")
    chosen = options.parse_args()
    sys.exit(main(chosen.attacks.split(","), chosen.pages.split(","), chosen.seconds, chosen.files))
