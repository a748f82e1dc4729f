"""A server of our own on a free port of this machine, for a while; it ends with whoever started it."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulation.fault_log import LOG_VARIABLE
from simulation.serving.options import HOST, ServingError
from simulation.serving.server_supervisor import COMMAND, server_environment
from simulation.vocabulary.i18n import _

ROOT = Path(__file__).resolve().parents[2]
STARTING, STOPPING = 90.0, 60.0  # seconds
WORDS = 300  # characters of what a server said that a trainer is shown


@dataclass(frozen=True)
class LocalServer:
    """A server that answers."""

    address: str
    pid: int
    said: Path

    faults: Path | None = None  # its log of faults

    def log(self) -> str:
        """What it has said so far; where that names a fault, with the traces."""
        said = self.said.read_text(encoding="utf-8", errors="replace")
        if "(fault " in said and self.faults is not None and self.faults.exists():
            said += self.faults.read_text(encoding="utf-8", errors="replace")
        return said


def command(port: int, settings: Mapping[str, float] | None = None, **options: Any) -> list[str]:
    """The command of our server, as `counterparts serve` runs it, until whoever started it is gone.

    Args:
        port: Where it listens.
        settings: Fields of `ServerSettings` that differ from their defaults.
        **options: Of `serving.serve.serve`, such as `people`.
    """
    given = {"port": port, "open_browser": False, **options, "settings": dict(settings or {})}
    return [*COMMAND, json.dumps(given)]


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        return int(free.getsockname()[1])


@contextlib.contextmanager
def running(started: list[str], port: int, folder: Path) -> Iterator[LocalServer]:
    """The server that a command starts. Raises ServingError when it does not start, or stop, by itself."""
    address, said = f"http://{HOST}:{port}/", folder / f"said-{port}.txt"
    faults = Path(os.environ.get(LOG_VARIABLE) or folder / f"faults-{port}.txt")
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    with said.open("wb") as out:
        process = subprocess.Popen(
            started,
            stdin=subprocess.PIPE,  # nobody writes there: that it closes says that we are gone
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            env={**server_environment(), "PYTHONPATH": path, LOG_VARIABLE: str(faults)},
            start_new_session=True,  # Ctrl-C is for us; we then end it
        )
    server = LocalServer(address, process.pid, said, faults)
    try:
        answers(process, server)
        yield server
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.terminate()
        try:
            process.wait(STOPPING)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise ServingError(_("the server did not stop by itself: {log}").format(log=_last(server))) from None


def answers(process: subprocess.Popen[bytes], server: LocalServer) -> None:
    """Wait until it does. Raises ServingError when it ends instead, or takes too long."""
    end = time.monotonic() + STARTING
    while time.monotonic() < end:
        if process.poll() is not None:
            raise ServingError(_("the server ended by itself: {log}").format(log=_last(server)))
        try:
            with urllib.request.urlopen(f"{server.address}counterparts/there/0", timeout=2):
                return
        except urllib.error.HTTPError:  # that there is nothing at this address is an answer
            return
        except OSError:
            time.sleep(0.1)
    raise ServingError(_("the server did not answer within {seconds:.0f} s").format(seconds=STARTING))


def _last(server: LocalServer) -> str:
    return server.log()[-WORDS:]
