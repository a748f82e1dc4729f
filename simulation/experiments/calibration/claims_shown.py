"""Which sets show which claims: of E, and of those between it and the defaults. EC show four of five."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.experiments.acceptance import Figures
from simulation.experiments.calibration.between import SHARES, share_of_the_way
from simulation.experiments.calibration.recipe import recipe
from simulation.experiments.calibration.store import FiguresOf, Store, Table
from simulation.experiments.claims.stored import claims_print
from simulation.experiments.patterns.pattern import Judged
from simulation.experiments.runner import Case, ResultFile, run_cases

SHOWN = 0.8  # share of the claims that a set of EC shows
Shown = Mapping[str, np.ndarray]  # of each claim, whether each set shows it


def run_claims(
    store: Store, sample: Table, claims: Mapping[str, Judged], *, futures: int, seed: int,
    executor: Executor | None = None, progress: Callable[[str], None] | None = None,
    enough: Callable[[], bool] = lambda: False,
) -> dict[str, dict[str, np.ndarray]]:  # fmt: skip
    """The figures of every claim for each set of a sample (see `claims_so_far`), those not run yet run now."""
    cases = (
        Case(id, {"sets": store.space.as_sets(values[None]), "futures": futures, "seed": seed})
        for id, values in zip(_ids(sample), sample.values, strict=True)
    )
    file, work = _claims_file(store, claims, futures, seed), FiguresOf(tuple(claims.values()))
    run_cases(cases, work, file, executor=executor, progress=progress, enough=enough)
    return claims_so_far(store, sample, claims, futures=futures, seed=seed)


def claims_so_far(
    store: Store, sample: Table, claims: Mapping[str, Judged], *, futures: int, seed: int
) -> dict[str, dict[str, np.ndarray]]:
    """The figures of every claim for each set of a sample, shape (sets,), nan for a set that was not run yet; kept in
    `claims-FUTURES.jsonl`.
    """
    done = _claims_file(store, claims, futures, seed).results
    return {
        id: {
            name: np.array([done[one][id][name][0] if one in done else np.nan for one in _ids(sample)], float)
            for name in claim.bands
        }
        for id, claim in claims.items()
    }  # fmt: skip


def _claims_file(store: Store, claims: Mapping[str, Judged], futures: int, seed: int) -> ResultFile:
    of = {**recipe(claims, claims_print()), "futures": futures, "seed": seed}
    return ResultFile.read(store.folder / f"claims-{futures}.jsonl", of)


def _ids(sample: Table) -> list[str]:
    return [f"{design}.{row}" for design, row in zip(sample.design, sample.row, strict=True)]


def shown(claims: Mapping[str, Judged], figures: Figures) -> Shown:
    """Whether each set shows each claim by its values; nan for a set that was not run (it has no figure at all)."""
    ran = np.any([np.isfinite(each) for of in figures.values() for each in of.values()], axis=0)
    return {id: np.where(ran, claim.met(figures[id]), np.nan) for id, claim in claims.items()}


def untried(shown: Shown) -> int:
    """How many sets have not been tried for the claims yet."""
    return int(np.isnan(list(shown.values())).any(axis=0).sum())


def showing(shown: Shown) -> np.ndarray:
    """Which sets show enough of the claims."""
    return np.mean(list(shown.values()), axis=0) >= SHOWN


@dataclass(frozen=True)
class Between:
    """Sets between E and the defaults: their table, which of them meet enough patterns, what they show."""

    table: Table
    enough: np.ndarray
    shown: Shown

    @property
    def showing(self) -> np.ndarray:
        """Which of them are EC."""
        return self.enough & showing(self.shown)


@dataclass(frozen=True)
class EC:
    """What the sets of E show, tried in so many futures, and those between it and the defaults where few of it show
    enough.
    """

    futures: int
    shown: Shown
    between: Between | None = None

    def told(self) -> dict[str, Any]:
        """Ready for JSON: the places in E of those that are EC, the values of those that are found between, and in
        which share of E, and of EC, each claim is shown.
        """
        those = showing(self.shown)
        of_ec = {id: each[those] for id, each in self.shown.items()}
        if self.between is not None:
            near = self.between.showing
            of_ec = {id: np.concatenate([each, self.between.shown[id][near]]) for id, each in of_ec.items()}
        return {
            "at_least": SHOWN, "futures": self.futures, "sets": np.flatnonzero(those).tolist(),
            **({} if self.between is None else {"between": _told(self.between)}),
            "shares": {id: _share(each) for id, each in self.shown.items()},
            "shares_with_claims": {id: _share(each) for id, each in of_ec.items()},
        }  # fmt: skip


def _told(near: Between) -> dict[str, Any]:
    far = share_of_the_way(near.table)
    each = {"tried": np.ones_like(near.enough), "enough": near.enough, "showing": near.showing}
    counts = {name: [int(of[far == share].sum()) for share in SHARES] for name, of in each.items()}
    return {"shares": list(SHARES), **counts, "sets": near.table.values[near.showing].tolist()}


def _share(of: np.ndarray) -> float | None:
    return round(float(of.mean()), 3) if of.size else None
