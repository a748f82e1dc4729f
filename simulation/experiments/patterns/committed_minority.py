"""A few who never give in are overruled; a quarter can turn the whole house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.experiments.patterns.arrangements import NOBODY_COMES
from simulation.experiments.patterns.pattern import Band, Pattern
from simulation.experiments.trials import Trials, each
from simulation.model.engine.rule import Rule, once
from simulation.model.plans.plan import defaults
from simulation.vocabulary.state_variables import MEMBERS

_PEOPLE, _YEARS = 60, 3
_SHARES = (0.0, 0.08, 0.15, 0.2, 0.25, 0.3, 0.35, 0.42)
_INERTIA = 0.1  # added to the threshold to follow


@dataclass(frozen=True)
class Committed(Rule):
    """Some never give in: what they practise they go on with, whatever happens.

    Units: shares per member. Evidence: D03.
    """

    each = MEMBERS
    draws = {"committed": once("committed")}

    def change(self, practice: float, habit: float, committed: float) -> dict[str, float]:
        """Back to full practice and habit, for the committed."""
        if committed <= 0.0:
            return {}
        return {"practice": 1.0 - practice, "habit": 1.0 - habit}


def _flags(share: float) -> np.ndarray:
    # Every so many sit in every team: nobody's colleagues are all reformers.
    return np.arange(_PEOPLE) * 7 % _PEOPLE < round(share * _PEOPLE)


def turned(trials: Trials, **numbers: Any) -> np.ndarray:
    """Share of the others who practise in the end, shape (sets, shares committed, futures)."""
    plan = defaults().with_(officials=_PEOPLE, turnover_per_year=0, election_every_months=0)
    found = []
    for share in _SHARES:
        there = np.pad(_flags(share).astype(np.float32), (0, int(plan["peers"])))
        begin = dict.fromkeys(("practice", "habit"), lambda values, _world, there=there: np.maximum(values, there))
        seen = trials.run(
            plan,
            52 * _YEARS,
            {"on": each("practising", 0, _PEOPLE)},
            (*NOBODY_COMES, Committed()),
            start=begin,
            draws={"committed": np.tile(there, (trials.futures, 1))},
            **numbers,
        )["on"]
        others = ~_flags(share)
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
