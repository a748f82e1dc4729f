"""The lines that every measurement prints, what is asked beside what was found, and the time that none may exceed."""

from __future__ import annotations

import asyncio
import os
import platform
import signal
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.load.servers import LocalServer, free_port, running

LONGEST = 590  # seconds for all of it
MISSED = "  <- MISSED"


def row(name: str, found: str, asked: str = "", met: bool = True) -> None:
    """One line of the table."""
    print(f"{name:<58} {found:>26}" + (f"   asked: {asked}" if asked else "") + ("" if met else MISSED), flush=True)


def at_most(name: str, found: float, most: float, unit: str, digits: int) -> None:
    """One line of the table where less is better."""
    row(name, f"{found:.{digits}f} {unit}", f"<= {most:.{digits}f} {unit}", found <= most)


async def measured(command: Callable[[int], list[str]], work: Callable[[LocalServer], Awaitable[object]]) -> None:
    """A server of its own for one measurement."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder, running(command(port), port, Path(folder)) as server:
        await work(server)
        if "Traceback" in server.log():
            row("  the server's own words", "a trace", "none", met=False)
            print(server.log()[-2000:])


def bounded(work: Awaitable[object]) -> None:
    """Do it, and say how long it took and on what; it ends in time, and its servers with it."""
    signal.signal(signal.SIGTERM, _stop)
    if hasattr(signal, "SIGALRM"):  # not on Windows
        signal.signal(signal.SIGALRM, _stop)
        signal.alarm(LONGEST)
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors{_load('before')}\n", flush=True)
    started = time.monotonic()
    asyncio.run(_awaited(work))
    print(f"\n{time.monotonic() - started:.0f} s in all{_load('after')}")


async def _awaited(work: Awaitable[object]) -> None:
    await work


def _load(when: str) -> str:
    if not hasattr(os, "getloadavg"):
        return ""
    return f", load {when} " + "/".join(f"{each:.1f}" for each in os.getloadavg())


def _stop(number: int, *_: object) -> None:
    """Never hang, and whoever stops us stops the servers too: they end on the way out."""
    alarm = getattr(signal, "SIGALRM", None)
    raise SystemExit(f"stopped after {LONGEST} s" if number == alarm else "stopped")
