"""How far was a drawn line from what the futures do?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulation.answers.answer import Answer, trust_levels
from simulation.ensemble.results import Results
from simulation.model.population import TRUST_BANDS
from simulation.vocabulary.i18n import _
from simulation.vocabulary.units import WEEKS_PER_MONTH

_TRUST = "trust"  # the series whose levels have names
LOW, HIGH = 0.05, 0.95  # nine futures of ten lie between


def ask(results: Results, series: str, line: Sequence[tuple[float, float]]) -> Answer:
    """Compare a drawn line with the futures.

    Args:
        results: the results of the plan that was bet on.
        series: the weekly series that was drawn.
        line: points (month, share), at least two, in the order of months.

    Returns:
        Numbers: `expected` and `middle` (shares) on the last day of support and, as `expected_later` and
            `middle_later`, at the line's end; `early`, `on_the_last_day` and `late`: -1, 0 or 1, whether the line then
            lies under, in or over the band of nine futures in ten; `leaves`: the month in which it first leaves the
            band, NaN if it never does.
    """
    low, middle, high = results.quantiles(series, (LOW, 0.5, HIGH))
    months, shares = np.asarray(line, float).T
    weeks = np.arange(results.weeks + 1)
    weeks = weeks[(weeks >= months[0] * WEEKS_PER_MONTH) & (weeks <= round(months[-1] * WEEKS_PER_MONTH))]
    drawn = np.interp(weeks / WEEKS_PER_MONTH, months, shares)
    outside = (drawn < low[weeks]) | (drawn > high[weeks])
    ends = min(results.end_of_support, int(weeks[-1]))

    def at(week: int) -> tuple[float, float, int]:
        week = int(np.clip(week, weeks[0], weeks[-1]))
        share = float(drawn[week - weeks[0]])
        return share, float(middle[week]), int(share > high[week]) - int(share < low[week])

    early, last_day, late = (at(week) for week in (ends // 2, ends, int(weeks[-1])))
    leaves = float(weeks[outside.argmax()] / WEEKS_PER_MONTH) if outside.any() else float("nan")
    numbers = {
        "expected": last_day[0], "middle": last_day[1], "expected_later": late[0], "middle_later": late[1],
        "early": early[2], "on_the_last_day": last_day[2], "late": late[2], "leaves": leaves,
    }  # fmt: skip
    sentence = _("At the end you expected {expected}; the middle future comes to {middle}.").format(
        expected=_in_words(series, late[0]), middle=_in_words(series, late[1])
    )
    if not outside.any():
        return Answer(numbers, sentence + " " + _("Your line stays in the dark band all the way."))
    if leaves < 1.0:
        return Answer(numbers, sentence + " " + _("Your line lies outside the dark band from the start."))
    leaving = _("Your line leaves the dark band in month {month:.0f}.").format(month=leaves)
    return Answer(numbers, sentence + " " + leaving)


def _in_words(series: str, share: float) -> str:
    """A share in words: a level of trust, or so many in 100."""
    if series != _TRUST:
        return _("{n} in 100").format(n=round(100 * share))
    return trust_levels()[sum(share >= threshold for threshold in TRUST_BANDS.values())]
