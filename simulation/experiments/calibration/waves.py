"""Waves: which sets are run next, so that the emulator becomes sure where the evidence leaves room.

The first wave spreads over the prior (scrambled Sobol numbers) and along the way from there to the defaults; each later
one is drawn from what the waves before it leave possible, with a share on that way once more, so that no region is
given up because an early emulator was wrong about it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.stats import qmc

from simulation.experiments.acceptance import Figures
from simulation.experiments.calibration.emulator import Emulator
from simulation.experiments.calibration.posterior import Posterior
from simulation.experiments.calibration.sampling import Density, Draws, draw
from simulation.experiments.calibration.space import Space
from simulation.experiments.calibration.store import Design, Patterns, Store, Table

PRIOR, ROUND, DRAWN = WAVES = "prior", "round the defaults", "posterior"
SHARE_ROUND = 0.2  # of a later wave
_EFFECTIVE, _STEPS = 150, 6_000  # of the draws for a wave
_STARTS = 60  # sets that the walkers set out from
Report = Callable[[str], None]


@dataclass(frozen=True)
class PredictionCheck:
    """How many patterns the sets of a wave met, by the emulator before it was run and then for real."""

    predicted: float
    found: float
    error: float  # standard deviation of the difference, set by set

    def __str__(self) -> str:
        """One line."""
        return (
            f"the emulator foresaw {self.predicted:.1f} patterns met in a set it had not seen, {self.found:.1f} were "
            f"(set by set give or take {self.error:.1f})"
        )


def first_wave(space: Space, sets: int, futures: int, seed: int) -> list[Design]:
    """The first wave: a quarter of the sets over the prior, the others on the way from it to the defaults and these."""
    over = max(1, sets // 4)
    way = points_on_the_way(space, sets - over - 1, seed + 1)
    return [
        Design(PRIOR, sobol(space.size, over, seed), futures, seed),
        Design(ROUND, np.concatenate([space.defaults[None], way]), futures, seed),
    ]


def later_wave(store: Store, sets: int, futures: int, seed: int, report: Report) -> list[Design]:
    """The next wave, drawn with an emulator of all sets so far."""
    table = store.table()
    posterior = Posterior(Emulator(table, store.patterns, report), store.patterns, store.misses)
    least = posterior.least(table.points)
    report(f"drawing sets that are at least {100 * least:.2g} % likely to meet enough patterns ...")
    draws = draws_of(posterior.possible(least), table, seed, effective=_EFFECTIVE, steps=_STEPS)
    n_round = int(SHARE_ROUND * sets)
    drawn = draws.subset(sets - n_round, seed)
    predicted_met = np.sum(list(posterior.met(drawn).values()), axis=0)
    return [
        Design(
            DRAWN, drawn, futures, seed,
            notes={"least": least, "steps": draws.steps, "foreseen": [round(float(met), 3) for met in predicted_met]},
        ),
        Design(ROUND, points_on_the_way(store.space, n_round, seed), futures, seed),
    ]  # fmt: skip


def draws_of(
    density: Density,
    table: Table,
    seed: int,
    *,
    effective: int,
    steps: int,
) -> Draws:
    """Draws from a density, started from the sets of a table with the highest density, chosen at random."""
    best = np.argsort(-density(table.points), kind="stable")[: 2 * _STARTS]
    starts = np.random.default_rng(seed).choice(best, min(_STARTS, len(best)), replace=False)
    return draw(density, table.points[starts], seed=seed, effective=effective, steps=steps)


def designs_since_wave(store: Store, origin: str) -> list[Design]:
    """The designs of an origin made after the newest wave was drawn: an older emulator's draws are not gone on with."""
    wave = store.newest(DRAWN)
    since = -1 if wave is None else wave.number
    return [design for design in store.designs if design.origin == origin and design.number > since]


def current_design(store: Store, origin: str) -> Design | None:
    """The newest of these designs; None where there are none."""
    return next(reversed(designs_since_wave(store, origin)), None)


def check_prediction(store: Store) -> PredictionCheck | None:
    """How the newest wave that was drawn and has been run compares with what the emulator foresaw of it."""
    design = store.newest(DRAWN)
    of_wave = store.of(design) if design else None
    if design is None or of_wave is None:
        return None
    predicted = np.array(design.notes["foreseen"])[of_wave.row]
    met = count_met(of_wave.figures, store.patterns)
    return PredictionCheck(float(predicted.mean()), float(met.mean()), float((predicted - met).std()))


def count_met(figures: Figures, patterns: Patterns) -> np.ndarray:
    """How many of the patterns each set meets, shape (sets,)."""
    return np.sum([pattern.met(figures[id]) for id, pattern in patterns.items()], axis=0)


def sobol(dimensions: int, number: int, seed: int) -> np.ndarray:
    """Scrambled Sobol points, shape (number, dimensions)."""
    powers = int(np.ceil(np.log2(max(number, 1))))
    return qmc.Sobol(dimensions, seed=seed).random_base2(powers)[:number]


def points_on_the_way(space: Space, number: int, seed: int) -> np.ndarray:
    """Points on the way from the prior to the defaults: of each, some share of the assumptions is drawn anew."""
    rng = np.random.default_rng(seed)
    is_redrawn = rng.random((number, space.size)) < rng.random((number, 1))
    return np.where(is_redrawn, sobol(space.size, number, seed), space.defaults)
