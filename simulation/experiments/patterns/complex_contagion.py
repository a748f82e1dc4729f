"""What must be seen twice travels best among people who sit together; what needs seeing once, along long ties."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulation.experiments.patterns.pattern import Band, Pattern
from simulation.experiments.trials import Trials, mean
from simulation.model.engine.world import World
from simulation.model.plans.plan import defaults
from simulation.model.rules.diffusion import Diffusion

_PEOPLE, _TEAMS = 128, 2  # the size of the networks in D01, in two rings of six neighbours each
_YEARS = 10
_SEEDS = 3  # in each ring: somebody and the two who sit nearest
_NEAR, _FAR = 0.54, 0.38  # the reach found in D01
_MORE = 5  # times as many futures where the moment decides at which the reach is read
_NOISE = 0.05  # share a month who adopt with no example, where that is switched on


def _seeded(practice: np.ndarray, _world: World) -> np.ndarray:
    position = np.arange(_PEOPLE)
    place = 2 * (position // (2 * _TEAMS)) + position % 2
    return np.pad((place < _SEEDS).astype(float), (0, practice.shape[1] - _PEOPLE))


def spread(trials: Trials, long_ties: float, **numbers: Any) -> np.ndarray:
    """Share who practise, shape (sets, weeks + 1), with all links next door (0) or all of them far away (1)."""
    plan = defaults().with_(officials=_PEOPLE, units=_TEAMS, colleagues=6, long_ties=long_ties)
    seen = trials.run(
        plan,
        52 * _YEARS,
        {"practising": mean("practising", 0, _PEOPLE)},
        (Diffusion(),),
        start={"practice": _seeded},
        **numbers,
    )
    return seen["practising"].mean(axis=1)


def _week_of(share: np.ndarray, goal: float) -> np.ndarray:
    """First week at or above the goal; one past the last where it is never reached."""
    there = share >= goal
    return np.where(there.any(axis=1), there.argmax(axis=1), share.shape[1])


def _ratio(trials: Trials, **numbers: Any) -> tuple[np.ndarray, np.ndarray]:
    """Reach next door over reach far away once next door has come as far as in D01, and the times to get there."""
    near, far = spread(trials, 0, **numbers), spread(trials, 1, **numbers)
    when = np.minimum(_week_of(near, _NEAR), near.shape[1] - 1)
    row = np.arange(trials.size)
    return near[row, when] / far[row, when], _week_of(far, _FAR) / _week_of(near, _FAR)


def find(trials: Trials) -> Mapping[str, np.ndarray]:
    """Reach next door over reach far away, for what most must see twice, once, or not at all."""
    reach, speed = _ratio(trials.more(_MORE))
    simple, _ = _ratio(trials, sources_needed=1, threshold_mean=0, threshold_spread=0)
    noisy, _ = _ratio(trials, spontaneous_adoption_per_month=_NOISE)
    return {"reach": reach, "speed": speed, "simple": simple, "noisy": noisy}


PATTERN = Pattern(
    "AT7", "Complex contagion", "128 people in rings of six neighbours, or with all links far away; ripple alone",
    "D01 D11 D12 M11",
    {
        "reach": Band("reach next door over reach far away, where most must see two", 1.2, 1.7),
        "speed": Band("time to three in ten far away over time next door", 1.0),
        "simple": Band("reach next door over reach far away, where one is enough", None, 1.0),
        "noisy": Band("the same where many adopt with no example at all", None, 1.0),
    },
    find,
)  # fmt: skip
