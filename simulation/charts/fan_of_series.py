"""The fan filled with a weekly series of any unit, of one plan or of two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.charts.axis_levels import axis_levels
from simulation.charts.fan import fan_chart
from simulation.charts.fan_lines import LINES, fan_lines
from simulation.charts.filled import FilledChart, filled
from simulation.vocabulary.units import WEEKS_PER_MONTH

_LABEL_WIDTH = 85  # pixels: "plan A ends"


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
        The chart; one row a week for each plan, however many futures there are.
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
    datasets["events"] = _events([plan.support_ends for plan in plans], last_month, width)
    return filled(fan_chart(), datasets, signals, title=title, subtitle=subtitle, width=width, height=height)


def _figure(level: float) -> str:
    return f"{level:,g}" if level < 1e6 else f"{level:,.0f}"


def _rows(lines: NDArray[np.float64]) -> list[dict[str, float]]:
    """A row for each week, with all lines: counts of events would not bear to be thinned."""
    return [
        {"month": week / WEEKS_PER_MONTH, **dict(zip(LINES, values, strict=True))}
        for week, values in enumerate(lines.T.tolist())
    ]


def _events(ends: Sequence[float], last_month: float, width: int) -> list[dict[str, Any]]:
    """When support ends, for each plan, as far as it is drawn; once where both end together. Where two would write over
    each other, the later one says both.
    """
    if len(set(ends)) == 1:
        texts = [(ends[0], "support ends")]
    else:
        (one, first), (two, then) = sorted(zip(ends, "AB", strict=True))
        texts = [(one, f"plan {first} ends"), (two, f"plan {then} ends")]
        if two < last_month and (two - one) / last_month * width < _LABEL_WIDTH:
            texts = [(one, ""), (two, f"plan {first} ends, then {then}")]
    return [{"month": month, "text": text} for month, text in texts if month < last_month]
