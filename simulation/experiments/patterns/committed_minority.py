"""A few who never give in are overruled; a quarter can turn the whole house."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulation.experiments.patterns.arrangements import NOBODY_COMES
from simulation.experiments.patterns.pattern import Band, Pattern
from simulation.experiments.patterns.scene import Scene, of_officials
from simulation.experiments.trials import Trials, each
from simulation.model.plan import defaults

_PEOPLE, _YEARS = 60, 3
_SHARES = (0.0, 0.08, 0.15, 0.2, 0.25, 0.3, 0.35, 0.42)
_INERTIA = 0.1  # added to the threshold to follow


def _committed(share: float) -> Scene:
    # Every so many sit in every team: nobody's colleagues are all reformers.
    there = np.arange(_PEOPLE) * 7 % _PEOPLE < round(share * _PEOPLE)

    def begin(practice: np.ndarray) -> dict[str, Any]:
        return dict.fromkeys(("practice", "habit"), np.maximum(practice, of_officials(there, practice)))

    def hold(practice: np.ndarray, habit: np.ndarray) -> dict[str, Any]:
        held = of_officials(there, practice)
        return {"practice": (1.0 - practice) * held, "habit": (1.0 - habit) * held}

    return Scene(begin, hold)


def turned(trials: Trials, **numbers: Any) -> np.ndarray:
    """Share of the others who practise in the end, shape (sets, shares committed, futures)."""
    plan = defaults().with_(officials=_PEOPLE, turnover_per_year=0, election_every_months=0)
    found = []
    for share in _SHARES:
        others = np.arange(_PEOPLE) * 7 % _PEOPLE >= round(share * _PEOPLE)
        seen = trials.run(
            plan, 52 * _YEARS, {"on": each("practising", 0, _PEOPLE)}, (*NOBODY_COMES, _committed(share)), **numbers
        )["on"]
        found.append(seen[:, :, -1, others].mean(axis=2))
    return np.stack(found, axis=1)


def _tipping(turns: np.ndarray) -> np.ndarray:
    """Committed share at which half of the houses turn, read between the shares tried."""
    return np.array([np.interp(0.5, np.maximum.accumulate(row), _SHARES, left=0.0, right=np.nan) for row in turns])


def find(trials: Trials) -> Mapping[str, np.ndarray]:
    """Share of houses in which most of the others follow, for few and for many committed, and where it turns."""
    turns = (turned(trials) > 0.5).mean(axis=2)
    middle = np.broadcast_to(trials.sets.get("threshold_mean", defaults()["threshold_mean"]), (trials.size,))
    with_inertia = Trials({**trials.sets, "threshold_mean": middle + _INERTIA}, trials.futures, trials.seed)
    slow = (turned(with_inertia) > 0.5).mean(axis=2)
    return {
        "few": turns[:, 1], "many": turns[:, -1], "tipping": _tipping(turns),
        "inertia": _tipping(slow) - _tipping(turns),
    }  # fmt: skip


PATTERN = Pattern(
    "AT8", "A committed minority", "some never give in, nobody comes, nobody leaves; three years", "D03 D04 M07 M08",
    {
        "few": Band("share of futures in which 8 % committed turn most others", None, 0.05),
        "many": Band("the same with 42 % committed", 0.95),
        "tipping": Band("committed share that turns the house in half of the futures", 0.20, 0.30),
        "inertia": Band("how much more it takes where people need to see a tenth more", 0.01),
    },
    find,
)  # fmt: skip
