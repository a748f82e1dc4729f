"""Which kernel a visitor gets, and when another is made."""

from __future__ import annotations

import pytest

from simulation.serving.kernels import warm_pool as module
from simulation.serving.kernels.warm_pool import Child, WarmPool, WarmPoolSize
from simulation.serving.settings import DEFAULT


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    return now


def child(pid: int, warm: bool) -> Child:
    return Child(pid, {}, None, warm=warm)


def test_a_warm_kernel_is_taken_before_one_that_warms_up(clock: list[float]) -> None:
    warm_pool = WarmPool(children={1: child(1, False), 2: child(2, True), 3: child(3, True)})
    assert [warm_pool.take(order).pid for order in range(3)] == [2, 3, 1]
    assert warm_pool.take(3) is None
    assert [each.order for each in warm_pool.children.values()] == [2, 0, 1]


def test_while_visitors_arrive_no_kernel_is_made(clock: list[float]) -> None:
    warm_pool = WarmPool(wanted=WarmPoolSize(always=2))
    assert warm_pool.wait() == 0
    warm_pool.take(0)
    assert warm_pool.wait() == pytest.approx(DEFAULT.warm_pool_pause_s)
    clock[0] += DEFAULT.warm_pool_pause_s
    assert warm_pool.wait() == 0


def test_only_a_few_warm_up_together(clock: list[float]) -> None:
    warm_pool = WarmPool(wanted=WarmPoolSize(always=9))
    for pid in range(DEFAULT.warm_pool_at_once):
        assert warm_pool.wait() == 0
        warm_pool.children[pid] = child(pid, False)
    assert warm_pool.wait() is None
    warm_pool.children[0].warm = True
    assert warm_pool.wait() == 0


def test_the_announced_are_made_ready_for_once(clock: list[float]) -> None:
    warm_pool = WarmPool(
        wanted=WarmPoolSize(announced=3, always=1), children={pid: child(pid, True) for pid in range(3)}
    )
    assert warm_pool.wait() is None
    for order in range(3):
        warm_pool.take(order)
    clock[0] += DEFAULT.warm_pool_pause_s
    assert warm_pool.wait() == 0
    warm_pool.children[9] = child(9, True)
    assert warm_pool.wait() is None
