"""Candidates for the samples: draws of two independent runs of the posterior, stored as designs to be run for real.

The defaults are a candidate too. The others are even over what the emulator holds possible, so those that meet
enough are even over all sets that do, less those the emulator had ruled out (`ruled_out` counts them among sets of the
waves that it has not seen).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simulation.experiments.calibration.emulator import Emulator
from simulation.experiments.calibration.posterior import Posterior
from simulation.experiments.calibration.sampling import ENOUGH, Agreement, Density, Draws
from simulation.experiments.calibration.store import Design, Store, Table
from simulation.experiments.calibration.waves import Report, count_met, designs_since_wave, draws_of
from simulation.vocabulary.errors import CalibrationError

CANDIDATE = "candidate"
_STEPS = 40_000  # at most, of a run
_DRAWS_PER_SET = 4  # drawn for each set that is wanted


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
        text = f"two runs with {self.effective[0]} and {self.effective[1]} effective draws: {self.agreement}"
        return f"{text}; {'converged' if self.converged else 'NOT CONVERGED'}"


def two_runs(density: Density, table: Table, seed: int, keep: Path) -> TwoRuns:
    """Draw from a density twice, with another seed and other starting points.

    keep: a folder for the draws of a run that is finished; interrupted in the second, the first is not done again.
    """

    def once(run: int) -> Draws:
        file = _draws_file(keep, table.size, seed, run)
        if file.exists():
            return _draws(file)
        draws = draws_of(density, table, seed + run, effective=ENOUGH, steps=_STEPS)
        keep.mkdir(exist_ok=True)
        partial = file.with_suffix(".partial")
        with partial.open("wb") as whole:
            np.savez(whole, **vars(draws))
        partial.replace(file)
        return draws

    return TwoRuns(once(0), once(1))


def _draws_file(keep: Path, sets: int, seed: int, run: int) -> Path:
    return keep / f"{sets}-{seed}-{run}.npz"


def _draws(file: Path) -> Draws:
    with np.load(file) as arrays:
        return Draws(arrays["points"], arrays["effective"], int(arrays["steps"]), bool(arrays["converged"]))


def candidate_designs(store: Store) -> list[Design]:
    """The designs of candidates that are of one pair of runs."""
    return designs_since_wave(store, CANDIDATE)


def propose(store: Store, seed: int, wanted: int, futures: int, tell: Report) -> tuple[Design, TwoRuns]:
    """Candidates drawn from the posterior of all sets so far, as a design that is stored; the defaults come first."""
    table = store.table()
    emulator = Emulator(table, store.patterns, tell)
    posterior = Posterior(emulator, store.patterns, store.misses)
    least = posterior.least(table.points)
    runs = two_runs(posterior.possible(least), table, seed, store.folder / "draws")
    design = Design(
        CANDIDATE, np.concatenate([store.space.defaults[None], _equal_draws(runs, wanted, seed)]), futures, seed,
        notes={
            "sets": table.size, "least": least, "ruled_out": list(ruled_out(posterior, table, least)),
            "effective": list(runs.effective), "converged": runs.converged, "steps": [runs.one.steps, runs.other.steps],
            "agreement": {"within": runs.agreement.within, "farthest": runs.agreement.farthest},
            "errors": {f"{id} {name}": [round(x, 4) for x in row] for (id, name), row in emulator.errors().items()},
        },
    )  # fmt: skip
    return store.add(design), runs


def add_candidates(store: Store, wanted: int) -> Design:
    """As many candidates again, where too few of those so far meet enough: of the same two runs, as a stored design.

    Raises CalibrationError where the draws of these runs are no longer kept.
    """
    first, number = candidate_designs(store)[0], len(candidate_designs(store))
    files = [_draws_file(store.folder / "draws", first.notes["sets"], first.seed, run) for run in (0, 1)]
    if not all(file.exists() for file in files):
        raise CalibrationError(
            f"{store.folder}: all candidates are run, too few meet enough, and the draws they are of are not there; "
            f"run another wave: counterparts calibrate run {store.folder}"
        )
    points = _equal_draws(TwoRuns(_draws(files[0]), _draws(files[1])), wanted, first.seed + number)
    return store.add(Design(CANDIDATE, points, first.futures, first.seed))


def with_defaults(store: Store) -> Design:
    """The lot that has today's defaults: the first, or one of them alone where they moved since it was drawn."""
    today, designs = store.space.values(store.space.defaults[None]), candidate_designs(store)
    for design in designs:
        if (store.space.values(design.points) == today).all(axis=1).any():
            return design
    return store.add(Design(CANDIDATE, store.space.defaults, designs[0].futures, designs[0].seed))


def _equal_draws(runs: TwoRuns, wanted: int, seed: int) -> np.ndarray:
    """Draws enough for so many sets of E, half of them from each run, in a random order."""
    number = _DRAWS_PER_SET * wanted
    drawn = np.concatenate([runs.one.subset(number // 2, seed), runs.other.subset(number - number // 2, seed)])
    return np.random.default_rng(seed).permutation(drawn)


def ruled_out(posterior: Posterior, table: Table, least: float) -> tuple[int, int]:
    """Of the sets that this emulator has not seen and that do meet enough patterns: how many it holds not possible, and
    how many there are.
    """
    met = count_met(table.figures, posterior.patterns) >= len(posterior.patterns) - posterior.misses
    met &= posterior.emulator.held_out
    return int((posterior.enough(table.points[met]) < least).sum()), int(met.sum())
