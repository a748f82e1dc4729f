"""The emulator: what each figure comes to for any set of assumptions, in microseconds, and how far that may be out.

A figure is first put on a scale on which its band is about one wide and what lies far outside counts little more than
what lies outside (an inverse hyperbolic sine). On that scale it is a Gaussian process in the inputs that matter for it:
a radial kernel, its inputs stretched by how steeply the figure answers to each (ridge regression first, then the mean
squared slope of the process itself), reduced to at most some hundreds of centres (subset of regressors: scikit-learn's
`Nystroem` and `RidgeCV`, which chooses the noise by leave-one-out). A figure that cannot be worked out everywhere has a
second process for whether it can.

Every fifth set is held out: nothing of the fit has seen it, and the error is what it shows there, larger the farther a
set lies from all centres. The error holds what the emulator does not know and the luck of the futures of a set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import nnls
from scipy.special import ndtr

from simulation.experiments.calibration.store import Table
from simulation.experiments.calibration.threads import one_thread_inside, side_by_side
from simulation.experiments.patterns.pattern import Band, Pattern
from simulation.vocabulary.errors import CalibrationError

_EVERY = 5  # one set in so many is held out
_FEWEST = 60  # sets that an emulator needs
_SCREENED = 500  # sets on which inputs are stretched and the kernel's width is chosen
_CENTRES = 800
_ACTIVE = 24  # inputs that a figure may depend on
_ROUNDS = 2  # how often the inputs are stretched anew
_WIDTHS = (1.0, 4.0, 16.0)  # of the kernel, on the median squared distance
_NOISES = np.logspace(-3, 1, 9)
_FAR = 5.0  # where the scale ends
_NEAR = 1.0  # how close to its band a held-out figure counts in full for the error there
_LEAST_ERROR = 0.02
_NINETY = 1.645  # standard deviations either way that hold 90 % of a normal distribution
_STEADY = 1e-9  # a figure that varies no more than this is a constant

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
        return np.clip(np.arcsinh((np.asarray(figure, float) - self.middle) / self.width), -_FAR, _FAR)


@dataclass(frozen=True)
class Process:
    """One Gaussian process, and what it showed on held-out sets: predicted, true and how far from all centres they are
    (`apart`, 0 to 1), each of shape (held out,).
    """

    active: np.ndarray
    stretch: np.ndarray
    centres: np.ndarray
    weights: np.ndarray
    constant: float
    predicted: np.ndarray
    true: np.ndarray
    apart: np.ndarray

    def __call__(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """What is expected at points of the unit cube, and how far they are from all centres, each shape (points,)."""
        if not len(self.active):
            return np.full(len(points), self.constant), np.zeros(len(points))
        inputs = (points[:, self.active] * self.stretch).astype(np.float32)
        near = inputs @ self.centres.T
        near *= 2.0
        near -= (inputs**2).sum(axis=1)[:, None]
        near -= (self.centres**2).sum(axis=1)
        np.exp(near, out=near)
        return near @ self.weights + self.constant, 1.0 - near.max(axis=1)

    def error(self, low: float = -np.inf, high: float = np.inf) -> Callable[[np.ndarray], np.ndarray]:
        """The error (one standard deviation) as a function of how far a set is from all centres, shape (points,).

        It is that of figures predicted near a band: there it matters.
        """
        outside = np.maximum(np.maximum(low - self.predicted, self.predicted - high), 0.0)
        weight = np.exp(-0.25 * (outside / _NEAR) ** 2) + 1e-3
        terms = np.stack([np.ones_like(self.apart), self.apart], axis=1)
        (level, slope), _ = nnls(terms * weight[:, None], weight * (self.predicted - self.true) ** 2)
        return lambda apart: np.sqrt(np.maximum(level + slope * apart, _LEAST_ERROR**2))


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

    def __init__(self, table: Table, patterns: Mapping[str, Pattern], tell: Callable[[str], None] = lambda _: None):
        if table.size < _FEWEST:
            raise CalibrationError(f"an emulator needs {_FEWEST} sets that were run, and there are {table.size}")
        self.held_out = np.arange(table.size) % _EVERY == _EVERY - 1
        points = table.points
        tell("emulating all figures ...")

        def emulated(of: tuple[str, str, Band]) -> Emulated:
            id, name, band = of
            return _emulated(points, table.figures[id][name], band, self.held_out)

        figures = list(banded(patterns))
        with one_thread_inside():
            self.figures = {
                (id, name): each
                for (id, name, _), each in zip(figures, side_by_side(emulated, figures), strict=True)
            }  # fmt: skip

    def errors(self) -> dict[Key, tuple[float, float, float]]:
        """For each figure: error on held-out sets on the figure's scale, the same as a share of its spread there (1:
        nothing is known), and the share of held-out sets that the 90 % interval of the prediction holds.
        """
        told = {}
        for key, each in self.figures.items():
            of = each.process
            out, stated = np.abs(of.predicted - of.true), of.error()(of.apart)
            error = float(np.sqrt((out**2).mean()))
            unknown = error / max(float(of.true.std()), _STEADY)
            told[key] = (error, unknown, float((out < _NINETY * stated).mean()))
        return told


def banded(patterns: Mapping[str, Pattern]) -> Iterator[tuple[str, str, Band]]:
    """Every figure that must lie in a band and on which assumptions have a say."""
    for id, pattern in patterns.items():
        for name, band in pattern.bands.items():
            if pattern.assumed and not band.open:
                yield id, name, band


def _emulated(points: np.ndarray, figure: np.ndarray, band: Band, held_out: np.ndarray) -> Emulated:
    scale = Scale.of(band)
    there = ~np.isnan(figure)
    exists = None if there.all() else _process(points, there.astype(float), held_out)
    if not there[held_out].any() or not there[~held_out].any():  # nowhere: only whether it can be worked out counts
        return Emulated(scale, _constant(0.0, np.zeros(1)), exists)
    return Emulated(scale, _process(points[there], scale(figure[there]), held_out[there]), exists)


def _process(points: np.ndarray, target: np.ndarray, held_out: np.ndarray) -> Process:
    from sklearn.kernel_approximation import Nystroem
    from sklearn.linear_model import RidgeCV

    inputs, fitted = points[~held_out], target[~held_out]
    if np.ptp(fitted) < _STEADY or len(fitted) < _FEWEST // 2:
        return _constant(float(fitted.mean()), target[held_out])
    middle, spread = fitted.mean(), fitted.std()
    fitted = (fitted - middle) / spread
    few = np.random.default_rng(0).permutation(len(inputs))[:_SCREENED]
    stretch = _stretched(inputs[few], fitted[few])
    active = np.flatnonzero(stretch)
    maps = Nystroem(kernel="rbf", gamma=1.0, n_components=min(_CENTRES, len(inputs)), random_state=0)
    features = maps.fit_transform(inputs[:, active] * stretch[active])
    ridge = RidgeCV(alphas=_NOISES).fit(features, fitted)
    found = Process(
        active,
        stretch[active],
        maps.components_.astype(np.float32),
        (maps.normalization_.T @ ridge.coef_ * spread).astype(np.float32),
        float(ridge.intercept_ * spread + middle),
        *np.empty((3, 0)),
    )
    predicted, apart = found(points[held_out])
    return replace(found, predicted=predicted, true=target[held_out], apart=apart)


def _constant(value: float, held_out: np.ndarray) -> Process:
    nothing, same = np.zeros(0), np.full(len(held_out), value)
    return Process(nothing.astype(int), nothing, nothing, nothing, value, same, held_out, np.zeros_like(same))


def _stretched(inputs: np.ndarray, target: np.ndarray) -> np.ndarray:
    """How far each input is stretched, on a kernel exp(-distance squared); 0 for those that do not matter."""
    from sklearn.linear_model import RidgeCV

    slopes = RidgeCV(alphas=np.logspace(-1, 4, 11)).fit(inputs, target).coef_
    steep = np.abs(slopes) / max(np.abs(slopes).max(), _STEADY) + 0.02
    for _ in range(_ROUNDS):
        _, steep = _best_width(inputs, target, steep)
        steep = steep / max(steep.max(), _STEADY) + 0.01
    steep[np.argsort(-steep)[_ACTIVE:]] = 0.0
    stretch, _ = _best_width(inputs, target, steep)
    return stretch


def _best_width(inputs: np.ndarray, target: np.ndarray, steep: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The stretch with the kernel's width that leaves the least leave-one-out error, and the root mean squared slope of
    that process in each input.
    """
    stretched = inputs * steep
    squares = (stretched**2).sum(axis=1)
    apart = np.maximum(squares[:, None] + squares - 2 * stretched @ stretched.T, 0.0)
    best = (np.inf, steep, steep)
    for width in _WIDTHS:
        unit = width * np.median(apart)
        kernel = np.exp(-apart / unit)
        roots, axes = np.linalg.eigh(kernel)
        along = axes.T @ target
        for noise in _NOISES:
            inverse = 1.0 / (np.maximum(roots, 0.0) + noise)
            weights = axes @ (along * inverse)
            left_out = float((np.square(weights / (np.square(axes) @ inverse))).mean())
            if left_out < best[0]:
                pull = kernel * weights
                slopes = (pull @ stretched - pull.sum(axis=1)[:, None] * stretched) * steep
                best = (left_out, steep / np.sqrt(unit), np.sqrt(np.square(slopes).mean(axis=0)))
    return best[1], best[2]
