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
from simulation.experiments.calibration.waves import Tell, counted, draws_of, since_the_wave
from simulation.vocabulary.errors import CalibrationError

CANDIDATE = "candidate"
_STEPS = 40_000  # at most, of a run
_EACH = 4  # drawn for each set that is wanted


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
        file = _draws_file(keep, table.size, seed, run)
        if file.exists():
            return _draws(file)
        draws = draws_of(density, table, seed + run, effective=ENOUGH, steps=_STEPS)
        keep.mkdir(exist_ok=True)
        part = file.with_suffix(".partial")
        with part.open("wb") as whole:
            np.savez(whole, **vars(draws))
        part.replace(file)
        return draws

    return TwoRuns(once(0), once(1))


def _draws_file(keep: Path, sets: int, seed: int, run: int) -> Path:
    return keep / f"{sets}-{seed}-{run}.npz"


def _draws(file: Path) -> Draws:
    with np.load(file) as kept:
        return Draws(kept["points"], kept["effective"], int(kept["steps"]), bool(kept["converged"]))


def lots(store: Store) -> list[Design]:
    """The designs of candidates that are of one pair of runs."""
    return since_the_wave(store, CANDIDATE)


def propose(store: Store, seed: int, wanted: int, futures: int, tell: Tell) -> tuple[Design, TwoRuns]:
    """Candidates drawn from the posterior of all sets so far, as a design that is stored; the defaults come first."""
    table = store.table()
    emulator = Emulator(table, store.patterns, tell)
    posterior = Posterior(emulator, store.patterns, store.misses)
    least = posterior.least(table.points)
    runs = two_runs(posterior.possible(least), table, seed, store.folder / "draws")
    design = Design(
        CANDIDATE, np.concatenate([store.space.defaults[None], _even(runs, wanted, seed)]), futures, seed,
        noted={
            "sets": table.size, "least": least, "ruled_out": list(ruled_out(posterior, table, least)),
            "effective": list(runs.effective), "converged": runs.converged, "steps": [runs.one.steps, runs.other.steps],
            "agreement": {"within": runs.agreement.within, "farthest": runs.agreement.farthest},
            "errors": {f"{id} {name}": [round(x, 4) for x in told] for (id, name), told in emulator.errors().items()},
        },
    )  # fmt: skip
    return store.add(design), runs


def another_lot(store: Store, wanted: int) -> Design:
    """As many candidates again, where too few of those so far meet enough: of the same two runs, as a stored design.

    Raises CalibrationError where the draws of these runs are no longer kept.
    """
    first, number = lots(store)[0], len(lots(store))
    files = [_draws_file(store.folder / "draws", first.noted["sets"], first.seed, run) for run in (0, 1)]
    if not all(file.exists() for file in files):
        raise CalibrationError(
            f"{store.folder}: all candidates are run, too few meet enough, and the draws they are of are not there; "
            f"run another wave: counterparts calibrate run {store.folder}"
        )
    points = _even(TwoRuns(_draws(files[0]), _draws(files[1])), wanted, first.seed + number)
    return store.add(Design(CANDIDATE, points, first.futures, first.seed))


def with_defaults(store: Store) -> Design:
    """The lot that has today's defaults: the first, or one of them alone where they moved since it was drawn."""
    today, so_far = store.space.values(store.space.defaults[None]), lots(store)
    for each in so_far:
        if (store.space.values(each.points) == today).all(axis=1).any():
            return each
    return store.add(Design(CANDIDATE, store.space.defaults, so_far[0].futures, so_far[0].seed))


def _even(runs: TwoRuns, wanted: int, seed: int) -> np.ndarray:
    """Draws enough for so many sets of E, half of them from each run, in a random order."""
    number = _EACH * wanted
    drawn = np.concatenate([runs.one.few(number // 2, seed), runs.other.few(number - number // 2, seed)])
    return np.random.default_rng(seed).permutation(drawn)


def ruled_out(posterior: Posterior, table: Table, least: float) -> tuple[int, int]:
    """Of the sets that this emulator has not seen and that do meet enough patterns: how many it holds not possible, and
    how many there are.
    """
    met = counted(table.figures, posterior.patterns) >= len(posterior.patterns) - posterior.misses
    met &= posterior.emulator.held_out
    return int((posterior.enough(table.points[met]) < least).sum()), int(met.sum())
