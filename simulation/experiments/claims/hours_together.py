"""Trust read off where pairs have spent so many hours together, whatever the calendar says."""

from __future__ import annotations

import numpy as np


def trust_at(hours: np.ndarray, trust: np.ndarray, wanted: np.ndarray | float) -> np.ndarray:
    """Trust of each future, weeks along the last axis, when so many hours have been spent; NaN where they never are.

    wanted: one number of hours for all, or one for each future.
    """
    asked = np.broadcast_to(np.asarray(wanted, float), hours.shape[:-1])
    there = hours >= asked[..., None]
    week = np.maximum(there.argmax(axis=-1), 1)[..., None]
    after, before = (np.take_along_axis(hours, at, axis=-1)[..., 0] for at in (week, week - 1))
    part = np.clip((asked - before) / np.maximum(after - before, 1e-9), 0.0, 1.0)
    later, sooner = (np.take_along_axis(trust, at, axis=-1)[..., 0] for at in (week, week - 1))
    return np.where(there.any(axis=-1), sooner + part * (later - sooner), np.nan)
