"""A child that a test interrupts heeds SIGINT, whether or not the suite itself ignores it."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from tests.interrupt import heeding, ignoring

INTERRUPTED = [sys.executable, "-c", "import os, signal; os.kill(os.getpid(), signal.SIGINT); print('runs on')"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals are inherited on POSIX only")
def test_a_child_heeds_sigint_though_its_parent_ignores_it() -> None:
    ignored = subprocess.run(ignoring(INTERRUPTED), capture_output=True, text=True, timeout=60, check=False)
    assert (ignored.returncode, ignored.stdout) == (0, "runs on\n")
    heeded = subprocess.run(ignoring(heeding(INTERRUPTED)), capture_output=True, text=True, timeout=60, check=False)
    assert heeded.returncode == -signal.SIGINT
    assert heeded.stdout == ""
