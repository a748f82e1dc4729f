"""The numbers behind the fans, small enough to send at every move of a slider: five lines a panel, thinned, 16 bits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.charts.fan_lines import LINES, fan_lines, thinned_weeks
from simulation.ensemble.results import Results
from simulation.vocabulary.units import WEEKS_PER_MONTH

PANELS = ("practice_supported", "practice_colleagues", "trust", "reform", "service")
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
    weeks_shown = slice(None if weeks is None else weeks + 1)
    luck = [results.weekly(panel)[:, weeks_shown] for panel in PANELS]
    uncertainty = None if doubt is None else [doubt[panel][:, weeks_shown] for panel in PANELS]
    return FanData(fan_lines(luck, uncertainty), float(results.plan["months"]))


def packed(shares: NDArray[np.float64]) -> bytes:
    """Shares as little-endian 16-bit numbers, in the array's order; 0 for what is not there."""
    return np.round(np.clip(np.nan_to_num(shares), 0.0, 1.0) * FULL_SCALE).astype("<u2").tobytes()


def futures_packed(results: Results, futures: Sequence[int]) -> bytes:
    """Single futures, thinned: future by future, panel by panel."""
    weeks = thinned_weeks(results.weeks)
    lines = np.stack([results.weekly(panel)[list(futures)][:, weeks] for panel in PANELS], axis=1)
    return packed(lines.astype(np.float64))
