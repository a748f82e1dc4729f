"""What is asked of results, checked: quantile levels, and what a row or a quantile is one of."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from simulation.vocabulary.errors import ParameterError, nearest, one_line

WEEK_OR_FUTURE = ("week", "future")


def check_levels(levels: Sequence[float]) -> list[float]:
    """The quantiles asked for. Raises ParameterError unless each is a number from 0 to 1."""
    try:
        wanted = [float(each) for each in levels]
    except (TypeError, ValueError):
        wanted = [math.nan]
    if not wanted or not all(0.0 <= each <= 1.0 for each in wanted):
        raise ParameterError(f"levels = {one_line(levels)}; allowed: quantiles from 0 to 1, such as [0.05, 0.5]")
    return wanted


def check_per(per: str, allowed: Sequence[str] = WEEK_OR_FUTURE) -> str:
    """What there is one of: "week", "future" ... Raises ParameterError unless it is one of those allowed."""
    if per not in allowed:
        *most, last = (repr(each) for each in allowed)
        hint = nearest(str(per), allowed)
        raise ParameterError(f"per = {one_line(per)}{hint}; allowed: {', '.join(most)} or {last}")
    return per


def quantiles_of_outcome(values: np.ndarray, levels: Sequence[float]) -> np.ndarray:
    """Quantiles over the futures that have the outcome, shape (levels,), float32; NaN where none has."""
    there = values[~np.isnan(values)]
    return np.quantile(there, levels).astype(np.float32) if len(there) else np.full(len(levels), np.nan, np.float32)
