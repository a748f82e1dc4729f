"""A crowd in which each acts once enough others do: a little more difference between people, and all join."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from simulation.experiments.patterns.limits.diffusion_alone import RANK, certain_draws, practising
from simulation.model.engine.network import Colleagues

_PEOPLE, _WEEKS = 2000, 400
_MEAN = 0.25  # the person in the middle joins when a quarter have (Granovetter 1978)
_FIRST, _LAST, _STEP = 11.9, 12.6, 0.02  # spreads tried, in hundredths of the crowd


def joined(spreads: np.ndarray) -> np.ndarray:
    """Share who act in the end where thresholds are normal with each of the spreads (shares), shape (spreads,).

    Thresholds stand at even quantiles of their distribution, so that the crowd is the distribution, not a sample.
    """
    even = ndtri((np.arange(_PEOPLE) + 0.5) / _PEOPLE)
    draws = {RANK: even[None].astype(np.float32), **certain_draws(1, _WEEKS, _PEOPLE)}
    return practising(
        Colleagues.everybody(_PEOPLE), _WEEKS, copies=len(spreads), draws=draws, columns={"threshold_spread": spreads},
        threshold_mean=_MEAN, sources_needed=0,
    )[:, -1]  # fmt: skip


def critical_spread() -> float:
    """The least spread of thresholds, in hundredths of the crowd, at which most join."""
    spreads = np.arange(_FIRST, _LAST, _STEP)
    most = joined(spreads / 100.0) > 0.5
    return float(spreads[most.argmax()]) if most.any() and not most[0] else float("nan")
