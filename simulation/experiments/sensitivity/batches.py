"""Many sets of assumptions under the same luck, in batches: each set is one band of the same futures."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from simulation.experiments.sensitivity.kept import Kept
from simulation.experiments.sensitivity.looked_at import LOOKED_AT
from simulation.model.plan import Plan
from simulation.runs.futures import ideas_of, run_bands
from simulation.runs.progress import shown
from simulation.runs.stage import Stage

_BATCH = 26_000  # member-futures run side by side, as in `runs.stage`

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
    people = int(plan["officials"] + plan["peers"])
    size = min(max(1, _BATCH // (people * futures)), len(sets))
    ideas = ideas_of(plan, None)
    stage = Stage(seed, range(futures), bands=size)
    kept = Kept(keep, _mark(plan, names, sets, futures, seed, weeks, size))
    found = []
    starts = range(0, len(sets), size)

    def of_futures(first: int) -> int:
        return min(size, len(sets) - first) * futures

    for batch, first in enumerate(shown(starts, progress, len(sets) * futures, of_futures)):
        results = kept.find(batch)
        if results is None:
            part = sets[first : first + size]
            filled = np.concatenate([part, np.repeat(part[-1:], size - len(part), axis=0)])  # the last may be short
            drawn = {
                name: np.repeat(column, futures)[:, None].astype(np.float32)
                for name, column in zip(names, filled.T, strict=True)
            }
            bands = run_bands([plan] * size, stage.world({**plan.values, **drawn}, ideas, weeks), spreads=False)
            results = np.array(
                [[each.find(weekly, made).mean() for each in LOOKED_AT.values()] for weekly, made, _ in bands]
            )[: len(part)]
            kept.keep(batch, results)
        found.append(results)
    return np.concatenate(found)


def _mark(plan: Plan, names: Sequence[str], sets: np.ndarray, futures: int, seed: int, weeks: int, size: int) -> str:
    said = [dict(plan.values), plan.without, list(names), futures, seed, weeks, size, list(LOOKED_AT)]
    return hashlib.blake2b(json.dumps(said).encode() + sets.tobytes(), digest_size=16).hexdigest()
