"""In the limits where the answer is known from elsewhere, the parts of the engine give it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from simulation.experiments.patterns.limits import known_networks, ring_lattice, threshold_crowd, well_mixed_diffusion
from simulation.experiments.patterns.pattern import Band, Pattern
from simulation.experiments.trials import Trials

_SWITCHED = (0.05, 0.1, 0.2, 0.5)  # shares of the ring's links that are rewired


@lru_cache(maxsize=4)
def found(seed: int) -> dict[str, float]:
    """The figures of every limiting case; none rests on an assumption of the model."""
    curve = well_mixed_diffusion.adopted(seed)
    peak = well_mixed_diffusion.peak(curve)
    grown, even = (known_networks.small(make, seed) for make in (known_networks.grown, known_networks.even))
    return {
        "critical_spread": threshold_crowd.critical_spread(),
        "steps_next_door": ring_lattice.steps(0.0, seed),
        "steps_far_away": ring_lattice.steps(1.0, seed),
        **{f"reach_{share * 100:.0f}": ring_lattice.reach(share, seed) for share in _SWITCHED},
        "peak_year": peak,
        "peak_share": well_mixed_diffusion.share_at(curve, peak),
        **{f"hubs_{name}": value for name, value in known_networks.big(seed).items()},
        "small_grown": grown[0],
        "small_even": even[0],
        "small_chance": min(grown[1], even[1]),
    }


def find(trials: Trials) -> Mapping[str, np.ndarray]:
    """Every limiting case, the same for each set of assumptions."""
    return {name: np.full(trials.size, value) for name, value in found(trials.seed).items()}


PATTERN = Pattern(
    "AT19", "Known limiting cases", "parts of the engine alone, in limits whose answer is known from elsewhere",
    "M09 M10 M11 M12 N12",
    {
        # M09, D05
        "critical_spread": Band("spread of normal thresholds (mean 25 %) from which all join, in %", 12.2, 12.3),
        # M11. Reach is all or nothing, and the row's means are of 20 runs: where they lie between, the band is two
        # standard errors of such a mean, sqrt(share x (1 - share) / 20).
        "steps_next_door": Band("weeks until all of a ring of 1,000 follow, where one example is enough", 165, 167),
        "steps_far_away": Band("the same with every link rewired", 4, 6),
        "reach_5": Band("reach in the ring where two examples are needed, 5 % of links rewired", 0.95, 1.0),
        "reach_10": Band("the same, 10 % rewired", 0.85, 1.0),
        "reach_20": Band("the same, 20 % rewired", 0.05, 0.43),
        "reach_50": Band("the same, 50 % rewired", 0.0, 0.02),
        # M10: p = .03 and q = .38 a year. The peak is flat: read from weekly newcomers it is sure to some weeks.
        "peak_year": Band("year in which most take it up, where everybody sees everybody", 6.1, 6.3),
        "peak_share": Band("share who have taken it up by then", 0.45, 0.47),
        # M12
        "hubs_path": Band("mean path in a grown network of 10,000 without its top 5 %, over that with them", 2.1, 2.5),
        "hubs_grown": Band("share that must go, hubs first, until a grown network falls apart", 0.13, 0.19),
        "hubs_even": Band("the same for a network with as many links at random", 0.26, 0.30),
        "hubs_chance": Band("share in the largest part when a chance 35 % have gone", 0.57, 0.63),
        # N12
        "small_grown": Band("share of 100 still in one piece without their five hubs, grown network", 0.91, 0.95),
        "small_even": Band("the same for links at random", 0.95, 0.99),
        "small_chance": Band("the least of both where any five go", 0.97, 1.0),
    },
    find,
    assumed=False,
)  # fmt: skip
