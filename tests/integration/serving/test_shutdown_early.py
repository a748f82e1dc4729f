"""A server that is stopped while it still starts says nothing unkind and leaves nothing running."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.interrupt import heeding
from tests.load.servers import ROOT, free_port

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="a process group and its Ctrl-C are POSIX's"),
]
# seconds: loading, preparing, opening pages, rendering, serving
MOMENTS = (0.2, 0.5, 0.8, 1.1, 1.4, 1.7, 2.0, 2.5, 3.0)


def whole_family(server: subprocess.Popen[bytes]) -> list[psutil.Process]:
    try:
        return psutil.Process(server.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_stopped_at_any_moment_of_its_start_it_ends_quietly(how: signal.Signals, tmp_path: Path) -> None:
    for moment in MOMENTS:
        said, rooms = tmp_path / f"said-{moment}.txt", tmp_path / f"tmp-{moment}"
        rooms.mkdir()
        with said.open("wb") as out:
            server = subprocess.Popen(
                heeding([sys.executable, "-m", "simulation", "serve", "--no-browser", "--port", str(free_port())]),
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=ROOT,
                start_new_session=True,
                env=os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(rooms)},
            )
        try:
            time.sleep(moment)
            started = whole_family(server)
            os.killpg(server.pid, how)  # as a terminal does
            code = server.wait(20)
        finally:
            for each in [*whole_family(server), *([psutil.Process(server.pid)] if server.poll() is None else [])]:
                each.kill()
            server.wait()
        words = said.read_text(encoding="utf-8")
        assert code in (0, 130, -how), (moment, code, words)
        assert not any(word in words for word in ("Traceback", "Error", "pending", "never retrieved")), (moment, words)
        _, alive = psutil.wait_procs(started, timeout=10)
        assert not alive, (moment, alive)
        assert not list(rooms.iterdir()), (moment, list(rooms.iterdir()))
