"""Conversions with names. One step is one week; 52 weeks are a year; a support day is six hours of contact."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

WEEKS_PER_YEAR = 52
MONTHS_PER_YEAR = 12
WEEKS_PER_MONTH = WEEKS_PER_YEAR / MONTHS_PER_YEAR
HOURS_PER_DAY = 6.0


def share_per_week(hazard: Any, weeks: float = WEEKS_PER_MONTH) -> Any:
    """Share lost (or chance taken) in one week under a constant hazard given per `weeks` weeks (a month unless
    told).
    """
    return 1.0 - _exp(-hazard / weeks)


def share_by_half_life(half_life_weeks: Any) -> Any:
    """Share lost in one week by what halves in `half_life_weeks` weeks."""
    return 1.0 - _exp(-math.log(2.0) / half_life_weeks)


def _exp(x: Any) -> Any:
    # A plain float stays a Python float: it then takes the arrays' own precision instead of widening them.
    return math.exp(x) if type(x) is float else np.exp(x)
