"""Results made again from what their own file says of them, and held against it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from simulation.ensemble.results import Results
from simulation.ensemble.run import run_futures
from simulation.model.fingerprint import fingerprint
from simulation.model.rules import STANDARD
from simulation.vocabulary.errors import ResultsError

TOLERANCE = 1e-3  # of the largest value of a column: another processor or compiler rounds otherwise


class Sameness(StrEnum):
    """How close results made again are to those in the file."""

    BITS = "same bits"
    CLOSE = "same within 1e-3"
    DIFFERENT = "different"


@dataclass(frozen=True)
class Rebuilt:
    """What came of it.

    Attributes:
        sameness: how close the two are.
        column: the column that differs most; empty where none does.
        difference: by how much at most, as a share of the largest value of that column.
        then: the model's fingerprint in the file.
        now: the model's fingerprint today.
    """

    sameness: Sameness
    column: str
    difference: float
    then: str
    now: str


def rebuild(path: str | Path) -> Rebuilt:
    """Run again what a file of results says it holds, and compare.

    Args:
        path: a file that `Results.to_parquet` wrote.

    Returns:
        How close the two are.

    Raises:
        ResultsError: there is no such file, it is damaged, or rules of one's own took part in it.
        CodeError: its plan is one of another version of the model.
    """
    stored = Results.from_parquet(path)
    told = stored.provenance
    if stored.own_rules:
        names = ", ".join(stored.own_rules)
        raise ResultsError(f"{path}: made with rules of one's own ({names}), which only run_futures can be given")
    rules = [rule for rule in STANDARD if rule.name() in stored.rules]
    again = run_futures(stored.plan, stored.futures, stored.seed, stored.doubt is not None, rules, weeks=stored.weeks)
    column, difference, is_same = "", 0.0, True
    per = "week" if stored.series else "future"
    then, now = stored.tidy(per), again.tidy(per)
    missing = [name for name in then if name not in now]
    if missing:
        return Rebuilt(Sameness.DIFFERENT, missing[0], float("inf"), told["model"], fingerprint())
    for name in then.columns.drop("band"):
        old, new = then[name].to_numpy(np.float64), now[name].to_numpy(np.float64)
        is_same = is_same and np.array_equal(old, new, equal_nan=True)
        found = _difference(old, new)
        if found > difference:
            column, difference = str(name), found
    sameness = Sameness.BITS if is_same else Sameness.CLOSE if difference <= TOLERANCE else Sameness.DIFFERENT
    return Rebuilt(sameness, column, difference, told["model"], fingerprint())


def _difference(old: np.ndarray, new: np.ndarray) -> float:
    """The largest difference as a share of the largest value; infinite where one of the two is missing or endless."""
    both = np.isfinite(old) & np.isfinite(new)
    if not np.array_equal(old[~both], new[~both], equal_nan=True):
        return float("inf")
    if not both.any():
        return 0.0
    scale = max(float(np.abs(old[both]).max()), np.finfo(float).tiny)
    return float(np.abs(new[both] - old[both]).max() / scale)
