"""The waterfall filled with the credit of rules."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from simulation.charts.axis_levels import axis_levels
from simulation.charts.filled import TYPE_SIZE, FilledChart, filled
from simulation.charts.waterfall import names_of_steps, waterfall_chart
from simulation.charts.waterfall_steps import Step, rows

_LETTER = 0.54  # the mean width of a letter in names, of the size of type
_SMALLEST = 8.0  # pixels, of the type of names
_MAX_LINES = 4  # of a name
_HEADROOM = 1.04  # for the figure over the highest step



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
    room = width / len(steps)
    longest = max(len(word) for step in steps for word in step.name.split())
    size = max(_SMALLEST, min(TYPE_SIZE, room / (_LETTER * (longest + 1))))
    for part in datasets["parts"]:
        part["name"] = _broken(part["name"], max(longest, int(room / (_LETTER * size))))
    high, low = (pick(part[end] for part in datasets["parts"]) for pick, end in ((max, "high"), (min, "low")))
    signals: dict[str, Any] = {
        "steps": len(steps), "top": axis_levels(_HEADROOM * high)[-1],
        "bottom": -axis_levels(-low)[-1] if low < 0.0 else 0.0,
    }  # fmt: skip
    return filled(
        waterfall_chart(), datasets, signals,
        title=title, subtitle=subtitle, width=width, height=height, layers=[names_of_steps(size)],
    )  # fmt: skip


def _broken(name: str, letters: int) -> str:
    """A name in lines of so many letters, cut where they would be too many."""
    return "\n".join(textwrap.wrap(name, letters, max_lines=_MAX_LINES, placeholder=" …"))
