"""The server's side of its supervision: its event loop says every second that it turns, and what would be lost."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass

from tornado.ioloop import PeriodicCallback

from simulation.serving.options import HOST
from simulation.serving.server_state import ServerState

SUPERVISOR_VARIABLE = "COUNTERPARTS_SUPERVISOR"


@dataclass(frozen=True)
class SupervisorAddress:
    """Where a supervisor listens, and what it is told first so that it believes it.

    Attributes:
        port: Of UDP, on this computer.
        token: Hexadecimal.
        state: Of the server before.
    """

    port: int
    token: str
    state: ServerState

    def environment(self) -> dict[str, str]:
        """For the server's process."""
        return {SUPERVISOR_VARIABLE: json.dumps(asdict(self))}

    @classmethod
    def take(cls) -> SupervisorAddress | None:
        """This process's own, after which none of its children finds it; None for a server without a supervisor."""
        text = os.environ.pop(SUPERVISOR_VARIABLE, "")
        if not text:
            return None
        found = json.loads(text)
        return cls(found["port"], found["token"], ServerState.from_json(json.dumps(found["state"])))


class Heartbeat:
    """Tells a supervisor, from `start` on. That the event loop turns is all that it proves, and all that is asked."""

    def __init__(self, supervisor: SupervisorAddress, interval_s: float) -> None:
        self.supervisor = supervisor
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._timer = PeriodicCallback(self._beat, 1000 * interval_s)

    def start(self, state: Callable[[], ServerState]) -> None:
        """Begin, in the running event loop; `state` says what a server after this one would need."""
        self._state = state
        self._beat()
        self._timer.start()

    def _beat(self) -> None:
        """With the state, or without it where that is too long for this system: silence would be taken for a fault."""
        token = self.supervisor.token
        for message in (f"{token} {self._state().to_json()}", token):
            with suppress(OSError):  # too long; or nobody is there, as the end of standard input says too
                self._socket.sendto(message.encode(), (HOST, self.supervisor.port))
                return
