"""A pattern that the model is held to: what is run, what is looked for, and within which band it must lie."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from simulation.experiments.trials import Trials


@dataclass(frozen=True)
class Band:
    """Where a figure must lie: from `low` to `high`, None where that side is open. `text` says it in words."""

    text: str
    low: float | None = None
    high: float | None = None

    def holds(self, value: np.ndarray | float) -> np.ndarray:
        """Whether each value lies in the band. What could not be worked out (nan) does not."""
        value = np.asarray(value, float)
        found = np.isfinite(value)
        if self.low is not None:
            found &= value >= self.low
        if self.high is not None:
            found &= value <= self.high
        return found


@dataclass(frozen=True)
class Pattern:
    """One acceptance test: id, what it is about, the evidence rows behind it, its bands by name of figure, and `find`,
    which runs it for many sets of assumptions: each figure has shape (sets,).
    """

    id: str
    title: str
    run: str
    rows: str
    bands: Mapping[str, Band]
    find: Callable[[Trials], Mapping[str, np.ndarray]]
