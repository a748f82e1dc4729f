"""The lines of a fan: quantiles over the futures, week by week, and the weeks that are drawn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simulation.vocabulary.units import MONTHS_PER_YEAR, WEEKS_PER_YEAR

QUANTILES = (0.05, 0.5, 0.95)  # nine futures of ten lie between the outer two, as in the sentences
LINES = ("d0", "l0", "mid", "l1", "d1")  # from bottom to top: d parameter uncertainty, l aleatory
LINES_B = ("l0", "mid", "l1")  # of a second plan: its parameter uncertainty is not drawn
MIDDLE = ("mid",)  # of the starting plan
MAX_POINTS = 80  # along the time axis; the eye sees no more on a phone


def fan_lines(
    luck: Sequence[NDArray[np.float32]], doubt: Sequence[NDArray[np.float32]] | None = None
) -> NDArray[np.float64]:
    """The five LINES of each of some series.

    Args:
        luck: the series of the aleatory band, each of shape (futures, weeks + 1).
        doubt: the same of the parameter-uncertainty band; without them the outer band is as wide as the aleatory one.

    Returns:
        Shape (series, 5, weeks + 1), in the order of LINES. The outer band holds the inner one.
    """
    quantiles = fan_quantiles([luck] if doubt is None else [luck, doubt])
    lines = np.empty((len(luck), len(LINES), quantiles.shape[-1]))
    lines[:, 1:4] = quantiles[0]
    lines[:, 0] = quantiles[:, :, 0].min(axis=0)
    lines[:, 4] = quantiles[:, :, -1].max(axis=0)
    return lines


def fan_quantiles(series: Sequence[Sequence[NDArray[np.float32]]]) -> NDArray[np.float64]:
    """The QUANTILES over the futures of weekly series, as `np.quantile` finds them.

    One sort of them all takes a fifth of the time of a `np.quantile` for each.

    Args:
        series: band by band, panel by panel, each of shape (futures, weeks + 1).

    Returns:
        Shape (band, panel, level, week + 1).
    """
    ordered = np.sort(np.array(series), axis=2)
    positions = np.array(QUANTILES) * (ordered.shape[2] - 1)
    below = positions.astype(int)
    above = np.minimum(below + 1, ordered.shape[2] - 1)
    part = (positions - below)[:, None]
    return ordered[:, :, below] * (1.0 - part) + ordered[:, :, above] * part


def thinned_weeks(weeks: int) -> NDArray[np.int64]:
    """The weeks that are drawn: evenly spaced, first and last always among them, at most MAX_POINTS + 1."""
    step = max(1, -(-weeks // MAX_POINTS))
    drawn = np.arange(0, weeks + 1, step)
    return drawn if drawn[-1] == weeks else np.append(drawn, weeks)


def thinned_months(weeks: int) -> list[float]:
    """The months of the weeks that are drawn."""
    return [week * MONTHS_PER_YEAR / WEEKS_PER_YEAR for week in thinned_weeks(weeks).tolist()]
