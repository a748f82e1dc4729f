"""What holds each assumption: prior and posterior, the patterns whose figures it moves, and what trades off with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from simulation.experiments.calibration.emulator import Emulator, banded
from simulation.experiments.calibration.sampling import QUARTILES
from simulation.experiments.calibration.space import Space
from simulation.experiments.calibration.store import Patterns

NARROWER = 0.85  # a posterior is narrower than its prior where its interquartile range is less than so much of it
_SHIFTED = 0.1  # or its median lies so far from the prior's, as a share of the range
MOVES = 0.5  # a pattern answers to an assumption that moves one of its figures by so much on the band's own scale
TOGETHER = 0.3  # rank correlation from which two assumptions are said to trade off
_ENDS = (0.05, 0.95)  # of the posterior, between which an assumption is moved
_SETS = 200  # of the sample, over which a move is averaged


@dataclass(frozen=True)
class Held:
    """One assumption: quartiles of prior and posterior as values, whether the posterior is narrower, and the patterns
    that answer to it, strongest first.
    """

    name: str
    prior: tuple[float, float, float]
    posterior: tuple[float, float, float]
    narrower: bool
    patterns: tuple[str, ...]

    @property
    def by_nothing(self) -> bool:
        """Whether nothing holds it: it is as free as before, and no pattern answers to it."""
        return not self.narrower and not self.patterns


def is_held(points: np.ndarray) -> np.ndarray:
    """Whether draws are narrower than the prior or lie elsewhere, for each assumption; points (draws, assumptions)."""
    low, middle, high = np.quantile(points, QUARTILES, axis=0)
    return (high - low < NARROWER * 0.5) | (np.abs(middle - 0.5) > _SHIFTED)


def held_by(points: np.ndarray, space: Space, emulator: Emulator, patterns: Patterns) -> list[Held]:
    """For every assumption, from the points of a sample, shape (sets, assumptions)."""
    moves = _moves(points[:_SETS], emulator, patterns)
    prior, posterior = (
        space.values(np.quantile(of, QUARTILES, axis=0)) for of in (np.tile([[0.0], [1.0]], (1, space.size)), points)
    )
    narrower = is_held(points)
    return [
        Held(
            name, tuple(prior[:, place]), tuple(posterior[:, place]), bool(narrower[place]),
            tuple(sorted((id for id in moves if moves[id][place] >= MOVES), key=lambda id: -moves[id][place])),
        )
        for place, name in enumerate(space.names)
    ]  # fmt: skip


def trading_off(points: np.ndarray, names: tuple[str, ...]) -> Iterator[tuple[str, str, float]]:
    """Pairs of assumptions that go together or against each other in a sample: rank correlations, largest first."""
    ranks = np.apply_along_axis(rankdata, 0, points)
    together = np.triu(np.nan_to_num(np.corrcoef(ranks.T)), 1)
    for place in np.argsort(-np.abs(together), axis=None):
        one, other = np.unravel_index(place, together.shape)
        if abs(together[one, other]) < TOGETHER:
            return
        yield names[one], names[other], float(together[one, other])


def _moves(points: np.ndarray, emulator: Emulator, patterns: Patterns) -> dict[str, np.ndarray]:
    """How far each pattern's figures move, at most, from one end of an assumption's posterior to the other: on their
    own scale, averaged over a sample; shape (assumptions,) for each pattern.
    """
    low, high = np.quantile(points, _ENDS, axis=0)
    found = {id: np.zeros(points.shape[1]) for id in patterns}
    for id, name, _ in banded(patterns):
        process = emulator.figures[id, name].process
        for place in process.active:
            there, here = points.copy(), points.copy()
            here[:, place], there[:, place] = low[place], high[place]
            move = float(np.abs(process(there)[0] - process(here)[0]).mean())
            found[id][place] = max(found[id][place], move)
    return found
