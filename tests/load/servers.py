"""The servers that are held against each other, each on a free port of this machine, ended by whoever started it."""

from __future__ import annotations

import sys

from simulation.load_test.local_server import ROOT, LocalServer, answers, command, free_port, running

__all__ = ["ROOT", "LocalServer", "answers", "free_port", "ours", "running", "stock"]


def ours(port: int, people: int = 0, most: int | None = None, public: str = "", **settings: float) -> list[str]:
    """Our server; `settings` are those of the server that differ from their defaults."""
    return command(port, settings, people=people, most=most, public=public)


def stock(port: int) -> list[str]:
    """Voila as it comes, on the same pages."""
    pages = str(ROOT / "notebooks" / "workshop")
    return [sys.executable, "-m", "voila", pages, f"--port={port}", "--no-browser", "--Voila.ip=127.0.0.1"]
