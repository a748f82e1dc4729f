"""Ctrl-C for children of a test.

A suite that runs in the background ignores SIGINT, and its children inherit that. Not by `preexec_fn`: from Python 3.12 on
it warns where a thread runs.
"""

from __future__ import annotations

import sys

_EXEC = "import os, signal, sys; signal.signal(signal.SIGINT, signal.{how}); os.execv(sys.argv[1], sys.argv[1:])"


def heeding(command: list[str]) -> list[str]:
    """The command with SIGINT as a terminal would start it, under the same process id."""
    return [sys.executable, "-c", _EXEC.format(how="SIG_DFL"), *command]


def ignoring(command: list[str]) -> list[str]:
    """The command as a suite in the background would start it."""
    return [sys.executable, "-c", _EXEC.format(how="SIG_IGN"), *command]
