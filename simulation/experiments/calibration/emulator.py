"""The emulator: what each figure comes to for any set of assumptions, in microseconds, and how far that may be out.

A figure is first put on a scale on which its band is about one wide and what lies far outside counts little more than
what lies outside (an inverse hyperbolic sine). On that scale it is a Gaussian process in the inputs that matter for it
(`gaussian_process`). A figure that cannot be worked out everywhere has a second process for whether it can.

Every fifth set is held out: nothing of the fit has seen it, and the error is what it shows there, larger the farther a
set lies from all centres. The error holds what the emulator does not know and the luck of the futures of a set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from simulation.experiments.calibration.gaussian_process import (
    FEWEST,
    STEADY,
    Process,
    constant_process,
    fitted_process,
)
from simulation.experiments.calibration.store import Table
from simulation.experiments.calibration.threads import parallel_map, single_threaded_algebra
from simulation.experiments.patterns.pattern import Band, Pattern
from simulation.vocabulary.errors import CalibrationError

_HELD_OUT_EVERY = 5  # one set in so many is held out
_SCALE_END = 5.0  # where the scale ends
_NINETY_PERCENT_SD = 1.645  # standard deviations either way that hold 90 % of a normal distribution

Key = tuple[str, str]


@dataclass(frozen=True)
class Scale:
    """The scale of a figure: 0 in the middle of its band (at its one bound), about 1 at the bounds."""

    middle: float
    width: float

    @classmethod
    def of(cls, band: Band) -> Scale:
        """The scale that fits a band with at least one bound."""
        if band.low is not None and band.high is not None:
            return cls((band.low + band.high) / 2, (band.high - band.low) / 2)
        bound = band.low if band.low is not None else band.high
        return cls(float(bound or 0.0), max(abs(bound or 0.0) / 4, 0.03))  # as `Band.miss` measures it

    def __call__(self, figure: np.ndarray | float) -> np.ndarray:
        """A figure on this scale."""
        return np.clip(np.arcsinh((np.asarray(figure, float) - self.middle) / self.width), -_SCALE_END, _SCALE_END)


@dataclass(frozen=True)
class Emulated:
    """One figure: its scale, its process, and, where it cannot be worked out everywhere, that of whether it can."""

    scale: Scale
    process: Process
    there: Process | None

    def holds(self, band: Band) -> Callable[[np.ndarray], np.ndarray]:
        """The probability that a band holds, as a function of points."""
        low = -np.inf if band.low is None else float(self.scale(band.low))
        high = np.inf if band.high is None else float(self.scale(band.high))
        error_at = self.process.error(low, high)
        there, doubt_at = self.there, self.there.error() if self.there else None

        def probability(points: np.ndarray) -> np.ndarray:
            mean, apart = self.process(points)
            error = error_at(apart)
            inside = ndtr((high - mean) / error) - ndtr((low - mean) / error)
            if there is None or doubt_at is None:
                return inside
            share, apart = there(points)
            return inside * ndtr((share - 0.5) / doubt_at(apart))

        return probability


class Emulator:
    """All figures that have a band, emulated from the sets of a table. `held_out` are the table's rows it has not seen.

    Raises CalibrationError for a table that is too small.
    """

    def __init__(self, table: Table, patterns: Mapping[str, Pattern], report: Callable[[str], None] = lambda _: None):
        if table.size < FEWEST:
            raise CalibrationError(f"an emulator needs {FEWEST} sets that were run, and there are {table.size}")
        self.held_out = np.arange(table.size) % _HELD_OUT_EVERY == _HELD_OUT_EVERY - 1
        points = table.points
        report("emulating all figures ...")

        def emulated(of: tuple[str, str, Band]) -> Emulated:
            id, name, band = of
            return _emulated(points, table.figures[id][name], band, self.held_out)

        figures = list(banded(patterns))
        with single_threaded_algebra():
            self.figures = {
                (id, name): emulated_figure
                for (id, name, _), emulated_figure in zip(figures, parallel_map(emulated, figures), strict=True)
            }  # fmt: skip

    def errors(self) -> dict[Key, tuple[float, float, float]]:
        """For each figure: error on held-out sets on the figure's scale, the same as a share of its spread there (1:
        nothing is known), and the share of held-out sets that the 90 % interval of the prediction holds.
        """
        errors = {}
        for key, emulated in self.figures.items():
            process = emulated.process
            out, stated = np.abs(process.predicted - process.true), process.error()(process.apart)
            error = float(np.sqrt((out**2).mean()))
            unknown = error / max(float(process.true.std()), STEADY)
            errors[key] = (error, unknown, float((out < _NINETY_PERCENT_SD * stated).mean()))
        return errors


def banded(patterns: Mapping[str, Pattern]) -> Iterator[tuple[str, str, Band]]:
    """Every figure that must lie in a band and on which assumptions have a say."""
    for id, pattern in patterns.items():
        for name, band in pattern.bands.items():
            if pattern.assumed and not band.open:
                yield id, name, band


def _emulated(points: np.ndarray, figure: np.ndarray, band: Band, held_out: np.ndarray) -> Emulated:
    scale = Scale.of(band)
    there = ~np.isnan(figure)
    exists = None if there.all() else fitted_process(points, there.astype(float), held_out)
    if not there[held_out].any() or not there[~held_out].any():  # nowhere: only whether it can be worked out counts
        return Emulated(scale, constant_process(0.0, np.zeros(1)), exists)
    return Emulated(scale, fitted_process(points[there], scale(figure[there]), held_out[there]), exists)
