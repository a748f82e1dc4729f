"""Defaults that meet the patterns with room to spare: today's, moved as little as possible.

Sets close to today's defaults are run for real, a straight line is fitted to each figure (ridge regression), and a
linear programme finds the smallest move, in sum over all ranges, after which every line lies far enough inside its
band. It is a proposal: the lines are rough, the claims are not looked at, so both are run at the new defaults. Some
figures come out otherwise in few futures (AT7, AT9), so each set is run in as many as acceptance is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from simulation.experiments import acceptance
from simulation.experiments.acceptance_seeds import NEAR_SHARE
from simulation.experiments.calibration.emulator import banded
from simulation.experiments.calibration.space import Space
from simulation.experiments.calibration.store import NEAR, Design, Store, Table
from simulation.experiments.patterns.pattern import Band
from simulation.vocabulary.errors import CalibrationError

SPREAD = 0.03  # of the sets round today's defaults, as a share of every range
SEEDS = 10  # as many as the defaults are to meet the patterns at
LIMIT = 0.1  # no assumption moves by more of its range
_SHORT = 100.0  # weight of a bound that is not reached: worth moving this many ranges for one error
_PENALTIES = np.logspace(-3, 3, 25)


@dataclass(frozen=True)
class FigureLine:
    """A figure near today's defaults: its mean over seeds there, its slope along each range, shape (assumptions,), and
    the standard error of one run with as many futures as acceptance has.

    low, high: the ends of its band that ask for room; None for one that is open, or natural: no set lies beyond it.
    """

    pattern: str
    figure: str
    band: Band
    low: float | None
    high: float | None
    at: float
    slope: np.ndarray
    error: float

    def inside(self, move: np.ndarray | float = 0.0) -> float:
        """How many errors from the nearest of these ends it lies after a move (less than 0: outside)."""
        found = self.at + float(np.sum(self.slope * move))
        ends = [found - self.low] if self.low is not None else []
        ends += [self.high - found] if self.high is not None else []
        return min(ends) / self.unit

    @property
    def unit(self) -> float:
        """The error, never nothing."""
        return max(self.error, 1e-9)


@dataclass(frozen=True)
class Proposal:
    """What is proposed: the value now and then of each assumption that moves, and each line's errors inside before and
    after.
    """

    moved: Mapping[str, tuple[float, float]]
    lines: Sequence[FigureLine]
    before: np.ndarray
    after: np.ndarray
    errors: float

    def __str__(self) -> str:
        """The moves, and every figure that lies, or would lie, nearer to an end than asked."""
        texts = [f"{name}: {now:.4g} to {then:.4g}" for name, (now, then) in self.moved.items()]
        for line, before, after in zip(self.lines, self.before, self.after, strict=True):
            if min(before, after) < self.errors:
                texts.append(
                    f"{line.pattern} {line.figure} {line.at:.3g} ({line.band.allowed}): "
                    f"{before:.1f} errors inside now, {after:.1f} foreseen"
                )
        return "\n".join(texts) or "nothing moves: every figure lies far enough inside"


def designs_near_defaults(space: Space, sets: int, futures: int, seed: int) -> Iterator[Design]:
    """Sets round today's defaults, in pairs that lie opposite, as many of them under each of ten seeds."""
    rng, pairs = np.random.default_rng(seed), max(1, round(sets / SEEDS / 2))
    for index in range(SEEDS):
        offsets = SPREAD * rng.standard_normal((pairs, space.size))
        yield Design(NEAR, np.clip(space.defaults + np.concatenate([offsets, -offsets]), 0, 1), futures, seed + index)


def stored_designs_near(store: Store) -> list[Design]:
    """The designs of such sets round defaults from which today's are no farther than one move."""
    today = store.space.defaults
    return [
        design for design in store.designs
        if design.origin == NEAR and (np.abs(design.points.mean(axis=0) - today) <= LIMIT + SPREAD).all()
    ]  # fmt: skip


def figure_lines(store: Store) -> list[FigureLine]:
    """The line of every figure that random draws or an assumption move, from the sets of `stored_designs_near` that
    were run.

    Raises CalibrationError where there are none.
    """
    table = store.of(*stored_designs_near(store))
    if table is None:
        raise CalibrationError(f"{store.folder}: no sets round today's defaults were run yet")
    offsets, all_figures, found = table.points - store.space.defaults, store.table().figures, []
    for id, name, band in banded(store.patterns):
        low = band.low if band.low is not None and (all_figures[id][name] < band.low).any() else None
        high = band.high if band.high is not None and (all_figures[id][name] > band.high).any() else None
        figure = table.figures[id][name]
        if (low is not None or high is not None) and np.nanstd(figure) > 0:
            at, slope, error = _fitted(offsets, table, figure)
            found.append(FigureLine(id, name, band, low, high, at, slope, error))
    return found


def settle(store: Store, errors: float) -> Proposal:
    """The smallest move that brings every figure so many errors, and a twentieth of its width, inside its band.

    Where no move can do it for all, they are brought as near as can be.
    """
    lines_near, now, size = figure_lines(store), store.space.defaults, store.space.size
    bounds = [bound for line in lines_near for bound in _bounds(line, errors)]
    free = LIMIT * np.array([not number.whole for number in store.space.assumptions])
    up, down = np.minimum(free, 1 - now), np.minimum(free, now)
    slopes = np.array([slope for slope, _ in bounds]).reshape(-1, size)
    solved = linprog(
        np.concatenate([np.ones(2 * size), np.full(len(bounds), _SHORT)]),
        A_ub=-np.hstack([slopes, -slopes, np.eye(len(bounds))]),
        b_ub=[-room for _, room in bounds],
        bounds=[(0, most) for most in (*up, *down)] + [(0, None)] * len(bounds),
    )  # fmt: skip
    move = solved.x[:size] - solved.x[size : 2 * size]
    values = store.space.values(np.array([now, now + move]))
    moved = {
        name: (float(values[0, at]), float(values[1, at]))
        for at, name in enumerate(store.space.names) if abs(move[at]) > 1e-6
    }  # fmt: skip
    before, after = (np.array([line.inside(by) for line in lines_near]) for by in (0.0, move))
    return Proposal(moved, lines_near, before, after, errors)


def _bounds(line: FigureLine, errors: float) -> Iterator[tuple[np.ndarray, float]]:
    """Each end that asks for room as a slope and what is to be gained along it, both in errors."""
    band = line.band
    width = band.high - band.low if band.high is not None and band.low is not None else np.inf
    room = min(max(errors * line.error, NEAR_SHARE * width if np.isfinite(width) else 0.0), width / 2)
    if line.low is not None:
        yield line.slope / line.unit, (line.low + room - line.at) / line.unit
    if line.high is not None:
        yield -line.slope / line.unit, (line.at - line.high + room) / line.unit


def _fitted(away: np.ndarray, table: Table, figure: np.ndarray) -> tuple[float, np.ndarray, float]:
    """Mean over seeds at today's defaults, slopes, and the error of one run."""
    known = np.isfinite(figure)
    away, figure, seeds = away[known], figure[known], table.design[known]
    groups = [seeds == seed for seed in np.unique(seeds)]
    middle = np.array([away[group].mean(axis=0) for group in groups])
    mean = np.array([figure[group].mean() for group in groups])
    inner, target = away.copy(), figure.copy()
    for group, x, y in zip(groups, middle, mean, strict=True):
        inner[group] -= x
        target[group] -= y
    slope, left = _ridge(inner, target)
    at = mean - middle @ slope
    between = float(at.std(ddof=1)) if len(at) > 1 else 0.0
    one_run = np.hypot(between, left) * np.sqrt(table.futures.mean() / acceptance.FUTURES)
    return float(at.mean()), slope, float(one_run)


def _ridge(inputs: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, float]:
    """Slopes with the penalty that foretells a set left out best, and the error of doing so."""
    left, values, right = np.linalg.svd(inputs, full_matrices=False)
    projected, scale = left.T @ target, values.max() ** 2 or 1.0

    def left_out(penalty: float) -> float:
        shrunk = values**2 / (values**2 + penalty * scale)
        hat = np.minimum((left**2) @ shrunk, 1 - 1e-9)
        return float(np.sqrt(np.mean(((target - left @ (shrunk * projected)) / (1 - hat)) ** 2)))

    best = min(_PENALTIES, key=left_out)
    return right.T @ (values / (values**2 + best * scale) * projected), left_out(best)
