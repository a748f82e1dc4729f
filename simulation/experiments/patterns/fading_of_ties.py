"""Ties between institutions die within a year when nobody calls, old friendships do not, and both come back fast."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simulation.experiments.patterns.arrangements import NOBODY_COMES
from simulation.experiments.patterns.hours_to_trust import pairs
from simulation.experiments.patterns.pattern import Band, Pattern
from simulation.experiments.trials import Trials, each
from simulation.model.engine.world import Start
from simulation.model.population import TRUST_BANDS

_BRIDGE = 0.11  # trust after the twelve hours of a two-day workshop
_KINDS = {"bridge": _BRIDGE, "ordinary": TRUST_BANDS["colleague"], "strong": TRUST_BANDS["confidant"]}
_YEARS_APART = 3
_MOST = 2 / 3  # of the felt trust before


def acquainted(*trusts: float, warmth: float = 1.0, hours: float = 90.0) -> Start:
    """Ties that are there already, with trust in turn of `trusts`."""
    return {"trust": lambda trust, _world: np.resize(trusts, trust.shape[1]), "warmth": warmth, "hours": hours}


def hours_until(trials: Trials, start: Start | None, goal: float) -> np.ndarray:
    """Hours of contact until the median tie's felt trust reaches the goal."""
    watch = {"felt": each("felt_trust"), "spent": each("contact_hours")}
    seen = trials.run(pairs(120, 24), 104, watch, start=start)
    felt, spent = np.median(seen["felt"], axis=(1, 3)), seen["spent"].mean(axis=(1, 3)).cumsum(axis=1)
    felt = np.maximum.accumulate(felt, axis=1)
    return np.array([np.interp(goal, f, s, right=np.nan) for f, s in zip(felt, spent, strict=True)])


def find(trials: Trials) -> Mapping[str, np.ndarray]:
    """Share of felt trust left after a year without contact, by kind of tie; hours to come back after three years."""
    watch = {name: each(name) for name in ("felt_trust", "trust", "warmth")}
    seen = trials.run(pairs(240, 12), 52 * _YEARS_APART, watch, NOBODY_COMES, start=acquainted(*_KINDS.values()))
    felt = seen["felt_trust"]
    kept = felt[:, :, 52] / felt[:, :, 0]
    found = {kind: kept[:, :, place :: len(_KINDS)].mean(axis=(1, 2)) for place, kind in enumerate(_KINDS)}
    rested = {name: float(seen[name][:, :, -1, 1 :: len(_KINDS)].mean()) for name in ("trust", "warmth")}
    goal = _MOST * TRUST_BANDS["colleague"]
    again = hours_until(trials, acquainted(rested["trust"], warmth=rested["warmth"]), goal)
    found["again"] = again / hours_until(trials, None, goal)
    return found


PATTERN = Pattern(
    "AT4", "Fading of ties by kind", "all contact stops; after three years pairs meet again", "T11 T12 T13 T15",
    {
        "bridge": Band("share of felt trust left after a year, between near-strangers", 0.05, 0.20),
        "ordinary": Band("the same between friends", 0.60, 0.80),
        "strong": Band("the same between close friends", 0.80, 0.92),
        "again": Band("hours to most of the old trust after three years apart, measured on the first time", None, 0.5),
    },
    find,
)  # fmt: skip
