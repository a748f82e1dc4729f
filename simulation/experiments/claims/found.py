"""What a figure of a claim comes to: a value with the limits that it is judged by, for each set of assumptions.

A difference, or any other mean, is judged by two standard errors on either side, paired across futures; a share of
futures by its 90 % interval. A weak order ("never rises", "no higher than"), a count and a place on a slider are judged
by their value, since two standard errors beyond nothing would ask for more than was said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

_ERRORS = 2.0  # standard errors on either side of a mean
_Z90 = 1.645  # of a 90 % interval
_PARTS = 20  # parts of the futures, each left out once


@dataclass(frozen=True)
class Found:
    """A figure: `value` and the limits `low` and `high` that it is judged by, each of shape (sets,)."""

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray


def mean_of(per_future: np.ndarray) -> Found:
    """The mean over futures, shape (sets, futures), NaN left out, with two standard errors on either side."""
    per_future = np.asarray(per_future, float)
    known = np.isfinite(per_future)
    count = known.sum(axis=1)
    value = np.where(known, per_future, 0.0).sum(axis=1) / np.where(count, count, np.nan)
    squares = np.where(known, (per_future - value[:, None]) ** 2, 0.0).sum(axis=1)
    return _around(value, np.sqrt(squares / np.maximum(count - 1, 1) / np.maximum(count, 1)))


def known_mean(values: np.ndarray) -> np.ndarray:
    """The mean over the second axis of what is known, shape (sets, ...) without it; NaN where nothing is."""
    known = np.isfinite(values)
    count = known.sum(axis=1)
    return np.where(known, values, 0.0).sum(axis=1) / np.where(count, count, np.nan)


def share_of(happened: np.ndarray, among: np.ndarray | None = None) -> Found:
    """The share of futures, shape (sets, futures), in which something happened (of those `among`), with Wilson's 90 %
    interval; NaN where there is no such future.
    """
    counted = np.ones_like(happened, bool) if among is None else among
    count = counted.sum(axis=1)
    n = np.where(count, count, np.nan)
    value = (happened & counted).sum(axis=1) / n
    centre = (value + _Z90**2 / (2 * n)) / (1 + _Z90**2 / n)
    half = _Z90 / (1 + _Z90**2 / n) * np.sqrt(value * (1 - value) / n + _Z90**2 / (4 * n**2))
    return Found(value, np.minimum(centre - half, value), np.maximum(centre + half, value))


def exactly(value: np.ndarray | float, sets: int = 1) -> Found:
    """A figure that is judged by its value."""
    of_sets = np.broadcast_to(np.asarray(value, float), (sets,)) if np.ndim(value) == 0 else np.asarray(value, float)
    return Found(of_sets, of_sets, of_sets)


def worked_out(statistic: Callable[..., np.ndarray], *arrays: np.ndarray) -> Found:
    """A statistic of several arrays, each of shape (sets, futures, ...), which gives one number for each set.

    Its standard error comes from leaving out a twentieth of the futures at a time (delete-a-group jackknife).
    """
    futures = arrays[0].shape[1]
    parts = min(_PARTS, futures)
    part = np.arange(futures) * parts // futures
    value = np.asarray(statistic(*arrays), float)
    less = np.stack([statistic(*(each[:, part != left_out] for each in arrays)) for left_out in range(parts)])
    spread = ((less - less.mean(axis=0)) ** 2).sum(axis=0)
    return _around(value, np.sqrt(spread * (parts - 1) / parts))


def best_inside(tried: Sequence[np.ndarray], inside: Sequence[bool]) -> Found:
    """By how much the best of what was tried `inside` a range beats the best outside it, means over futures.

    tried: what came of each place on a slider, shape (sets, futures) each.
    """
    means = np.stack([each.mean(axis=1) for each in tried])
    within = np.asarray(inside)
    every = np.stack(tried)
    sets = np.arange(every.shape[1])
    best_in = np.flatnonzero(within)[means[within].argmax(axis=0)]
    best_out = np.flatnonzero(~within)[means[~within].argmax(axis=0)]
    return mean_of(every[best_in, sets] - every[best_out, sets])


def least(found: Sequence[Found]) -> Found:
    """For each set the figure whose lower limit is least: all hold from below where it does."""
    return _picked(found, np.stack([each.low for each in found]), np.argmin)


def most(found: Sequence[Found]) -> Found:
    """For each set the figure whose upper limit is greatest: all hold from above where it does."""
    return _picked(found, np.stack([each.high for each in found]), np.argmax)


def _picked(found: Sequence[Found], by: np.ndarray, pick: Callable[..., np.ndarray]) -> Found:
    missing = np.isnan(by).any(axis=0)
    which = pick(np.where(np.isnan(by), 0.0, by), axis=0)
    sets = np.arange(by.shape[1])

    def of(part: str) -> np.ndarray:
        return np.where(missing, np.nan, np.stack([getattr(each, part) for each in found])[which, sets])

    return Found(of("value"), of("low"), of("high"))


def _around(value: np.ndarray, error: np.ndarray) -> Found:
    return Found(value, value - _ERRORS * error, value + _ERRORS * error)
