"""Selection: which of the candidates that were run for real are the samples E and EC.

E: at least so many sets that meet 16 of 19 patterns (the same share of another number) with 30 futures; claims are not
looked at. EC: those of E that also show four claims of five.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.experiments.acceptance import Figures
from simulation.experiments.calibration.recipe import recipe
from simulation.experiments.calibration.store import Design, FiguresOf, Store, Table, allowed
from simulation.experiments.calibration.waves import counted
from simulation.experiments.claims.stored import claims_print
from simulation.experiments.patterns.pattern import Judged
from simulation.experiments.runner import Case, ResultFile, run_cases
from simulation.experiments.trials import Trials
from simulation.model.fingerprint import record
from simulation.runs.accepted import FORMAT
from simulation.vocabulary.errors import CalibrationError

WANTED, FUTURES = 300, 30  # sets of E; futures each is run in
SHOWN = 0.8  # share of the claims that a set of EC shows


@dataclass(frozen=True)
class Chosen:
    """What became of the candidates run so far: the table of E, the number run, how many patterns each of E meets, of
    how many, and whether the defaults are among E.
    """

    table: Table
    run: int
    met: np.ndarray
    of: int
    defaults: bool

    def __str__(self) -> str:
        """One line."""
        return (
            f"{self.table.size} of {self.run} candidates meet enough of the {self.of} patterns"
            f"{'' if self.defaults else '; the defaults do not'}"
        )


def chosen(store: Store, lots: Sequence[Design], always: int) -> Chosen:
    """Those of the candidates that meet enough; `always`: patterns met whatever the assumptions (see `met_always`).

    Raises CalibrationError where none was run.
    """
    table = store.of(*lots)
    if table is None:
        raise CalibrationError(f"{store.folder}: no candidates were run yet")
    met = counted(table.figures, store.patterns) + always
    of = len(store.patterns) + len(store.fixed)
    enough = met >= of - store.misses
    defaults = (table.values == store.space.values(store.space.defaults[None])).all(axis=1)
    return Chosen(table.where(enough), table.size, met[enough], of, bool(enough[defaults].any()))


def met_always(store: Store, design: Design) -> int:
    """How many of the patterns on which no assumption has a say are met."""
    trials = Trials({}, design.futures, design.seed)
    return sum(int(each.met(each.figures(trials))[0]) for each in store.fixed.values())


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


def shown(claims: Mapping[str, Judged], figures: Figures) -> dict[str, np.ndarray]:
    """Whether each set shows each claim by its values; nan for a set that was not run (it has no figure at all)."""
    ran = np.any([np.isfinite(each) for of in figures.values() for each in of.values()], axis=0)
    return {id: np.where(ran, claim.met(figures[id]), np.nan) for id, claim in claims.items()}


def untried(shown: Mapping[str, np.ndarray]) -> int:
    """How many sets have not been tried for the claims yet."""
    return int(np.isnan(list(shown.values())).any(axis=0).sum())


def showing(shown: Mapping[str, np.ndarray]) -> np.ndarray:
    """Which sets show enough of the claims."""
    return np.mean(list(shown.values()), axis=0) >= SHOWN


def sample(
    store: Store, design: Design, found: Chosen, shown: Mapping[str, np.ndarray] | None = None, claim_futures: int = 0
) -> dict[str, Any]:
    """E as it is stored beside the code, with its provenance: ready for JSON.

    `provenance.claims` says which rows of it are EC, and in which share of E, and of EC, each claim is shown.
    """
    patterns = {id: round(float(each.met(found.table.figures[id]).mean()), 3) for id, each in store.patterns.items()}
    claims = {} if shown is None else {"claims": _shares(shown, claim_futures)}
    return {
        "format": FORMAT,
        "provenance": {
            "procedure": "history matching by emulator, then candidates run for real (experiments/calibration)",
            **record(),
            "candidates": {
                "run": found.run, "futures": design.futures, "seed": design.seed,
                "at_least": f"{found.of - allowed(found.of)} of {found.of} patterns", "met": patterns,
                "mean_met": round(float(found.met.mean()), 2),
                **{name: told for name, told in design.noted.items() if name != "errors"},
            },
            **claims,
        },
        "names": list(store.space.names),
        "sets": found.table.values.tolist(),
    }  # fmt: skip


def _shares(shown: Mapping[str, np.ndarray], futures: int) -> dict[str, Any]:
    those = showing(shown)

    def share(of: np.ndarray) -> float | None:
        return round(float(of.mean()), 3) if of.size else None

    return {
        "at_least": SHOWN, "futures": futures, "sets": np.flatnonzero(those).tolist(),
        "shares": {id: share(each) for id, each in shown.items()},
        "shares_with_claims": {id: share(each[those]) for id, each in shown.items()},
    }  # fmt: skip
