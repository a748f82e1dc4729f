"""Draws from a density over the unit cube, how many independent ones they are worth, and how far two runs agree.

The sampler is emcee's ensemble: some hundred walkers that propose to draw a few assumptions anew from the prior, to
move a few a little, or to leap along the difference of two other walkers (differential evolution, ter Braak 2006), in
all assumptions or in a few that go together; each is folded back at the ends of the ranges. Leaps alone in unbounded
coordinates were tried in a hundred dimensions: after 4,000 steps the quartiles of assumptions that nothing held were
off by .07; with redraws, by .02. With leaps in all assumptions only, two that trade off had 200 effective draws after
40,000 steps, all others at least 1,600; with leaps of those that go together the slowest of all had 290 after 4,000.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simulation.experiments.calibration.threads import single_threaded_algebra

ENOUGH = 600  # effective draws of a run
QUARTILES = (0.25, 0.5, 0.75)
WITHIN, NONE_BEYOND, SHARE = 0.1, 0.15, 0.95  # shares of a range, and the share of quartiles that must lie within
_WALKERS_EACH, _FEWEST_WALKERS = 2.4, 64  # walkers for each assumption
_REDRAWN, _MOVED, _STEP = 3.0, 6.0, 0.15  # assumptions drawn anew and moved at a time, on average; by how much
_LEAP, _GO_TOGETHER = 2.38, 0.4  # length of a leap in one dimension; correlation from which assumptions leap together
_THIN = 20
_BATCH = 50  # kept steps between two looks at how many draws are effective
_BURNT = 0.5  # share of a run that is left out at its start
_WINDOW = 5.0  # autocorrelation is summed over so many times the memory it gives
_SLOWEST = 4.0  # a run must be so many times longer than its slowest assumption's memory

Density = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Draws:
    """Draws of one run, shape (draws, assumptions), and how many independent ones they are worth, by assumption."""

    points: np.ndarray
    effective: np.ndarray
    steps: int
    converged: bool

    def subset(self, number: int, seed: int) -> np.ndarray:
        """So many of them."""
        return self.points[np.random.default_rng(seed).choice(len(self.points), number, replace=False)]


def draw(
    log_density: Density,
    start: np.ndarray,
    *,
    seed: int,
    effective: int = ENOUGH,
    steps: int = 20_000,
) -> Draws:
    """Draw from a density over the unit cube until there are so many effective draws of every assumption, or for so
    many steps.

    start: points to set out from, shape (points, assumptions); walkers begin at them, a little apart.
    """
    import emcee

    rng, dimensions = np.random.default_rng(seed), start.shape[1]
    walkers = 2 * int(max(_FEWEST_WALKERS, _WALKERS_EACH * dimensions) / 2)
    begin = folded(start[rng.integers(len(start), size=walkers)] + 0.01 * rng.standard_normal((walkers, dimensions)))
    sampler = emcee.EnsembleSampler(walkers, dimensions, log_density, moves=_moves(dimensions), vectorize=True)
    sampler.random_state = np.random.RandomState(seed).get_state()
    state = begin
    while True:
        with single_threaded_algebra():
            state = sampler.run_mcmc(state, _BATCH, thin_by=_THIN, skip_initial_state_check=True)
        chain = sampler.get_chain()
        samples = chain[int(_BURNT * len(chain)) :]
        memory = _memory(samples)
        n_effective = samples.shape[0] * walkers / memory
        converged = bool(n_effective.min() >= effective and len(samples) >= _SLOWEST * memory.max())
        if converged or len(chain) * _THIN >= steps:
            return Draws(samples.reshape(-1, dimensions), n_effective, len(chain) * _THIN, converged)


def folded(points: np.ndarray) -> np.ndarray:
    """What leaves the unit cube comes back by as much."""
    return 1.0 - np.abs(1.0 - np.abs(points) % 2.0)


def quartiles(points: np.ndarray) -> np.ndarray:
    """Quartiles of each assumption, as shares of its range, shape (3, assumptions)."""
    return np.quantile(points, QUARTILES, axis=0)


@dataclass(frozen=True)
class Agreement:
    """How far the quartiles of two runs lie apart: the share within a tenth of the range, and the farthest."""

    within: float
    farthest: float

    @classmethod
    def of(cls, one: np.ndarray, other: np.ndarray) -> Agreement:
        """Of the draws of two runs."""
        apart = np.abs(quartiles(one) - quartiles(other))
        return cls(float((apart <= WITHIN).mean()), float(apart.max()))

    @property
    def holds(self) -> bool:
        """Whether that is near enough."""
        return self.within >= SHARE and self.farthest <= NONE_BEYOND

    def __str__(self) -> str:
        """One line."""
        return (
            f"{100 * self.within:.0f} % of quartiles within {WITHIN:g} of the range, the farthest {self.farthest:.3f}"
        )


def _moves(dimensions: int) -> list[tuple[object, float]]:
    from emcee.moves import DEMove, MHMove
    from emcee.moves.red_blue import RedBlueMove

    def redraw(points: np.ndarray, rng: np.random.RandomState) -> tuple[np.ndarray, np.ndarray]:
        chosen = rng.random_sample(points.shape) < _REDRAWN / dimensions
        return np.where(chosen, rng.random_sample(points.shape), points), np.zeros(len(points))

    def shift(points: np.ndarray, rng: np.random.RandomState) -> tuple[np.ndarray, np.ndarray]:
        chosen = rng.random_sample(points.shape) < _MOVED / dimensions
        return folded(points + _STEP * chosen * rng.standard_normal(points.shape)), np.zeros(len(points))

    class Leap(DEMove):
        def get_proposal(self, *given: object) -> tuple[np.ndarray, np.ndarray]:
            points, factors = super().get_proposal(*given)
            return folded(points), factors

    class LeapTogether(RedBlueMove):
        def get_proposal(
            self, walkers: np.ndarray, others: list[np.ndarray], rng: np.random.RandomState
        ) -> tuple[np.ndarray, np.ndarray]:
            return leaps_together(walkers, np.concatenate(others), rng), np.zeros(len(walkers))

    return [(MHMove(redraw), 0.3), (MHMove(shift), 0.25), (Leap(), 0.1), (LeapTogether(), 0.35)]


def leaps_together(walkers: np.ndarray, others: np.ndarray, rng: np.random.RandomState) -> np.ndarray:
    """For each walker a leap along the difference of two others, in one assumption and those that go with it among the
    others: along a ridge on which a few trade off, a leap in all assumptions at once is far too short.

    Every other leap is of assumptions that do have others with them: one pair in a hundred would hardly ever be chosen.
    """
    together = np.abs(np.nan_to_num(np.corrcoef(others.T))) >= _GO_TOGETHER
    np.fill_diagonal(together, True)
    accompanied = np.flatnonzero(together.sum(axis=1) > 1)
    one_of = rng.randint(walkers.shape[1], size=len(walkers))
    if accompanied.size:
        other_half = rng.random_sample(len(walkers)) < 0.5
        one_of = np.where(other_half, accompanied[rng.randint(accompanied.size, size=len(walkers))], one_of)
    chosen = together[one_of]
    one = rng.randint(len(others), size=len(walkers))
    other = (one + rng.randint(1, len(others), size=len(walkers))) % len(others)
    length = _LEAP / np.sqrt(2.0 * chosen.sum(axis=1, keepdims=True))
    return folded(walkers + length * chosen * (others[one] - others[other]))


def _memory(chain: np.ndarray) -> np.ndarray:
    """Integrated autocorrelation time of each assumption in kept steps, shape (assumptions,); chain (steps, walkers,
    assumptions).

    Taken round the mean of all walkers, so that walkers which each stay where they are count as one long memory; the
    window is Sokal's.
    """
    return np.array([_memory_of_one(chain[:, :, place]) for place in range(chain.shape[2])])


def _memory_of_one(chain: np.ndarray) -> float:
    steps = len(chain)
    spectrum = np.fft.rfft(chain - chain.mean(), 2 * steps, axis=0)
    together = np.fft.irfft(np.square(np.abs(spectrum)).mean(axis=1))[:steps] / np.arange(steps, 0, -1)
    times = 2.0 * np.cumsum(together / max(together[0], 1e-300)) - 1.0
    long_enough = np.arange(steps) >= _WINDOW * times
    return float(max(times[long_enough.argmax() if long_enough.any() else -1], 1.0))
