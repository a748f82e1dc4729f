"""A Gaussian process in the inputs that matter, and what it showed on sets that it has not seen.

A radial kernel, its inputs stretched by how steeply the target answers to each (ridge regression first, then the mean
squared slope of the process itself), reduced to at most some hundreds of centres (subset of regressors: scikit-learn's
`Nystroem` and `RidgeCV`, which chooses the noise by leave-one-out).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import nnls

FEWEST = 60  # sets that an emulator needs
STEADY = 1e-9  # a target that varies no more than this is a constant
_SCREENED = 500  # sets on which inputs are stretched and the kernel's width is chosen
_CENTRES = 800
_ACTIVE = 24  # inputs that a target may depend on
_ROUNDS = 2  # how often the inputs are stretched anew
_WIDTHS = (1.0, 4.0, 16.0)  # of the kernel, on the median squared distance
_NOISES = np.logspace(-3, 1, 9)
_NEAR = 1.0  # how close to its band a held-out target counts in full for the error there
_LEAST_ERROR = 0.02


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


def fitted_process(points: np.ndarray, target: np.ndarray, held_out: np.ndarray) -> Process:
    """A process fitted to points of the unit cube, shape (sets, inputs), and a target for each, shape (sets,). Sets
    that are `held_out`, a mask of the same shape, are only looked at afterwards.
    """
    from sklearn.kernel_approximation import Nystroem
    from sklearn.linear_model import RidgeCV

    inputs, fitted = points[~held_out], target[~held_out]
    if np.ptp(fitted) < STEADY or len(fitted) < FEWEST // 2:
        return constant_process(float(fitted.mean()), target[held_out])
    middle, spread = fitted.mean(), fitted.std()
    fitted = (fitted - middle) / spread
    sample = np.random.default_rng(0).permutation(len(inputs))[:_SCREENED]
    stretch = _stretched(inputs[sample], fitted[sample])
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


def constant_process(value: float, held_out: np.ndarray) -> Process:
    """A process that is constant; `held_out`: the true targets of the sets held out."""
    nothing, same = np.zeros(0), np.full(len(held_out), value)
    return Process(nothing.astype(int), nothing, nothing, nothing, value, same, held_out, np.zeros_like(same))


def _stretched(inputs: np.ndarray, target: np.ndarray) -> np.ndarray:
    """How far each input is stretched, on a kernel exp(-distance squared); 0 for those that do not matter."""
    from sklearn.linear_model import RidgeCV

    slopes = RidgeCV(alphas=np.logspace(-1, 4, 11)).fit(inputs, target).coef_
    steep = np.abs(slopes) / max(np.abs(slopes).max(), STEADY) + 0.02
    for _ in range(_ROUNDS):
        _, steep = _best_width(inputs, target, steep)
        steep = steep / max(steep.max(), STEADY) + 0.01
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
