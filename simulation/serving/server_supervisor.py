"""The process above the server: it starts the server, and starts it anew when it has died or its event loop hangs.

It is small, imports neither Voila nor Jupyter and speaks to nobody but the server, so that there is little in it to
fail. A new server takes the same port and the same secret link, and keeps places for those who were here; their pages
come back by themselves. When this process ends, however it ends, the server ends cleanly.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from simulation.serving.heartbeat import SupervisorAddress
from simulation.serving.join_page.join_info import new_key
from simulation.serving.options import HOST
from simulation.serving.server_state import ServerState
from simulation.serving.settings import DEFAULT, ServerSettings
from simulation.vocabulary.i18n import _

COMMAND = (sys.executable, "-m", "simulation.serving.server_process")
_LOOK_S = 0.1  # between two looks whether the server has ended
_STARVED_S = 1.0  # a look that comes so late says that this computer slept, or had no time for anybody
_LONGEST_BEAT = 2**16
_TOKEN_BYTES = 16


def server_environment() -> dict[str, str]:
    """This process's own, without what Jupyter does not start with: it needs the texts that optimization takes out."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONOPTIMIZE"}


class ServerSupervisor:
    """Runs one server at a time.

    Args:
        options: Arguments of `serving.serve.serve` by name, as JSON can carry them.
        settings: The server's, and this process's own time-outs.
        say: Takes a line for the trainer's terminal.
        command: What is started, with the options as its last argument.
    """

    def __init__(
        self,
        options: Mapping[str, Any],
        settings: ServerSettings = DEFAULT,
        say: Callable[[str], None] = print,
        command: tuple[str, ...] = COMMAND,
    ) -> None:
        self.options, self.settings, self.command = dict(options), settings, command
        self.state = ServerState(key=new_key())
        self.process: subprocess.Popen[bytes] | None = None
        self._say = say
        self._token = secrets.token_hex(_TOKEN_BYTES)
        self._asked_to_stop = False
        self._deaths: deque[float] = deque(maxlen=settings.server_deaths_tolerated)

    def run(self) -> int:
        """Until the server ends because it was asked to, or cannot start. Returns its exit code."""
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), self._stop)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as beats:
            beats.bind((HOST, 0))
            beats.settimeout(_LOOK_S)
            has_opened = False
            while True:
                try:
                    has_opened, why = self._run_once(beats, has_opened)
                finally:
                    code = self._ended()
                if self._asked_to_stop or code == 0 or not has_opened:
                    return max(code, 0) if self._asked_to_stop else abs(code)
                if self._is_hopeless(time.monotonic()):
                    self._tell(_("The server has ended again and again, and is not started any more."))
                    return abs(code)
                self._tell(why)

    def _is_hopeless(self, now: float) -> bool:
        """Whether the server, which has just died, died too often of late."""
        within_s = self.settings.server_deaths_within_s
        hopeless = len(self._deaths) == self._deaths.maxlen and now - self._deaths[0] < within_s
        self._deaths.append(now)
        return hopeless

    def _run_once(self, beats: socket.socket, has_opened: bool) -> tuple[bool, str]:
        """One server, until it has ended or hangs. Returns whether one has ever opened, and a line about its end."""
        options = {**self.options, "open_browser": self.options.get("open_browser", True) and not has_opened}
        address = SupervisorAddress(beats.getsockname()[1], self._token, self.state)
        self.process = subprocess.Popen(
            [*self.command, json.dumps(options)],
            stdin=subprocess.PIPE,  # nobody writes there: that it closes says that we are gone
            env={**server_environment(), **address.environment()},
            start_new_session=os.name == "posix",  # Ctrl-C is for us; we then end it
        )
        patience_s = self.settings.server_start_timeout_s
        last_heard = looked = time.monotonic()
        while self.process.poll() is None:
            if self._heard(beats):
                has_opened, last_heard, patience_s = True, time.monotonic(), self.settings.heartbeat_timeout_s
            now = time.monotonic()
            if now - looked > _STARVED_S:
                last_heard += now - looked
            looked = now
            if self._asked_to_stop:
                return has_opened, ""
            if now - last_heard > patience_s:
                self.process.kill()
                said = _("The server did not answer for {seconds:.0f} s. A new one is being started ...")
                return has_opened, said.format(seconds=now - last_heard)
        return has_opened, _("The server has died. A new one is being started ...")

    def _heard(self, beats: socket.socket) -> bool:
        """Whether the server says that it runs; its state is kept for the one after it."""
        try:
            token, _space, state = beats.recv(_LONGEST_BEAT).decode().partition(" ")
            if not secrets.compare_digest(token.encode(), self._token.encode()):
                return False
            if state:
                self.state = ServerState.from_json(state)
        except (OSError, ValueError, KeyError, TypeError):  # nothing for now, or nothing that makes sense
            return False
        return True

    def _ended(self) -> int:
        """Wait until the server's process is gone. Returns its exit code."""
        if self.process is None:
            return 1
        if self.process.stdin is not None:
            self.process.stdin.close()  # whatever happened here: it now stops by itself
        try:
            code = self.process.wait(self.settings.server_stop_timeout_s)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        return code

    def _stop(self, _number: int, _frame: Any) -> None:
        self._asked_to_stop = True
        if self.process is not None and os.name == "posix":  # on Windows the terminal has told it, and this would kill
            self.process.terminate()

    def _tell(self, line: str) -> None:
        with suppress(OSError, ValueError):  # the terminal has gone
            self._say(f"counterparts: {line}")
