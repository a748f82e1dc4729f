"""Parameter recovery: figures of known sets are calibrated to as if they were evidence, and the sets looked for.

A known set is run for real with luck of its own. Evidence of the strength of ours is made of its figures: a band with
two bounds keeps its width and is laid so that the figure may stand anywhere in it, each place as likely; a band with
one bound says on which side of it the figure stands. The posterior of these bands, none of which may be missed, should
then hold the known value of an assumption in its 90 % interval nine times in ten. Only assumptions that the figures do
hold are counted: of the others the interval is the prior's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from simulation.experiments.calibration.emulator import Emulator
from simulation.experiments.calibration.held_by import is_held
from simulation.experiments.calibration.posterior import Posterior, with_bands
from simulation.experiments.calibration.store import KNOWN, Design, Patterns, Store, Table
from simulation.experiments.calibration.waves import Report, draws_of
from simulation.experiments.patterns import Band, Pattern

SETS = 3
_INTERVAL = (0.05, 0.95)
_EFFECTIVE = 300


@dataclass(frozen=True)
class Recovered:
    """One known set: the true points, the 90 % interval of each assumption, and which of them the figures hold."""

    names: tuple[str, ...]
    true: np.ndarray
    low: np.ndarray
    high: np.ndarray
    held: np.ndarray

    @property
    def inside(self) -> np.ndarray:
        """Whether each true value lies in its interval."""
        return (self.low <= self.true) & (self.true <= self.high)

    def __str__(self) -> str:
        """One line."""
        found = self.inside[self.held]
        return f"{len(found)} assumptions held, {100 * found.mean():.0f} % of them found again"


def share_found(recovered: list[Recovered]) -> float:
    """The share of held assumptions whose true value lies in its interval, over all known sets."""
    return float(np.concatenate([one.inside[one.held] for one in recovered]).mean())


def known_sets(posterior: Posterior, table: Table, futures: int, seed: int, sets: int = SETS) -> Design:
    """A design of known sets, drawn from what the evidence leaves possible."""
    density = posterior.possible(posterior.least(table.points))
    draws = draws_of(density, table, seed, effective=_EFFECTIVE, steps=6_000)
    return Design(KNOWN, draws.subset(sets, seed), futures, seed)


def recover(
    store: Store, emulator: Emulator, known: Table, seed: int, tell: Report = lambda _: None
) -> list[Recovered]:
    """Look for each of the known sets that were run."""
    table, found = store.table(), []
    for row in range(known.size):
        one = known.where(np.array([row]))
        made = evidence_of(one, store.patterns, np.random.default_rng([seed, row]))
        sought = Posterior(emulator, made, misses=0).in_proportion
        draws = draws_of(sought, table, seed + row, effective=_EFFECTIVE, steps=15_000)
        low, high = np.quantile(draws.points, _INTERVAL, axis=0)
        found.append(Recovered(store.space.names, one.points[0], low, high, is_held(draws.points)))
        tell(f"known set {row + 1}: {found[-1]}")
    return found


def evidence_of(one: Table, patterns: Patterns, rng: np.random.Generator) -> dict[str, Pattern]:
    """The patterns with bands made of the figures of one set."""
    return {
        id: with_bands(pattern, dict(_bands(pattern.bands, {n: float(f[0]) for n, f in one.figures[id].items()}, rng)))
        for id, pattern in patterns.items()
    }


def _bands(
    bands: Mapping[str, Band], figures: Mapping[str, float], rng: np.random.Generator
) -> Iterator[tuple[str, Band]]:
    for name, band in bands.items():
        place, figure = rng.random(), figures[name]
        if band.open or not np.isfinite(figure):
            yield name, Band(band.text)
        elif band.low is not None and band.high is not None:
            low = figure - place * (band.high - band.low)
            yield name, Band(band.text, low, low + band.high - band.low)
        elif band.holds(figure):
            yield name, band
        else:
            yield name, Band(band.text, band.high, band.low)
