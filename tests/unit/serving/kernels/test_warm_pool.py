"""Which kernel a visitor gets, and when another is made."""

from __future__ import annotations

import pytest

from simulation.serving.kernels import warm_pool as module
from simulation.serving.kernels.warm_pool import QUIET, TOGETHER, Child, Standing, WarmPool


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    return now


def child(pid: int, warm: bool) -> Child:
    return Child(pid, {}, None, warm=warm)


def test_a_warm_spare_is_taken_before_one_that_warms_up(clock: list[float]) -> None:
    spares = WarmPool(children={1: child(1, False), 2: child(2, True), 3: child(3, True)})
    assert [spares.take(order).pid for order in range(3)] == [2, 3, 1]
    assert spares.take(3) is None
    assert [each.order for each in spares.children.values()] == [2, 0, 1]


def test_while_visitors_arrive_no_spare_is_made(clock: list[float]) -> None:
    spares = WarmPool(wanted=Standing(always=2))
    assert spares.wait() == 0
    spares.take(0)
    assert spares.wait() == pytest.approx(QUIET)
    clock[0] += QUIET
    assert spares.wait() == 0


def test_only_a_few_warm_up_together(clock: list[float]) -> None:
    spares = WarmPool(wanted=Standing(always=9))
    for pid in range(TOGETHER):
        assert spares.wait() == 0
        spares.children[pid] = child(pid, False)
    assert spares.wait() is None
    spares.children[0].warm = True
    assert spares.wait() == 0


def test_the_announced_are_made_ready_for_once(clock: list[float]) -> None:
    spares = WarmPool(wanted=Standing(announced=3, always=1), children={pid: child(pid, True) for pid in range(3)})
    assert spares.wait() is None
    for order in range(3):
        spares.take(order)
    clock[0] += QUIET
    assert spares.wait() == 0
    spares.children[9] = child(9, True)
    assert spares.wait() is None
