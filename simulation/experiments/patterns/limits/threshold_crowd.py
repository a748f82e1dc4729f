"""A crowd in which each acts once enough others do: a little more difference between people, and all join."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulation.experiments.patterns.limits.diffusion_alone import CertainDiffusion, Everybody, practising

_PEOPLE, _WEEKS = 2000, 400
_MEAN = 0.25  # the person in the middle joins when a quarter have (Granovetter 1978)
_FIRST, _LAST, _STEP = 11.9, 12.6, 0.02  # spreads tried, in hundredths of the crowd


class EvenDiffusion(CertainDiffusion):
    """Thresholds stand at even quantiles of their distribution, so that the crowd is the distribution, not a sample."""

    def start(self, rank: Any, colleagues: Any) -> dict[str, Any]:
        """As the ripple's, with even ranks."""
        members = rank.shape[1]
        even = (np.arange(members, dtype=np.float32) + 0.5) / members
        return super().start(np.broadcast_to(even, rank.shape), colleagues)  # type: ignore[no-untyped-call]


def joined(spreads: np.ndarray) -> np.ndarray:
    """Share who act in the end where thresholds are normal with each of the spreads (shares), shape (spreads,)."""
    numbers: dict[str, Any] = {
        "threshold_mean": _MEAN,
        "threshold_spread": spreads[:, None].astype(np.float32),
        "sources_needed": 0,
    }
    return practising(Everybody(len(spreads), _PEOPLE), EvenDiffusion(), _WEEKS, **numbers)[:, -1]


def critical_spread() -> float:
    """The least spread of thresholds, in hundredths of the crowd, at which most join."""
    spreads = np.arange(_FIRST, _LAST, _STEP)
    most = joined(spreads / 100.0) > 0.5
    return float(spreads[most.argmax()]) if most.any() and not most[0] else float("nan")
