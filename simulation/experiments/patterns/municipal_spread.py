"""Between municipalities a practice creeps, even with a platform; telling a leader helps where the practice is simple."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simulation.experiments.patterns.arrangements import NOBODY_COMES
from simulation.experiments.patterns.pattern import Band, Pattern
from simulation.experiments.patterns.scene import Scene, of_officials
from simulation.experiments.trials import Trials, each, mean
from simulation.model.plan import Plan, defaults
from simulation.model.rules import STANDARD

MUNICIPALITIES = 4550
_YEARS, _EACH = 6, 3
_PLACE = {
    "peers": 0, "session_size": 20, "in_person": 0.9, "discretion": 0.2, "shared_experience": 1.0, "ownership": 0.8,
    "means": 0.35, "friction": 0.35, "taper": 0, "units": 1, "colleagues": 2, "convenor_share": 0, "partners": 2,
}  # fmt: skip


def country(municipalities: int, days_a_year: float) -> tuple[Plan, dict[str, float]]:
    """A plan, and the numbers beyond its sliders, for a platform that gives each municipality's delegate so many days."""
    numbers = {
        "institutions": municipalities, "officials": _EACH * municipalities, "counterparts": municipalities,
        "peer_days": days_a_year / 12 * municipalities / _PLACE["session_size"], "months": 12 * _YEARS,
    }  # fmt: skip
    return defaults().with_(**{k: v for k, v in _PLACE.items() if k != "peers"}), {**numbers, "peers": 0}


def active(trials: Trials, municipalities: int = MUNICIPALITIES) -> np.ndarray:
    """Share of municipalities whose delegate practises after six years of a national platform."""
    plan, numbers = country(municipalities, days_a_year=4)
    seen = trials.run(plan, 52 * _YEARS, {"on": mean("practising", 0, municipalities)}, STANDARD, **numbers)["on"]
    return seen.mean(axis=1)[:, -1]


def informed(trials: Trials, municipalities: int = 300, **practice: float) -> np.ndarray:
    """What telling half of the leaders once adds to the share who practise eighteen months later."""
    plan, numbers = country(municipalities, days_a_year=1)
    told = np.arange(_EACH * municipalities) % 2 == 0

    def tell(knowledge: np.ndarray) -> dict[str, np.ndarray]:
        return {"knowledge": np.maximum(knowledge, 0.6 * of_officials(told, knowledge))}

    seen = trials.run(
        plan, 78, {"on": each("practising", 0, municipalities)}, (*NOBODY_COMES, Scene(tell)), **{**numbers, **practice}
    )["on"].mean(axis=1)[:, -1]
    leaders = told[:municipalities]
    return seen[:, leaders].mean(axis=1) - seen[:, ~leaders].mean(axis=1)


def find(trials: Trials, municipalities: int = MUNICIPALITIES) -> Mapping[str, np.ndarray]:
    """Spread by a platform, and what one message to a leader adds for a simple and for a hard practice."""
    simple = {"step_size": 0.6, "friction": 0.0, "means": 1.0, "local_incentive": 1.0}
    return {
        "active": active(trials, municipalities), "simple": informed(trials, **simple),
        "complex": informed(trials, step_size=0.15, friction=0.5),
    }  # fmt: skip


PATTERN = Pattern(
    "AT17", "Municipal spread", "4,550 municipalities, a national platform; six years", "A06 A07 A08 D16 D21",
    {
        "active": Band("share of municipalities active after six years", 0.06, 0.11),
        "simple": Band("what one message to a leader adds to the share who adopt a simple practice", 0.08, 0.12),
        "complex": Band("the same for a practice of many steps", None, 0.02),
    },
    find,
)  # fmt: skip
