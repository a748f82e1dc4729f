"""A pattern that the model is held to: what is run, what is looked for, and within which band it must lie."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from simulation.experiments.trials import Trials
from simulation.vocabulary.i18n import _

_FAR = 4.0


@dataclass(frozen=True)
class Band:
    """Where a figure must lie: from `low` to `high`, None where that side is open. `text` says it in words."""

    text: str
    low: float | None = None
    high: float | None = None

    def holds(self, value: np.ndarray | float) -> np.ndarray:
        """Whether each value lies in the band. What could not be worked out (nan) does not."""
        return self.miss(value) == 0.0

    def miss(self, value: np.ndarray | float, margin: float = 0.0) -> np.ndarray:
        """How far each value lies outside, measured on half of the band's width (on a quarter of its one bound, at
        least 0.03), at most 4; 0 inside. A `margin` draws the bounds in by so much.
        """
        value = np.asarray(value, float)
        scale = self._scale
        below = (self.low - value) / scale + margin if self.low is not None else np.zeros_like(value)
        above = (value - self.high) / scale + margin if self.high is not None else np.zeros_like(value)
        outside = np.maximum(np.maximum(below, above), 0.0)
        return np.minimum(np.where(np.isfinite(value) | self.open, outside, _FAR), _FAR)

    @property
    def open(self) -> bool:
        """Whether anything goes: a figure that is only told."""
        return self.low is None and self.high is None

    @property
    def allowed(self) -> str:
        """The bounds in words."""
        if self.open:
            return _("told only")
        if self.low is None:
            return _("at most {high:g}").format(high=self.high)
        if self.high is None:
            return _("at least {low:g}").format(low=self.low)
        return _("{low:g} to {high:g}").format(low=self.low, high=self.high)

    @property
    def _scale(self) -> float:
        if self.low is not None and self.high is not None:
            return (self.high - self.low) / 2
        bound = self.low if self.low is not None else self.high
        return max(abs(bound or 0.0) / 4, 0.03)


class Judged(ABC):
    """What is run for many sets of assumptions and judged by bands, one for each figure: a pattern, or a claim."""

    id: str
    bands: Mapping[str, Band]

    @abstractmethod
    def figures(self, trials: Trials) -> dict[str, np.ndarray]:
        """The value of every figure, each of shape (sets,)."""

    def met(self, figures: Mapping[str, np.ndarray]) -> np.ndarray:
        """Whether all bands hold by the values alone, for each set."""
        return np.logical_and.reduce([band.holds(figures[name]) for name, band in self.bands.items()])

    def miss(self, figures: Mapping[str, np.ndarray], margin: float = 0.0) -> np.ndarray:
        """How far the figures lie outside their bands, summed, for each set (see `Band.miss`)."""
        return np.sum([band.miss(figures[name], margin) for name, band in self.bands.items()], axis=0)


@dataclass(frozen=True)
class Pattern(Judged):
    """One acceptance test: id, what it is about, the evidence rows behind it, its bands by name of figure, and `find`,
    which runs it for many sets of assumptions: each figure has shape (sets,).
    """

    id: str
    title: str
    run: str
    rows: str
    bands: Mapping[str, Band]
    find: Callable[[Trials], Mapping[str, np.ndarray]]
    assumed: bool = True  # whether assumptions play a part in it

    def figures(self, trials: Trials) -> dict[str, np.ndarray]:
        """Every figure of the pattern, each of shape (sets,)."""
        with np.errstate(divide="ignore", invalid="ignore"):  # what cannot be worked out lies in no band
            found = self.find(trials)
        return {name: np.broadcast_to(np.asarray(found[name], float), (trials.size,)) for name in self.bands}
