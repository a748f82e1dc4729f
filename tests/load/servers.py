"""The servers that are held against each other, each on a free port of this machine, ended by whoever started it."""

from __future__ import annotations

import sys

from simulation.load_test.local_server import ROOT, Running, answers, free_port, running

__all__ = ["ROOT", "Running", "answers", "free_port", "ours", "running", "stock"]


def ours(port: int, people: int = 0, before: str = "", most: int | None = None) -> list[str]:
    """Our server; `before` is run first, for tests that take something away from it."""
    serve = f"from simulation.serving.serve import serve; serve({port}, open_browser=False, people={people}, most={most})"
    return [sys.executable, "-c", f"{before}\n{serve}"]


def stock(port: int) -> list[str]:
    """Voila as it comes, on the same pages."""
    pages = str(ROOT / "notebooks" / "workshop")
    return [sys.executable, "-m", "voila", pages, f"--port={port}", "--no-browser", "--Voila.ip=127.0.0.1"]
