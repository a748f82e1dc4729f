"""Many sets of assumptions under the same luck, in batches: each set is one band of the same futures."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from simulation.ensemble.progress import track_progress
from simulation.experiments.sensitivity.finished_batches import FinishedBatches
from simulation.experiments.sensitivity.looked_at import LOOKED_AT
from simulation.experiments.trials import Trials
from simulation.model.fingerprint import fingerprint
from simulation.model.plans.plan import Plan

_BATCH_FUTURES = 4000  # futures between two steps of what is kept

Progress = bool | Callable[[int, int], None]


def run_sets(
    plan: Plan,
    names: Sequence[str],
    sets: np.ndarray,
    *,
    futures: int,
    seed: int,
    weeks: int,
    progress: Progress = False,
    keep: Path | None = None,
) -> np.ndarray:
    """Run a plan under each set of assumptions and find what is looked at, shape (sets, results).

    `names` says what the columns of `sets`, shape (sets, names), are; every set meets the same `futures` futures of
    luck under `seed`. `keep`: a file for finished batches; a run that was stopped goes on from it.
    """
    size = min(max(1, _BATCH_FUTURES // futures), len(sets))
    finished = FinishedBatches(keep, _mark(plan, names, sets, futures, seed, weeks, size))
    found = []
    with track_progress(progress, len(sets) * futures) as told:
        for batch, first in enumerate(range(0, len(sets), size)):
            part = sets[first : first + size]
            results = finished.find(batch)
            if results is None:
                trials = Trials(dict(zip(names, part.T, strict=True)), futures, seed)
                results = _looked_at(trials.outcomes(plan, weeks))
                finished.keep(batch, results)
            found.append(results)
            told((first + len(part)) * futures)
    return np.concatenate(found)


def _looked_at(outcomes: Mapping[str, np.ndarray]) -> np.ndarray:
    """What is looked at, a mean over the futures in which it came about (0 where in none), shape (sets, results)."""
    by_set = [outcomes[name].astype(np.float64) for name in LOOKED_AT]
    known = [np.isfinite(values) for values in by_set]
    return np.stack(
        [
            np.where(there, values, 0.0).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
            for values, there in zip(by_set, known, strict=True)
        ],
        axis=1,
    )


def _mark(plan: Plan, names: Sequence[str], sets: np.ndarray, futures: int, seed: int, weeks: int, size: int) -> str:
    said = [fingerprint(), dict(plan.values), plan.without, list(names), futures, seed, weeks, size, list(LOOKED_AT)]
    return hashlib.blake2b(json.dumps(said).encode() + sets.tobytes(), digest_size=16).hexdigest()
