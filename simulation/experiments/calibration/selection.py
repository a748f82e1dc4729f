"""Selection: draws of the posterior run for real, and which of them are the samples E and EC.

E: at least so many sets that meet 16 of 19 patterns (the same share of another number) with 30 futures; claims are not
looked at. EC: those of E that also show four claims of five. The defaults are the first candidate.

Candidates are even over what the emulator holds possible, so E is even over all sets that meet enough, less those the
emulator had ruled out (`ruled_out` tells their share among sets that were run for other reasons).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from simulation.experiments.acceptance import Figures
from simulation.experiments.calibration.emulator import Emulator
from simulation.experiments.calibration.posterior import Posterior
from simulation.experiments.calibration.sampling import ENOUGH, Agreement, Density, Draws
from simulation.experiments.calibration.store import Design, FiguresOf, Store, Table, allowed, recipe
from simulation.experiments.calibration.waves import ROUND, Tell, counted, draws_of
from simulation.experiments.claims.stored import claims_print
from simulation.experiments.patterns.pattern import Judged
from simulation.experiments.runner import Case, ResultFile, run_cases
from simulation.experiments.trials import Trials
from simulation.model.fingerprint import record
from simulation.runs.accepted import FORMAT
from simulation.vocabulary.errors import CalibrationError

CANDIDATE = "candidate"
WANTED, FUTURES = 300, 30  # sets of E; futures each is run in
SHOWN = 0.8  # share of the claims that a set of EC shows
_STEPS = 40_000  # at most, of a run
_CANDIDATES = 4  # drawn for each set that is wanted


@dataclass(frozen=True)
class TwoRuns:
    """Two independent runs of the posterior."""

    one: Draws
    other: Draws

    @property
    def agreement(self) -> Agreement:
        """How far they agree."""
        return Agreement.of(self.one.points, self.other.points)

    @property
    def effective(self) -> tuple[int, int]:
        """Effective draws of each, of the assumption that has fewest."""
        return int(self.one.effective.min()), int(self.other.effective.min())

    @property
    def converged(self) -> bool:
        """Whether both have enough effective draws, and agree."""
        return min(self.effective) >= ENOUGH and self.agreement.holds

    def __str__(self) -> str:
        """One line."""
        said = f"two runs with {self.effective[0]} and {self.effective[1]} effective draws: {self.agreement}"
        return f"{said}; {'converged' if self.converged else 'NOT CONVERGED'}"


def two_runs(density: Density, table: Table, seed: int, keep: Path) -> TwoRuns:
    """Draw from a density twice, with other luck and other starting points.

    keep: a folder for the draws of a run that is finished; interrupted in the second, the first is not done again.
    """

    def once(run: int) -> Draws:
        file = keep / f"{table.size}-{seed}-{run}.npz"
        if file.exists():
            with np.load(file) as kept:
                return Draws(kept["points"], kept["effective"], int(kept["steps"]), bool(kept["converged"]))
        draws = draws_of(density, table, seed + run, effective=ENOUGH, steps=_STEPS)
        keep.mkdir(exist_ok=True)
        part = file.with_suffix(".partial")
        with part.open("wb") as whole:
            np.savez(whole, **vars(draws))
        part.replace(file)
        return draws

    return TwoRuns(once(0), once(1))


def propose(store: Store, seed: int, wanted: int, futures: int, tell: Tell) -> tuple[Design, TwoRuns]:
    """Candidates drawn from the posterior of all sets so far, as a design that is stored; the defaults come first."""
    table = store.table()
    emulator = Emulator(table, store.patterns, tell)
    posterior = Posterior(emulator, store.patterns, store.misses)
    least = posterior.least(table.points)
    runs = two_runs(posterior.possible(least), table, seed, store.folder / "draws")
    number = _CANDIDATES * wanted
    drawn = np.concatenate([runs.one.few(number // 2, seed), runs.other.few(number - number // 2, seed)])
    drawn = np.random.default_rng(seed).permutation(drawn)
    design = Design(
        CANDIDATE, np.concatenate([store.space.defaults[None], drawn]), futures, seed,
        noted={
            "sets": table.size, "least": least, "ruled_out": ruled_out(posterior, table, least),
            "effective": list(runs.effective), "converged": runs.converged, "steps": [runs.one.steps, runs.other.steps],
            "agreement": {"within": runs.agreement.within, "farthest": runs.agreement.farthest},
            "errors": {f"{id} {name}": [round(x, 4) for x in told] for (id, name), told in emulator.errors().items()},
        },
    )  # fmt: skip
    return store.add(design), runs


def ruled_out(posterior: Posterior, table: Table, least: float) -> float | None:
    """Of the sets that no emulator drew, that this one has not seen, and that do meet enough patterns: the share that
    it holds not possible. None where there are no such sets.
    """
    unseen = table.where(posterior.emulator.held_out & (table.origin == ROUND))
    met = counted(unseen.figures, posterior.patterns) >= len(posterior.patterns) - posterior.misses
    return float((posterior.enough(unseen.points[met]) < least).mean()) if met.any() else None


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


def chosen(store: Store, design: Design, always: int) -> Chosen:
    """Those of the candidates that meet enough; `always`: patterns met whatever the assumptions (see `met_always`).

    Raises CalibrationError where none was run.
    """
    table = store.of(design)
    if table is None:
        raise CalibrationError(f"{store.folder}: no candidates were run yet")
    met = counted(table.figures, store.patterns) + always
    of = len(store.patterns) + len(store.fixed)
    enough = met >= of - store.misses
    return Chosen(table.where(enough), table.size, met[enough], of, bool(enough[table.row == 0].all()))


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
