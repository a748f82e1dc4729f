"""A practice goes from team to team of its own accord, but between institutions only where people meet."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simulation.experiments.patterns.arrangements import NOBODY_COMES
from simulation.experiments.patterns.pattern import Band, Pattern
from simulation.experiments.trials import Trials, each
from simulation.model.engine.rule import Rule
from simulation.model.engine.shape import Shape
from simulation.model.engine.world import Start, World
from simulation.model.plans.plan import defaults
from simulation.model.rules import STANDARD

_YEARS = 8  # as long as in H13 and H14
_OFFICIALS, _UNITS = 60, 2


def places() -> tuple[np.ndarray, np.ndarray]:
    """Institution and team of each official."""
    shape = Shape(_OFFICIALS, 2, _UNITS, 6, 12, 1, 0)
    return shape.institution(), shape.unit()


def one_team(level: float = 0.9) -> Start:
    """One team of the first institution works the new way already, and knows how."""
    institution, unit = places()
    there = ((institution == 0) & (unit == 0)) * level

    def lifted(values: np.ndarray, _world: World) -> np.ndarray:
        return np.maximum(values, there)

    def practised(_values: np.ndarray, world: World) -> np.ndarray:
        return np.maximum(world.arrays["practice"], there)

    return {"practice": lifted, "habit": practised, "knowledge": lifted, "confidence": lifted}


def gaps(trials: Trials, rules: tuple[Rule, ...]) -> tuple[np.ndarray, np.ndarray]:
    """What is left after eight years of the gap between teams of an institution, and between institutions."""
    plan = defaults().with_(
        officials=_OFFICIALS, institutions=2, units=_UNITS, counterparts=12, peers=0, partners=1, peer_days=12,
        months=24, session_size=2, taper=0, convenor_share=0,
    )  # fmt: skip
    weeks = 52 * _YEARS
    watch = {"practice": each("practice", 0, _OFFICIALS)}
    seen = trials.run(plan, weeks, watch, rules, start=one_team(), months=12 * _YEARS)
    practice = seen["practice"].mean(axis=1)
    institution, unit = places()

    def level(week: int, where: np.ndarray) -> np.ndarray:
        return practice[:, week, where].mean(axis=1)

    first, other = (institution == 0) & (unit == 0), (institution == 0) & (unit != 0)
    within = [level(week, first) - level(week, other) for week in (0, weeks)]
    between = [level(week, institution == 0) - level(week, institution == 1) for week in (0, weeks)]
    return within[1] / within[0], between[1] / between[0]


def find(trials: Trials) -> Mapping[str, np.ndarray]:
    """Gaps left within and between institutions, with no tie between them and with six live ones."""
    within, between = gaps(trials, NOBODY_COMES)
    _, tied = gaps(trials, STANDARD)
    return {"within": within, "between": between, "tied": tied}


PATTERN = Pattern(
    "AT6", "Within beats between", "one team of one of two institutions practises at the start; eight years",
    "H14 D21 A08",
    {
        "within": Band("share of the gap between teams of that institution that is left", None, 0.25),
        "between": Band("share of the gap between the institutions that is left, with no tie", 0.75),
        "tied": Band("the same with live ties between peers", None, 0.75),
    },
    find,
)  # fmt: skip
