"""Many sets of assumptions under the same luck, in batches: each set is one band of the same futures."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from simulation.experiments.sensitivity.kept import Kept
from simulation.experiments.sensitivity.looked_at import LOOKED_AT
from simulation.model.engine.world import Setting
from simulation.model.fingerprint import fingerprint
from simulation.model.plan import Plan
from simulation.runs.chunks import in_chunks
from simulation.runs.context import EnsembleContext
from simulation.runs.futures import Gathered, gather, rules_of
from simulation.runs.progress import shown

_BATCH_FUTURES = 4000  # futures between two steps of what is kept
_SERIES = ("trust", "service")  # weekly series that are looked at

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
    rules = rules_of(plan, None)
    context = EnsembleContext(seed, range(futures))
    size = min(max(1, _BATCH_FUTURES // futures), len(sets))
    kept = Kept(keep, _mark(plan, names, sets, futures, seed, weeks, size))
    found = []
    with shown(progress, len(sets) * futures) as told:
        for batch, first in enumerate(range(0, len(sets), size)):
            part = sets[first : first + size]
            results = kept.find(batch)
            if results is None:
                columns = {
                    name: np.repeat(column, futures) for name, column in zip(names, part.T, strict=True)
                }  # fmt: skip
                setting = context.setting(plan.values, rules, weeks, columns=columns, copies=len(part))
                made = in_chunks(setting, partial(_looked_at_in_chunk, setting, plan))
                by_set = np.concatenate(made, axis=1).reshape(len(LOOKED_AT), len(part), futures)
                results = by_set.mean(axis=2).T
                kept.keep(batch, results)
            found.append(results)
            told((first + len(part)) * futures)
    return np.concatenate(found)


def _looked_at_in_chunk(setting: Setting, plan: Plan, chunk: slice) -> np.ndarray:
    return _looked_at(gather(setting.of(chunk), plan, _SERIES))


def _looked_at(gathered: Gathered) -> np.ndarray:
    """What is looked at, shape (results, futures)."""
    return np.stack([each.find(gathered.weekly, gathered.outcomes) for each in LOOKED_AT.values()])


def _mark(plan: Plan, names: Sequence[str], sets: np.ndarray, futures: int, seed: int, weeks: int, size: int) -> str:
    said = [fingerprint(), dict(plan.values), plan.without, list(names), futures, seed, weeks, size, list(LOOKED_AT)]
    return hashlib.blake2b(json.dumps(said).encode() + sets.tobytes(), digest_size=16).hexdigest()
