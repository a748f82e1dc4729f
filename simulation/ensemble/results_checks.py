"""What is asked of results, checked: names, quantile levels, and what a row or a quantile is one of."""

from __future__ import annotations

import math
from collections.abc import Collection, Container, Sequence
from typing import Any

import numpy as np

from simulation.ensemble.series import series, unknown_series
from simulation.vocabulary.errors import ParameterError, nearest, one_line

WEEK_OR_FUTURE = ("week", "future")


def check_name(name: Any) -> None:
    """Raise ParameterError for what is no name."""
    if not isinstance(name, str):
        raise ParameterError(f"{one_line(name)}: ask for one name at a time, such as 'practice'")


def no_series(name: str, kept: Collection[str], outcomes: Container[str]) -> ParameterError:
    """What to raise of a weekly series that these results have not got: it was not kept, is an outcome, or does not
    exist.
    """
    if name in series():
        if not kept:
            return ParameterError(f"{name} is not in this file of outcomes; to_parquet(..., per='week') keeps it")
        return ParameterError(f"the series {name} was not kept: run_futures(..., keep=[{name!r}, ...]) keeps it")
    if name in outcomes:
        return ParameterError(f"{name} is no weekly series but an outcome of each future: per_future({name!r})")
    return unknown_series(name, kept)


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
