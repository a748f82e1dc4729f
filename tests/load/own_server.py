"""Megabytes of a Jupyter server of one's own with one page open in it, as Binder and JupyterHub start it.

python tests/load/own_server.py
"""

from __future__ import annotations

import sys
import tempfile
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from simulation.load_test.local_server import ROOT, free_port, running
from simulation.load_test.process_tree import process_tree
from simulation.load_test.websocket_messages import kernel_of

PAGE = "voila/render/notebooks/workshop/design_a_partnership.ipynb"


def command(port: int) -> list[str]:
    """Jupyter's own server, with the project's folder in it."""
    options = [
        "--no-browser",
        "--allow-root",
        f"--port={port}",
        "--IdentityProvider.token=",
        f"--ServerApp.root_dir={ROOT}",
    ]
    return [sys.executable, "-m", "jupyter", "server", *options]


def measure() -> float:
    """Raises ValueError when the page comes without a kernel."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder, running(command(port), port, Path(folder)) as server:
        with urllib.request.urlopen(server.address + PAGE, timeout=120) as answer:
            if not kernel_of(answer.read().decode()):
                raise ValueError("the page came without a kernel")
        return process_tree(server.pid).whole


if __name__ == "__main__":
    print(f"{measure():.0f} MB")
