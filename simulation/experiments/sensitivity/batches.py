"""Many sets of assumptions with the same random draws, in batches."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from simulation.ensemble.outcomes import OUTCOMES, Outcome
from simulation.ensemble.progress import track_progress
from simulation.experiments.sensitivity.finished_batches import FinishedBatches
from simulation.experiments.trials import Trials
from simulation.model.fingerprint import fingerprint
from simulation.model.plans.plan import Plan

# The five results of a study, a mean over the futures each. Windows used are counted over the futures in which one
# opened; where none did, none was used.
STUDIED_OUTCOMES: dict[str, Outcome] = {name: OUTCOMES[name] for name in ("gain", "trust", "use", "citizens", "reach")}

_BATCH_FUTURES = 4000  # of a batch, after which its results are stored

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
    """Run a plan with each set of assumptions.

    Args:
        plan: the plan.
        names: the assumptions that the columns of `sets` stand for.
        sets: values, shape (sets, names).
        futures: number of futures, the same for every set.
        seed: the seed of their draws.
        weeks: the horizon in weeks.
        progress: a bar (True), or a function to call back.
        keep: a file for finished batches, from which a run that was stopped goes on.

    Returns:
        The mean of each studied outcome, shape (sets, outcomes).
    """
    batch_size = min(max(1, _BATCH_FUTURES // futures), len(sets))
    finished = FinishedBatches(keep, _run_digest(plan, names, sets, futures, seed, weeks, batch_size))
    results_of_batches = []
    with track_progress(progress, len(sets) * futures) as tracker:
        for batch, first in enumerate(range(0, len(sets), batch_size)):
            batch_sets = sets[first : first + batch_size]
            results = finished.find(batch)
            if results is None:
                trials = Trials(dict(zip(names, batch_sets.T, strict=True)), futures, seed)
                results = _mean_outcomes(trials.outcomes(plan, weeks))
                finished.keep(batch, results)
            results_of_batches.append(results)
            tracker((first + len(batch_sets)) * futures)
    return np.concatenate(results_of_batches)


def _mean_outcomes(outcomes: Mapping[str, np.ndarray]) -> np.ndarray:
    """The studied outcomes, a mean over the futures in which it came about (0 where in none), shape (sets, results)."""
    by_set = [outcomes[name].astype(np.float64) for name in STUDIED_OUTCOMES]
    finite = [np.isfinite(values) for values in by_set]
    return np.stack(
        [
            np.where(is_finite, values, 0.0).sum(axis=1) / np.maximum(is_finite.sum(axis=1), 1)
            for values, is_finite in zip(by_set, finite, strict=True)
        ],
        axis=1,
    )


def _run_digest(
    plan: Plan, names: Sequence[str], sets: np.ndarray, futures: int, seed: int, weeks: int, size: int
) -> str:
    run = [futures, seed, weeks, size]
    parts = [fingerprint(), dict(plan.values), plan.without, list(names), *run, list(STUDIED_OUTCOMES)]
    return hashlib.blake2b(json.dumps(parts).encode() + sets.tobytes(), digest_size=16).hexdigest()
