"""A fixed piece of arithmetic, compiled: what the engine's speed is held against from release to release.

It never changes, so the ratio of the engine to it says whether the engine became slower, whatever machine runs both.
"""

from __future__ import annotations

import math

import numba
import numpy as np

MEMBERS, WEEKS, FUTURES = 64, 156, 200


@numba.njit(nogil=True, error_model="numpy")
def _run(states: np.ndarray, draws: np.ndarray) -> float:
    total = 0.0
    for future in range(FUTURES):
        for week in range(WEEKS):
            for member in range(MEMBERS):
                level, drive = states[member, 0], states[member, 1]
                if draws[week, member] < level * drive:
                    level += (1.0 - level) / (1.0 + math.exp(4.0 * drive - 2.0 - level))
                else:
                    level -= 0.01 * level * (1.0 - drive)
                states[member, 0], states[member, 1] = level, 0.5 + 0.5 * math.exp(-level * (future % 7 + 1))
                total += level
    return total


def run() -> float:
    """Run it once; the number that comes out keeps the arithmetic from being left out."""
    rng = np.random.default_rng(1)
    return float(_run(rng.random((MEMBERS, 2)), rng.random((WEEKS, MEMBERS)).astype(np.float32)))
