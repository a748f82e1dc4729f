"""The servers that are held against each other, each on a free port of this machine, ended by whoever started it."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STARTING, STOPPING = 60.0, 60.0  # seconds


@dataclass(frozen=True)
class Running:
    """A server that answers."""

    address: str
    pid: int
    said: Path

    def log(self) -> str:
        """What it has said so far."""
        return self.said.read_text(encoding="utf-8")


def ours(port: int, people: int = 0, before: str = "", most: int | None = None) -> list[str]:
    """Our server; `before` is run first, for tests that take something away from it."""
    serve = f"from simulation.serving.serve import serve; serve({port}, open_browser=False, people={people}, most={most})"
    return [sys.executable, "-c", f"{before}\n{serve}"]


def stock(port: int) -> list[str]:
    """Voila as it comes, on the same pages."""
    pages = str(ROOT / "notebooks" / "workshop")
    return [sys.executable, "-m", "voila", pages, f"--port={port}", "--no-browser", "--Voila.ip=127.0.0.1"]


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextlib.contextmanager
def running(command: list[str], port: int, folder: Path) -> Iterator[Running]:
    """The server, for a while. Raises RuntimeError with what it said when it does not start, or stop, by itself."""
    address, said = f"http://127.0.0.1:{port}/", folder / f"said-{port}.txt"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    with said.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, cwd=ROOT, env=environment)
    server = Running(address, process.pid, said)
    try:
        _answers(process, server)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(STOPPING)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise RuntimeError(f"the server did not stop by itself: {server.log()}") from None


def _answers(process: subprocess.Popen[bytes], server: Running) -> None:
    end = time.monotonic() + STARTING
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended by itself: {server.log()}")
        try:
            with urllib.request.urlopen(f"{server.address}counterparts/there/0", timeout=2):
                return
        except urllib.error.HTTPError:  # that there is nothing at this address is an answer
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server did not answer: {server.log()}")
