"""The servers that are held against each other, each on a free port of this machine, ended by whoever started it."""

from __future__ import annotations

import sys
from pathlib import Path

from simulation.load_test.local_server import ROOT, LocalServer, answers, command, free_port, running

__all__ = ["ROOT", "LocalServer", "answers", "free_port", "limited", "ours", "ours_on", "running", "stock"]

def ours(port: int, people: int = 0, most: int | None = None, public: str = "", **settings: float) -> list[str]:
    """Our server; `settings` are those of the server that differ from their defaults."""
    return command(port, settings, people=people, most=most, public=public)


def ours_on(port: int, folder: Path) -> list[str]:
    """Our server, on other notebooks than the workshop's: those of a folder, or one."""
    return command(port, pages=str(folder))


def limited(command: list[str], files: int) -> list[str]:
    """A command that may have so many files open, and cannot have more."""
    return ["sh", "-c", f'ulimit -n {files} && exec "$@"', "sh", *command]


def stock(port: int) -> list[str]:
    """Voila as it comes, on the same pages."""
    pages = str(ROOT / "notebooks" / "workshop")
    return [sys.executable, "-m", "voila", pages, f"--port={port}", "--no-browser", "--Voila.ip=127.0.0.1"]
