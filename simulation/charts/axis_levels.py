"""The levels of an axis that begins at 0, for numbers of any size."""

from __future__ import annotations

import math

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)  # between levels, times a power of ten
_MAX_LEVELS = 5  # above 0


def axis_levels(top: float) -> list[float]:
    """The levels of an axis from 0 that reaches a value: five at most above 0, at round distances.

    Args:
        top: the largest value; for one that is not above 0 the axis ends at 1.

    Returns:
        The levels, from 0 up; the last is where the axis ends.
    """
    if not top > 0.0:
        return [0.0, 1.0]
    power = 10.0 ** math.floor(math.log10(top / _MAX_LEVELS))
    step = next(step * power for step in _STEPS if step * power * _MAX_LEVELS >= top * (1.0 - 1e-6))
    count = math.ceil(top / step - 1e-6)
    return [float(f"{nth * step:.6g}") for nth in range(count + 1)]
