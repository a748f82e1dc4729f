"""The waterfall filled with the credit of rules."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import Any

from simulation.charts.filled import TYPE_SIZE, FilledChart, filled
from simulation.charts.waterfall_steps import Step, rows

_TOP_STEP = 5.0  # points: where the axis ends
_LETTER = 0.58  # the mean width of a letter in names, of the size of type
_MAX_LINES = 4  # of a name

# The names of the steps under them; a page sets them in HTML.
_NAMES = {
    "data": {"name": "parts"},
    "mark": {
        "type": "text", "baseline": "top", "lineBreak": "\n", "y": {"expr": "height + 8"},
        "fontSize": {"expr": "type_size"}, "color": {"expr": "colour_ink"},
    },
    "encoding": {
        "x": {
            "field": "nth", "type": "quantitative", "axis": None,
            "scale": {"domain": [-0.5, {"expr": "steps - 0.5"}], "nice": False},
        },
        "text": {"field": "name", "type": "nominal"},
    },
}  # fmt: skip


def waterfall_of_credit(
    steps: Sequence[Step], title: str, subtitle: Sequence[str], width: int, height: int
) -> FilledChart:
    """The waterfall of some steps, each with its name under it.

    Args:
        steps: from the first level to the last.
        title: what is added up.
        subtitle: lines under it.
        width: of the plot in pixels.
        height: the same.

    Returns:
        The chart.
    """
    datasets = rows(steps)
    letters = max(6, int(width / len(steps) / (_LETTER * TYPE_SIZE)))
    for part in datasets["parts"]:
        part["name"] = _broken(part["name"], letters)
    high, low = (pick(part[end] for part in datasets["parts"]) for pick, end in ((max, "high"), (min, "low")))
    signals: dict[str, Any] = {
        "steps": len(steps), "top": _TOP_STEP * max(1, math.ceil(high / _TOP_STEP)),
        "bottom": _TOP_STEP * min(0, math.floor(low / _TOP_STEP)),
    }  # fmt: skip
    return filled(
        "waterfall", datasets, signals, title=title, subtitle=subtitle, width=width, height=height, layers=[_NAMES]
    )


def _broken(name: str, letters: int) -> str:
    """A name in lines of so many letters, cut where they would be too many."""
    return "\n".join(textwrap.wrap(name, letters, max_lines=_MAX_LINES, placeholder=" …"))
