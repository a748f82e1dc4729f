"""What holds each assumption: prior and posterior, the patterns and claims whose figures it moves, and what trades off
with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from scipy.stats import rankdata

from simulation.experiments.acceptance import Figures
from simulation.experiments.calibration.emulator import Emulator, banded
from simulation.experiments.calibration.sampling import QUARTILES
from simulation.experiments.calibration.space import Space
from simulation.experiments.calibration.store import Patterns

NARROWER = 0.85  # a posterior is narrower than its prior where its interquartile range is less than so much of it
_SHIFTED = 0.1  # or its median lies so far from the prior's, as a share of the range
MOVES = 0.5  # a pattern answers to an assumption that moves one of its figures by so much on the band's own scale
ANSWERS = 0.25  # rank correlation over a sample from which a claim is said to answer to an assumption
TOGETHER = 0.3  # rank correlation from which two assumptions are said to trade off
_ENDS = (0.05, 0.95)  # of the posterior, between which an assumption is moved
_FEWEST = 30  # sets with a figure, for a correlation
_SETS = 200  # of the sample, over which a move is averaged


@dataclass(frozen=True)
class Held:
    """One assumption: quartiles of prior and posterior as values, whether the posterior is narrower, and the patterns
    and claims that answer to it, strongest first.
    """

    name: str
    prior: tuple[float, float, float]
    posterior: tuple[float, float, float]
    narrower: bool
    patterns: tuple[str, ...]
    claims: tuple[str, ...] = ()

    @property
    def by_nothing(self) -> bool:
        """Whether nothing holds it: it is as free as before, and neither a pattern nor a claim answers to it."""
        return not self.narrower and not self.patterns and not self.claims


def is_held(points: np.ndarray) -> np.ndarray:
    """Whether draws are narrower than the prior or lie elsewhere, for each assumption; points (draws, assumptions)."""
    low, middle, high = np.quantile(points, QUARTILES, axis=0)
    return (high - low < NARROWER * 0.5) | (np.abs(middle - 0.5) > _SHIFTED)


def held_by(
    points: np.ndarray,
    space: Space,
    emulator: Emulator,
    patterns: Patterns,
    claims: Mapping[str, np.ndarray] = MappingProxyType({}),
) -> list[Held]:
    """For every assumption, from the points of a sample, shape (sets, assumptions).

    claims: how strongly each answers (see `claims_that_answer`).
    """
    moves = _moves(points[:_SETS], emulator, patterns)
    prior, posterior = (
        space.values(np.quantile(draws, QUARTILES, axis=0))
        for draws in (np.tile([[0.0], [1.0]], (1, space.size)), points)
    )
    narrower = is_held(points)
    return [
        Held(
            name, tuple(prior[:, column]), tuple(posterior[:, column]), bool(narrower[column]),
            _strongest(moves, column, MOVES), _strongest(claims, column, ANSWERS),
        )
        for column, name in enumerate(space.names)
    ]  # fmt: skip


def claims_that_answer(points: np.ndarray, figures: Figures) -> dict[str, np.ndarray]:
    """How strongly each claim answers to each assumption over a sample, shape (assumptions,) for each claim: the
    largest rank correlation of one of its figures. figures[claim][figure] has one value for each set; sets without
    one are left out.
    """
    return {
        id: np.max([_rank_correlation(points, figure) for figure in claim_figures.values()], axis=0)
        for id, claim_figures in figures.items()
    }


def _rank_correlation(points: np.ndarray, figure: np.ndarray) -> np.ndarray:
    finite = np.isfinite(figure)
    if finite.sum() < _FEWEST or np.ptp(figure[finite]) == 0.0:
        return np.zeros(points.shape[1])
    ranks = rankdata(np.column_stack([points[finite], figure[finite]]), axis=0)
    return np.abs(np.nan_to_num(np.corrcoef(ranks.T)[-1, :-1]))


def _strongest(moves: Mapping[str, np.ndarray], column: int, threshold: float) -> tuple[str, ...]:
    return tuple(sorted((id for id in moves if moves[id][column] >= threshold), key=lambda id: -moves[id][column]))


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
    largest = {id: np.zeros(points.shape[1]) for id in patterns}
    for id, name, _ in banded(patterns):
        process = emulator.figures[id, name].process
        for column in process.active:
            at_high, at_low = points.copy(), points.copy()
            at_low[:, column], at_high[:, column] = low[column], high[column]
            move = float(np.abs(process(at_high)[0] - process(at_low)[0]).mean())
            largest[id][column] = max(largest[id][column], move)
    return largest
