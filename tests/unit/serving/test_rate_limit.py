"""What comes within the limit is taken at once; what comes faster waits exactly as long as makes it fit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.serving.rate_limit import RateLimit


def test_as_many_as_may_come_at_once_and_then_so_many_a_second() -> None:
    limit = RateLimit(per_second=10, at_once=3, last_at=0.0)
    assert [limit.spend(1, 0.0) for _ in range(5)] == pytest.approx([0, 0, 0, 0.1, 0.2])
    assert limit.spend(1, 0.3) == 0
    assert limit.spend(1, 100.0) == 0
    assert [limit.spend(1, 100.0) for _ in range(3)] == pytest.approx([0, 0, 0.1])  # no more is saved up than that


@given(st.lists(st.tuples(st.floats(0, 2), st.integers(1, 50)), min_size=1, max_size=60))
def test_whoever_waits_as_told_is_never_faster_than_the_limit(came: list[tuple[float, int]]) -> None:
    limit, now, taken = RateLimit(per_second=20, at_once=40, last_at=0.0), 0.0, 0
    for pause, amount in came:
        now += pause
        now += limit.spend(amount, now)
        taken += amount
        assert taken <= 40 + 20 * now + 1e-6
