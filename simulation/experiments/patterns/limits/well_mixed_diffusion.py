"""Where everybody sees everybody and some start alone, newcomers rise to a peak and fall: the curve of Bass."""

from __future__ import annotations

import numpy as np

from simulation.experiments.patterns.limits.diffusion_alone import DRAW, practising
from simulation.model.engine.network import Colleagues
from simulation.model.engine.streams import RandomStreams
from simulation.model.engine.world import World
from simulation.vocabulary.units import MONTHS_PER_YEAR, WEEKS_PER_YEAR

ALONE, FOLLOWING = 0.03, 0.38  # a year: p and q of Bass's curve in D08 and M10
_PEOPLE, _FUTURES, _BATCHES = 2000, 20, 5
_YEARS = 10
_WINDOW = 2.0  # years on either side of the peak through which a parabola is laid


def adopted(seed: int) -> np.ndarray:
    """Share who have taken it up, mean over the futures, shape (weeks + 1,).

    Thresholds, even on 0..1, are drawn anew each week. That of a member then lies below the share x of the crowd that
    practises with chance x, and the chance of following is x times the rate of following, to which the rate of starting
    alone is added: p + q x, which is Bass.
    """
    crowd, weeks = Colleagues.everybody(_PEOPLE), _YEARS * WEEKS_PER_YEAR
    shares = []
    for batch in range(_BATCHES):
        futures = range(batch * _FUTURES, (batch + 1) * _FUTURES)
        streams = RandomStreams(seed, futures)
        groups = (("officials", _PEOPLE), ("peers", 0))
        ranks, draws = (streams.weekly(f"fresh_ripple/{name}", groups, weeks) for name in ("rank", "draw"))

        def fresh(world: World, ranks: np.ndarray = ranks) -> None:
            world.arrays["examples_needed"][:] = ranks[:, world.week] * world.arrays["colleagues_watched"]

        shares.append(
            practising(
                crowd, weeks, futures=futures, each_week=fresh, draws={DRAW: draws},
                spontaneous_adoption_per_month=ALONE / MONTHS_PER_YEAR, following_per_month=FOLLOWING / MONTHS_PER_YEAR,
            )
        )  # fmt: skip
    return np.concatenate(shares).mean(axis=0)


def peak(share: np.ndarray) -> float:
    """Year in which most take it up: the top of a parabola through the weekly newcomers around it.

    The parabola is laid again around the top it found, so that its window comes to lie evenly about the peak.
    """
    newcomers = np.diff(share)
    years = (np.arange(len(newcomers)) + 0.5) / WEEKS_PER_YEAR
    top = years[np.convolve(newcomers, np.ones(WEEKS_PER_YEAR), "same").argmax()]
    for _ in range(5):
        near = np.abs(years - top) <= _WINDOW
        bend, slope, _ = np.polyfit(years[near] - top, newcomers[near], 2)
        top -= slope / (2.0 * bend)
    return float(top)


def share_at(share: np.ndarray, year: float) -> float:
    """Share who have taken it up by a year."""
    return float(np.interp(year * WEEKS_PER_YEAR, np.arange(len(share)), share))
