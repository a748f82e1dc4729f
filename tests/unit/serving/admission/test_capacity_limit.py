"""How many fit: by memory and processors, never none, and never more than somebody said."""

from __future__ import annotations

import subprocess
import sys

import pytest

from simulation.serving.admission import capacity_limit
from simulation.serving.admission.capacity_limit import FORKED, LEAST, MEGABYTE, PER_PROCESSOR, Fits
from simulation.serving.resources import Memory


def memory(monkeypatch: pytest.MonkeyPatch, available: float, total: float = 8_000) -> None:
    monkeypatch.setattr(capacity_limit, "memory", lambda: Memory(total * MEGABYTE, available * MEGABYTE))


def test_memory_sets_the_limit_and_those_who_are_here_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capacity_limit, "processors", lambda: 64.0)
    memory(monkeypatch, available=800 + 10 * FORKED)  # a tenth of all is kept back
    assert Fits().limit(0) == 10
    assert Fits().limit(7) == 17
    memory(monkeypatch, available=10)
    assert Fits().limit(0) == LEAST
    assert Fits().limit(40) < 40  # nobody is sent home for it, but nobody comes in


def test_processors_set_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capacity_limit, "processors", lambda: 2.5)
    memory(monkeypatch, available=1e6, total=1e6)
    assert Fits().limit(0) == 2.5 * PER_PROCESSOR


def test_what_somebody_said_counts() -> None:
    assert Fits(most=3).limit(100) == 3


def test_what_a_visitor_takes_is_measured() -> None:
    hold = "import sys; held = bytearray(60_000_000); print('held', flush=True); sys.stdin.read()"
    others = [
        subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(2)
    ]
    try:
        for each in others:
            assert each.stdout.readline() == b"held\n"
        found = Fits()
        found.measure([each.pid for each in others])
        assert 57 < found.each < 120
        found.measure([])
        assert found.each > 57
    finally:
        for each in others:
            each.communicate()
