"""The numbers behind the fans, small enough to send at every move of a slider: five lines a panel, thinned, 16 bits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.ensemble.results import Results
from simulation.vocabulary.units import MONTHS_PER_YEAR, WEEKS_PER_MONTH, WEEKS_PER_YEAR

PANELS = ("practice_supported", "practice_colleagues", "trust", "reform", "service")
QUANTILES = (0.05, 0.5, 0.95)  # nine futures of ten lie between the outer two, as in the sentences
LINES = ("d0", "l0", "mid", "l1", "d1")  # from bottom to top: d parameter uncertainty, l aleatory
LINES_B = ("l0", "mid", "l1")  # of a second plan: its parameter uncertainty is not drawn
MIDDLE = ("mid",)  # of the starting plan
MAX_POINTS = 80  # along the time axis; the eye sees no more on a phone
FULL_SCALE = 65535  # a share of 1 in 16 bits


@dataclass(frozen=True)
class FanData:
    """`lines` (panel, line, week + 1) as shares; when support ends, in months."""

    lines: NDArray[np.float64]
    support_end_month: float

    @property
    def weeks(self) -> int:
        """How many weeks the picture spans."""
        return self.lines.shape[-1] - 1

    @property
    def last_month(self) -> float:
        """Where the time axis ends, in months."""
        return self.weeks / WEEKS_PER_MONTH

    def at(self, panel: str, month: float) -> NDArray[np.float64]:
        """Lower bound, median and upper bound of the aleatory band at a month (at most the last), shape (3,)."""
        week = min(round(month * WEEKS_PER_MONTH), self.weeks)
        return self.lines[PANELS.index(panel), 1:4, week]

    @property
    def panels(self) -> list[str]:
        """The panels that there is anything to draw in: where everybody is supported, there are no colleagues."""
        return [panel for panel, lines in zip(PANELS, self.lines, strict=True) if np.isfinite(lines).all()]

    def packed(self, names: Sequence[str] = LINES) -> bytes:
        """The thinned lines as little-endian 16-bit numbers, panel by panel, line by line; 0 for what is not there."""
        return packed(self.lines[:, [LINES.index(name) for name in names]][:, :, thinned_weeks(self.weeks)])


def fan_data(
    results: Results, weeks: int | None = None, doubt: Mapping[str, NDArray[np.float32]] | None = None
) -> FanData:
    """The five lines of each panel.

    Args:
        results: the results of a plan.
        weeks: the last week that is drawn (default: the horizon).
        doubt: weekly series of the parameter-uncertainty band by name, shape (futures, weeks + 1); without them the
            outer band is as wide as the aleatory one.

    Returns:
        Lines of shape (panels, 5, weeks + 1), and the month in which support ends.
    """
    bands = [results.weekly, *([] if doubt is None else [doubt.__getitem__])]
    weeks_shown = slice(None if weeks is None else weeks + 1)
    quantiles = fan_quantiles([[series(panel)[:, weeks_shown] for panel in PANELS] for series in bands])
    lines = np.empty((len(PANELS), len(LINES), quantiles.shape[-1]))
    lines[:, 1:4] = quantiles[0]
    lines[:, 0] = quantiles[:, :, 0].min(axis=0)
    lines[:, 4] = quantiles[:, :, -1].max(axis=0)
    return FanData(lines, float(results.plan["months"]))


def packed(shares: NDArray[np.float64]) -> bytes:
    """Shares as little-endian 16-bit numbers, in the array's order; 0 for what is not there."""
    return np.round(np.clip(np.nan_to_num(shares), 0.0, 1.0) * FULL_SCALE).astype("<u2").tobytes()


def futures_packed(results: Results, futures: Sequence[int]) -> bytes:
    """Single futures, thinned: future by future, panel by panel."""
    weeks = thinned_weeks(results.weeks)
    lines = np.stack([results.weekly(panel)[list(futures)][:, weeks] for panel in PANELS], axis=1)
    return packed(lines.astype(np.float64))


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
    """The weeks that are sent: evenly spaced, first and last always among them, at most MOST_POINTS + 1."""
    step = max(1, -(-weeks // MAX_POINTS))
    sent = np.arange(0, weeks + 1, step)
    return sent if sent[-1] == weeks else np.append(sent, weeks)


def thinned_months(weeks: int) -> list[float]:
    """The months of the weeks that are sent."""
    return [week * MONTHS_PER_YEAR / WEEKS_PER_YEAR for week in thinned_weeks(weeks).tolist()]
