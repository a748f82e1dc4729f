"""A number of a plan that differs from future to future, so that several plans run side by side as one world.

It behaves as the plain number in its place does, to the bit: by itself it is counted in full precision, and where it
meets the arrays of a world it takes theirs.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np


class PerFuture(np.ndarray):
    """One number per future, shape (futures, 1)."""

    @classmethod
    def of(cls, numbers: Any) -> PerFuture:
        """One number for each future."""
        return np.asarray(numbers, np.float64).reshape(-1, 1).view(cls)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **given: Any) -> Any:
        """As NumPy treats Python's own numbers: they take the precision of the array that they meet."""
        meets = any(isinstance(each, np.ndarray | np.generic) and not isinstance(each, PerFuture) for each in inputs)
        result = getattr(ufunc, method)(*(_plain(each, meets) for each in inputs), **given)
        return result if meets else result.view(PerFuture)


def _plain(number: Any, meets: bool) -> Any:
    if not isinstance(number, PerFuture):
        return number
    plain = number.view(np.ndarray)
    return plain.astype(np.float32) if meets and plain.dtype == np.float64 else plain


Number = float | PerFuture


def log(number: Any) -> Any:
    """The natural logarithm."""
    if isinstance(number, PerFuture):
        return PerFuture.of([math.log(each) for each in number.flat])
    return math.log(number)


def least(one: Any, other: Any) -> Any:
    """The smaller of two."""
    return np.minimum(one, other) if isinstance(one, PerFuture) or isinstance(other, PerFuture) else min(one, other)


def most(one: Any, other: Any) -> Any:
    """The larger of two."""
    return np.maximum(one, other) if isinstance(one, PerFuture) or isinstance(other, PerFuture) else max(one, other)


def either(condition: Any, this: Any, that: Any) -> Any:
    """This where the condition holds, that elsewhere."""
    if not isinstance(condition, np.ndarray):
        return this if condition else that
    chosen = np.where(condition.view(np.ndarray), this, that)
    return chosen.view(PerFuture) if chosen.dtype == np.float64 else chosen
