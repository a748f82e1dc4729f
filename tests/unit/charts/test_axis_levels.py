"""An axis reaches the largest value and not much farther, in few round steps."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.charts.axis_levels import axis_levels


@given(st.floats(1e-6, 1e9))
def test_the_axis_reaches_the_value_and_is_filled_by_half_at_least(top: float) -> None:
    levels = axis_levels(top)
    assert levels[0] == 0.0 and 2 <= len(levels) <= 6
    assert top * (1 - 1e-5) <= levels[-1] <= 2.0 * top * (1 + 1e-5)
    steps = [high - low for low, high in pairwise(levels)]
    assert max(steps) == pytest.approx(min(steps), rel=1e-3)


@pytest.mark.parametrize("top", [0.0, -1.0, float("nan")])
def test_where_nothing_is_above_nought_the_axis_ends_at_one(top: float) -> None:
    assert axis_levels(top) == [0.0, 1.0]
