"""The posterior: the sets that the evidence leaves possible, by the emulator.

How likely a set is to meet all patterns but at most `misses` follows from the probability that all bands of a pattern
hold, for each pattern, and the upper tail of the count (Poisson binomial). Two densities over the unit cube, where the
prior is even, are made of it:

- *possible*: even over the sets that are likely enough (the space that is not ruled out yet, in history matching's
  words). Waves and candidates are drawn from it: candidates that then do meet enough for real are even over all sets
  that do, but those the emulator had ruled out. In proportion to the likelihood instead, an emulator that is still
  unsure would send nearly all draws where nothing is likely, as there is so much more room in a hundred dimensions.
- *in proportion* to the likelihood, where sets are looked for and none are run for real (`recovery`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from simulation.experiments.calibration.emulator import Emulator, banded
from simulation.experiments.calibration.sampling import Density
from simulation.experiments.calibration.threads import parallel_map
from simulation.experiments.patterns.pattern import Band, Pattern

LIKELY = 0.25  # how likely a set must be to meet enough patterns, to be possible
_INSIDE = 12  # sets that were run and must be possible, for walkers to set out from
_STEEP = 20.0  # how steeply the density falls off beside what is possible, so that walkers find back
_FLOOR = 1e-4  # no pattern is surer to be met, or to be missed, than this


@dataclass(frozen=True)
class Posterior:
    """The posterior of some patterns. `patterns` may have other bands than those the emulator was fitted for."""

    emulator: Emulator
    patterns: Mapping[str, Pattern]
    misses: int

    def __post_init__(self) -> None:
        figures = [
            (id, self.emulator.figures[id, name].holds(band)) for id, name, band in banded(self.patterns)
        ]  # fmt: skip
        object.__setattr__(self, "_figures", figures)

    def met(self, points: np.ndarray) -> dict[str, np.ndarray]:
        """For each pattern the probability that a set meets it, shape (points,)."""
        figures: list[tuple[str, Density]] = vars(self)["_figures"]
        chances = parallel_map(lambda figure: figure[1](points), figures)
        found = {id: np.ones(len(points)) for id, pattern in self.patterns.items() if pattern.assumed}
        for (id, _), chance in zip(figures, chances, strict=True):
            found[id] *= chance
        return found

    def enough(self, points: np.ndarray) -> np.ndarray:
        """The probability that a set meets enough of the patterns, shape (points,)."""
        return at_most_missed(np.array(list(self.met(points).values())), self.misses)

    def in_proportion(self, points: np.ndarray) -> np.ndarray:
        """The logarithm of the density in proportion to the likelihood, shape (points,), up to a constant."""
        return np.log(self.enough(points))

    def possible(self, least: float = LIKELY) -> Density:
        """The logarithm of the density that is even over the possible sets."""
        return lambda points: np.minimum(_STEEP * np.log(self.enough(points) / least), 0.0)

    def least(self, points: np.ndarray) -> float:
        """How likely a set must be so that at least a few of some points are possible: `LIKELY`, or as much less as an
        emulator that is still unsure asks for.
        """
        return float(min(LIKELY, np.sort(self.enough(points))[-min(_INSIDE, len(points))]))


def at_most_missed(met: np.ndarray, misses: int) -> np.ndarray:
    """The probability that at most so many patterns are missed, from that of each to be met, shape (patterns, ...)."""
    met = np.clip(met, _FLOOR, 1 - _FLOOR)
    missed = np.zeros((misses + 1, *met.shape[1:]))
    missed[0] = 1.0
    for one in met:
        shifted = missed * one
        shifted[1:] += missed[:-1] * (1 - one)
        missed = shifted
    return missed.sum(axis=0)


def with_bands(pattern: Pattern, bands: Mapping[str, Band]) -> Pattern:
    """The same pattern, held to other bands."""
    return replace(pattern, bands=dict(bands))
