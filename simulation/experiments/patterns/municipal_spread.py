"""Between municipalities a practice creeps, even with a platform; a word to a leader helps where it is simple."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from simulation.experiments.patterns.arrangements import NOBODY_COMES
from simulation.experiments.patterns.pattern import Band, Pattern
from simulation.experiments.trials import Trials, each
from simulation.model.engine.rule import Rule
from simulation.model.engine.world import Start, World
from simulation.model.parameters import parameters
from simulation.model.plans.plan import defaults
from simulation.model.rules import STANDARD

MUNICIPALITIES = 4550
_REGION = 152  # municipalities that meet each other; thirty futures of one region are the country
_YEARS, _EACH = 6, 3
_PLACE = {
    "partners": 2, "session_size": 20, "in_person": 0.9, "discretion": 0.2, "shared_experience": 1.0, "ownership": 0.8,
    "means": 0.35, "friction": 0.35, "taper": 0, "units": 1, "colleagues": 2, "convenor_share": 0,
}  # fmt: skip
_DAYS_A_YEAR = 1.0  # that a delegate spends on the platform
# A simple practice: cheap, done in one go, as easy as the range of `base_success_log_odds` allows; nobody can say no.
_SIMPLE = {
    "step_size": 0.6,
    "friction": 0.0,
    "means": 1.0,
    "base_success_log_odds": parameters()["base_success_log_odds"].high,
}
_COMPLEX = {"step_size": 0.15, "friction": 0.5}
_TOLD_HOURS, _FOLLOWED = 1.0, 78  # length of the message; weeks until adoption is counted


def _region(
    trials: Trials, weeks: int, rules: Sequence[Rule], start: Start | None = None, **practice: float
) -> np.ndarray:  # fmt: skip
    """Whether each delegate practises in the end, shape (sets, futures, municipalities)."""
    numbers: dict[str, Any] = {
        "institutions": _REGION, "officials": _EACH * _REGION, "counterparts": _REGION, "peers": 0,
        "peer_days": _DAYS_A_YEAR / 12 * _REGION / _PLACE["session_size"], "months": 12 * _YEARS, **practice,
    }  # fmt: skip
    watch = {"on": each("practising", 0, _REGION)}
    seen = trials.run(defaults().with_(**_PLACE), weeks, watch, rules, start=start, **numbers)["on"]
    return seen[:, :, -1]


def _told(knowledge: np.ndarray, world: World) -> np.ndarray:
    """Every other delegate has heard about it once, for an hour: what that leaves of what can be taught to
    anybody.
    """
    heard = np.pad((np.arange(_EACH * _REGION) % 2 == 0).astype(float), (0, knowledge.shape[1] - _EACH * _REGION))
    learnt = 1.0 - np.exp(-_TOLD_HOURS * world.parameter("learning_per_hour"))
    textbook = world.parameter("standard_content_share")
    return knowledge + np.maximum(textbook - knowledge, 0.0) * learnt * heard


def informed(trials: Trials, **practice: float) -> np.ndarray:
    """What telling half of the leaders once adds to the share who practise eighteen months later."""
    on = _region(trials, _FOLLOWED, NOBODY_COMES, {"knowledge": _told}, **practice).mean(axis=1)
    return on[:, ::2].mean(axis=1) - on[:, 1::2].mean(axis=1)


def find(trials: Trials) -> Mapping[str, np.ndarray]:
    """Spread by a platform, and what one message to a leader adds for a simple and for a hard practice."""
    active = _region(trials, 52 * _YEARS, STANDARD, base_success_log_odds=_SIMPLE["base_success_log_odds"]).mean(
        axis=(1, 2)
    )
    return {"active": active, "simple": informed(trials, **_SIMPLE), "complex": informed(trials, **_COMPLEX)}


PATTERN = Pattern(
    "AT17", "Municipal spread", "4,550 municipalities, a national platform; six years", "A06 A07 A08 D16 D21",
    {
        "active": Band("share of municipalities active after six years", 0.06, 0.11),
        "simple": Band("what one message to a leader adds to the share who adopt a simple practice", 0.08, 0.12),
        "complex": Band("the same for a practice of many steps", None, 0.02),
    },
    find,
)  # fmt: skip
