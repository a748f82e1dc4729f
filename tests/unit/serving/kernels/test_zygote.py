"""What a parent answers when this machine has no room for another kernel."""

from __future__ import annotations

import errno
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from simulation.serving.kernels import zygote as module
from simulation.serving.kernels.channel import Line, pair
from simulation.serving.kernels.warm_pool import Child
from simulation.serving.kernels.zygote import Parent

NO_APP = SimpleNamespace(session=SimpleNamespace(signature_scheme="hmac-sha256"))


@pytest.fixture
def lonely(tmp_path: Path) -> Iterator[tuple[Line, Parent]]:
    """A parent that does not run, and the line to it."""
    line, end = pair()
    parent = Parent(Line(end), NO_APP, tmp_path, "k", lambda *_: None)
    yield line, parent
    line.close()
    parent._let_go()


def test_no_room_for_another_process_is_said_and_survived(
    lonely: tuple[Line, Parent], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_work: object) -> int:
        raise OSError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(module, "forked", full)
    line, parent = lonely
    parent._order_start({"order": 3, "env": {}, "cwd": "."})
    (said,) = line.heard()
    assert said == {"said": "refused", "order": 3, "why": "Resource temporarily unavailable"}
    assert parent.spares.children == {}


def test_a_stranger_is_never_signalled(lonely: tuple[Line, Parent], monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        pytest.fail("a process that is no child was signalled")

    monkeypatch.setattr(module.os, "kill", never)
    monkeypatch.setattr(module.os, "killpg", never)
    lonely[1]._order_signal({"pid": 1, "signal": 9})


def test_a_child_that_has_not_made_its_own_group_yet_ends_with_its_parent(lonely: tuple[Line, Parent]) -> None:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])  # in our group still
    lonely[1].spares.children[child.pid] = Child(child.pid, {}, None)
    lonely[1]._end_children()
    lonely[1].spares.children.clear()
    assert child.wait(20) in (0, -signal.SIGKILL)  # 0: its parent has buried it already
