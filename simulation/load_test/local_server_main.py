"""A server that ends with whoever started it.

Usage: `python -m simulation.load_test.local_server_main PORT [OPTIONS]`, where OPTIONS is JSON: arguments of
`serving.serve.serve` by name, and under `settings` the fields of `ServerSettings` that differ from their defaults.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading

from simulation.serving.serve import serve
from simulation.serving.settings import ServerSettings


def watch() -> None:
    """Wait for the end of standard input; it is held open by the process that started this one, and by nobody else."""
    while os.read(sys.stdin.fileno(), 4096):  # not by sys.stdin, whose lock would abort an interpreter that ends
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=watch, daemon=True).start()
    options = json.loads(sys.argv[2]) if len(sys.argv) > 2 else {}
    settings = ServerSettings(**options.pop("settings", {}))
    serve(int(sys.argv[1]), open_browser=False, settings=settings, **options)
