"""The fan filled with a weekly series of any unit, of one plan or of two."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.charts.fan_lines import LINES, fan_lines, thinned_months, thinned_weeks
from simulation.charts.filled import FilledChart, filled
from simulation.vocabulary.units import WEEKS_PER_MONTH

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)  # between the levels of an axis, times a power of ten
_MAX_LEVELS = 5  # above 0


@dataclass(frozen=True)
class PlanSeries:
    """One plan's series: `luck` and `doubt` (None where it was not run) of shape (futures, weeks + 1), and the month in
    which its support ends.
    """

    luck: NDArray[np.float32]
    doubt: NDArray[np.float32] | None
    support_ends: float


def fan_of_series(
    plans: Sequence[PlanSeries], title: str, subtitle: Sequence[str], width: int, height: int
) -> FilledChart:
    """The fan of plan A, or of A and B, for as long as all are followed.

    Args:
        plans: plan A, or A and B. The outer band is drawn of A alone.
        title: what the series means.
        subtitle: lines under it.
        width: of the plot in pixels.
        height: the same.

    Returns:
        The chart; at most 81 rows in each dataset, however many futures there are.
    """
    weeks = min(plan.luck.shape[1] for plan in plans) - 1
    lines = [
        fan_lines([plan.luck[:, : weeks + 1]], None if plan.doubt is None else [plan.doubt[:, : weeks + 1]])[0]
        for plan in plans
    ]
    levels = axis_levels(max(float(line[1:4].max()) if nth else float(line.max()) for nth, line in enumerate(lines)))
    last_month = weeks / WEEKS_PER_MONTH
    signals = {
        "last_month": last_month, "top": levels[-1], "levels": levels, "names": [_figure(level) for level in levels],
    }  # fmt: skip
    datasets = {name: _rows(line) for name, line in zip("ab", lines, strict=False)}
    datasets["events"] = _events([plan.support_ends for plan in plans], last_month)
    return filled("fan", datasets, signals, title=title, subtitle=subtitle, width=width, height=height)


def axis_levels(top: float) -> list[float]:
    """The levels of an axis from 0 that reaches a value: five at most above 0, at round distances."""
    if not top > 0.0:
        return [0.0, 1.0]
    power = 10.0 ** math.floor(math.log10(top / _MAX_LEVELS))
    step = next(step * power for step in _STEPS if step * power * _MAX_LEVELS >= top * (1.0 - 1e-6))
    count = math.ceil(top / step - 1e-6)
    return [float(f"{nth * step:.6g}") for nth in range(count + 1)]


def _figure(level: float) -> str:
    return f"{level:,g}" if level < 1e6 else f"{level:,.0f}"


def _rows(lines: NDArray[np.float64]) -> list[dict[str, Any]]:
    """A row for each month that is drawn, with all lines."""
    weeks = lines.shape[1] - 1
    drawn = lines[:, thinned_weeks(weeks)].T.tolist()
    return [
        {"month": month, **dict(zip(LINES, values, strict=True))}
        for month, values in zip(thinned_months(weeks), drawn, strict=True)
    ]


def _events(ends: Sequence[float], last_month: float) -> list[dict[str, Any]]:
    """When support ends, for each plan, as far as it is drawn; once where both end together."""
    texts = ["support ends"] if len(set(ends)) == 1 else ["plan A ends", "plan B ends"]
    return [{"month": month, "text": text} for month, text in zip(ends, texts, strict=False) if month < last_month]
