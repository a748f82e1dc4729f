"""The numbers behind the fans, small enough to send at every move of a slider: five lines a panel, thinned, 16 bits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.runs.results import Results
from simulation.vocabulary.units import MONTHS_PER_YEAR, WEEKS_PER_MONTH, WEEKS_PER_YEAR

PANELS = ("practice", "trust", "reform", "service")
SPREAD = (0.05, 0.5, 0.95)  # nine futures of ten lie between the outer two, as in the sentences
LINES = ("d0", "l0", "mid", "l1", "d1")  # doubt, luck, middle future, luck, doubt: bottom to top
MOST_POINTS = 80  # along the time axis; the eye sees no more on a phone
FULL_SCALE = 65535  # a share of 1 in 16 bits


@dataclass(frozen=True)
class Picture:
    """`lines` (panel, line, week + 1) as shares; when support ends, in months; how many futures; whether with doubt."""

    lines: NDArray[np.float64]
    ends: float
    futures: int
    doubt: bool

    @property
    def weeks(self) -> int:
        """How many weeks the picture spans."""
        return self.lines.shape[-1] - 1

    @property
    def last_month(self) -> float:
        """Where the time axis ends, in months."""
        return self.weeks / WEEKS_PER_MONTH

    def at(self, panel: str, month: float) -> NDArray[np.float64]:
        """Luck's lower bound, the middle and luck's upper bound (3,) at a month, at most the last."""
        week = min(round(month * WEEKS_PER_MONTH), self.weeks)
        return self.lines[PANELS.index(panel), 1:4, week]

    def packed(self) -> bytes:
        """The thinned lines as little-endian 16-bit numbers, panel by panel, line by line."""
        thin = self.lines[:, :, thinned(self.weeks)]
        return np.round(np.clip(thin, 0.0, 1.0) * FULL_SCALE).astype("<u2").tobytes()


def picture(results: Results) -> Picture:
    """The five lines of each panel; without a doubt band, doubt is drawn as wide as luck."""
    wide = results.doubt if results.doubt is not None else results
    lines = []
    for panel in PANELS:
        low, middle, high = np.asarray(results.quantiles(panel, SPREAD), dtype=float)
        floor, _, ceiling = np.asarray(wide.quantiles(panel, SPREAD), dtype=float)
        lines.append([np.minimum(floor, low), low, middle, high, np.maximum(ceiling, high)])
    return Picture(np.array(lines), float(results.plan["months"]), results.futures, results.doubt is not None)


def thinned(weeks: int) -> NDArray[np.int64]:
    """The weeks that are sent: evenly spaced, first and last always among them, at most MOST_POINTS + 1."""
    every = max(1, -(-weeks // MOST_POINTS))
    kept = np.arange(0, weeks + 1, every)
    return kept if kept[-1] == weeks else np.append(kept, weeks)


def months(weeks: int) -> list[float]:
    """The months of the weeks that are sent."""
    return [week * MONTHS_PER_YEAR / WEEKS_PER_YEAR for week in thinned(weeks).tolist()]
