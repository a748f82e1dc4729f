"""A server that ends with whoever started it.

Usage: `python -m simulation.serving.server_process OPTIONS`, where OPTIONS is JSON: arguments of `serving.serve.serve`
by name, and under `settings` the fields of `ServerSettings` that differ from their defaults. Standard input is held
open by the process that started it, and by nobody else; when it ends, so does the server.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading

from simulation.serving.heartbeat import Heartbeat, SupervisorAddress
from simulation.serving.serve import serve
from simulation.serving.settings import ServerSettings
from simulation.vocabulary.errors import CounterpartsError


def end_with_starter() -> None:
    """Wait for the end of standard input, then stop as on SIGTERM."""
    while os.read(sys.stdin.fileno(), 4096):  # not by sys.stdin, whose lock would abort an interpreter that ends
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def main(options_json: str) -> int:
    """Serve until stopped. Returns the exit code: 1, after one line, where the server cannot start."""
    options = json.loads(options_json)
    settings = ServerSettings(**options.pop("settings", {}))
    supervisor = SupervisorAddress.take()
    heartbeat = Heartbeat(supervisor, settings.heartbeat_interval_s) if supervisor else None
    threading.Thread(target=end_with_starter, daemon=True).start()
    try:
        serve(settings=settings, heartbeat=heartbeat, **options)
    except CounterpartsError as error:
        print(f"counterparts: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
