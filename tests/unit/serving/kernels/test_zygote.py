"""What a zygote answers when this machine has no room for another kernel."""

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
from simulation.serving.kernels.channel import Channel, channel_pair
from simulation.serving.kernels.warm_pool import Child
from simulation.serving.kernels.zygote import Zygote
from simulation.serving.settings import DEFAULT

NO_APP = SimpleNamespace(session=SimpleNamespace(signature_scheme="hmac-sha256"), settings=DEFAULT)


@pytest.fixture
def lonely(tmp_path: Path) -> Iterator[tuple[Channel, Zygote]]:
    """A zygote that does not run, and the channel to it."""
    channel, end = channel_pair()
    zygote = Zygote(Channel(end), NO_APP, tmp_path, "k", lambda *_: None)
    yield channel, zygote
    channel.close()
    zygote._close_inherited()


def test_no_room_for_another_process_is_said_and_survived(
    lonely: tuple[Channel, Zygote], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_work: object) -> int:
        raise OSError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(module, "forked", full)
    channel, zygote = lonely
    zygote._command_start({"order": 3, "env": {}, "cwd": "."})
    (said,) = channel.received()
    assert said == {"event": "refused", "order": 3, "why": "Resource temporarily unavailable"}
    assert zygote.warm_pool.children == {}


def test_a_stranger_is_never_signalled(lonely: tuple[Channel, Zygote], monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        pytest.fail("a process that is no child was signalled")

    monkeypatch.setattr(module.os, "kill", never)
    monkeypatch.setattr(module.os, "killpg", never)
    lonely[1]._command_signal({"pid": 1, "signal": 9})


def test_a_child_that_has_not_made_its_own_group_yet_ends_with_its_parent(lonely: tuple[Channel, Zygote]) -> None:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])  # in our group still
    lonely[1].warm_pool.children[child.pid] = Child(child.pid, {}, None)
    lonely[1]._end_children()
    lonely[1].warm_pool.children.clear()
    assert child.wait(20) in (0, -signal.SIGKILL)  # 0: its zygote has reaped it already
