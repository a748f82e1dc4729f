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
from simulation.experiments.claims.stored import claims_digest
from simulation.experiments.patterns.pattern import Judged
from simulation.experiments.result_file import ResultFile
from simulation.experiments.runner import Case, run_cases

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
    of = {**recipe(claims, claims_digest()), "futures": futures, "seed": seed}
    return ResultFile.read(store.folder / f"claims-{futures}.jsonl", of)


def _ids(sample: Table) -> list[str]:
    return [f"{design}.{row}" for design, row in zip(sample.design, sample.row, strict=True)]


def shown(claims: Mapping[str, Judged], figures: Figures) -> Shown:
    """Whether each set shows each claim by its values; nan for a set that was not run (it has no figure at all)."""
    ran = np.any([np.isfinite(values) for by_name in figures.values() for values in by_name.values()], axis=0)
    return {id: np.where(ran, claim.met(figures[id]), np.nan) for id, claim in claims.items()}


def count_untried(shown: Shown) -> int:
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

    def as_json(self) -> dict[str, Any]:
        """Ready for JSON: the places in E of those that are EC, the values of those that are found between, and in
        which share of E, and of EC, each claim is shown.
        """
        in_ec = showing(self.shown)
        shown_by_ec = {id: values[in_ec] for id, values in self.shown.items()}
        if self.between is not None:
            between_ec = self.between.showing
            shown_by_ec = {
                id: np.concatenate([values, self.between.shown[id][between_ec]])
                for id, values in shown_by_ec.items()
            }
        return {
            "at_least": SHOWN, "futures": self.futures, "sets": np.flatnonzero(in_ec).tolist(),
            **({} if self.between is None else {"between": _between_json(self.between)}),
            "shares": {id: _share(values) for id, values in self.shown.items()},
            "shares_with_claims": {id: _share(values) for id, values in shown_by_ec.items()},
        }  # fmt: skip


def _between_json(near: Between) -> dict[str, Any]:
    shares_of_way = share_of_the_way(near.table)
    flags = {"tried": np.ones_like(near.enough), "enough": near.enough, "showing": near.showing}
    counts = {name: [int(flag[shares_of_way == share].sum()) for share in SHARES] for name, flag in flags.items()}
    return {"shares": list(SHARES), **counts, "sets": near.table.values[near.showing].tolist()}


def _share(of: np.ndarray) -> float | None:
    return round(float(of.mean()), 3) if of.size else None
