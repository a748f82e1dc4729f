"""How many fit: by memory and processors, never none, and never more than somebody said."""

from __future__ import annotations

import subprocess
import sys

import pytest

from simulation.serving.admission import capacity_limit
from simulation.serving.admission.capacity_limit import CapacityLimit
from simulation.serving.resources import Descriptors, Memory
from simulation.serving.settings import DEFAULT, MEGABYTE


def memory(monkeypatch: pytest.MonkeyPatch, available: float, total: float = 8_000) -> None:
    monkeypatch.setattr(capacity_limit, "memory", lambda: Memory(total * MEGABYTE, available * MEGABYTE))


def test_memory_sets_the_limit_and_those_who_are_here_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capacity_limit, "processors", lambda: 64.0)
    memory(monkeypatch, available=800 + 10 * DEFAULT.forked_kernel_megabytes)  # a tenth of all is kept back
    assert CapacityLimit(DEFAULT).limit(0) == 10
    assert CapacityLimit(DEFAULT).limit(7) == 17
    memory(monkeypatch, available=10)
    assert CapacityLimit(DEFAULT).limit(0) == DEFAULT.people_at_least
    assert CapacityLimit(DEFAULT).limit(40) < 40  # nobody is evicted for it, but nobody is admitted


def test_processors_set_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capacity_limit, "processors", lambda: 2.5)
    memory(monkeypatch, available=1e6, total=1e6)
    assert CapacityLimit(DEFAULT).limit(0) == 2.5 * DEFAULT.people_per_processor


def test_open_files_set_the_limit_and_those_who_are_here_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capacity_limit, "processors", lambda: 64.0)
    memory(monkeypatch, available=1e6, total=1e6)
    used = 256 - DEFAULT.descriptors_spared - 9 * DEFAULT.descriptors_per_visitor
    monkeypatch.setattr(capacity_limit, "descriptors", lambda: Descriptors(256, used))
    assert CapacityLimit(DEFAULT).limit(0) == 9
    assert CapacityLimit(DEFAULT).limit(5) == 14
    monkeypatch.setattr(capacity_limit, "descriptors", lambda: Descriptors(256, 250))
    assert CapacityLimit(DEFAULT).limit(5) == 5


def test_what_somebody_said_counts() -> None:
    assert CapacityLimit(DEFAULT, fixed=3).limit(100) == 3


def test_what_a_visitor_takes_is_measured() -> None:
    hold = "import sys; held = bytearray(60_000_000); print('held', flush=True); sys.stdin.read()"
    others = [
        subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(2)
    ]
    try:
        for each in others:
            assert each.stdout.readline() == b"held\n"
        found = CapacityLimit(DEFAULT)
        found.measure([each.pid for each in others])
        assert 57 < found.visitor_megabytes < 120
        found.measure([])
        assert found.visitor_megabytes > 57
    finally:
        for each in others:
            each.communicate()
