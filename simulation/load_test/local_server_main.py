"""`python -m simulation.load_test.local_server_main PORT PEOPLE`: a server that ends with whoever started it."""

from __future__ import annotations

import os
import signal
import sys
import threading

from simulation.serving.serve import serve


def watch() -> None:
    """Wait for the end of standard input; it is held open by the process that started this one, and by nobody else."""
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=watch, daemon=True).start()
    serve(int(sys.argv[1]), open_browser=False, people=int(sys.argv[2]))
