"""A group that copies its best gets surer and more alike, not better; new faces start it learning again."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simulation.experiments.patterns.good_peer_network import network
from simulation.experiments.patterns.pattern import Band, Pattern
from simulation.experiments.trials import Trials, each
from simulation.model.plans.plan import Plan

_YEARS = 4
_CLOSE = {"peer_diversity": 0, "turnover_per_year": 0, "peer_days": 8}  # four days a month each, all of one kind
_NAMES = ("knowledge", "confidence", "practice", "freshness")


def years(trials: Trials, plan: Plan) -> dict[str, np.ndarray]:
    """Members' arrays at every new year, shape (sets, futures, years + 1, members)."""
    firms = int(plan["counterparts"])
    watch = {name: each(name, 0, firms) for name in _NAMES[:3]}
    seen = trials.run(plan, 52 * _YEARS, watch, months=12 * _YEARS)
    return {name: values[:, :, ::52] for name, values in seen.items()}


def find(trials: Trials) -> Mapping[str, np.ndarray]:
    """Spread, error, confidence and gains over four years of the same group, and with new faces every year."""
    same = years(trials, network(**_CLOSE))
    fresh = years(trials, network(**_CLOSE, rotation_months=12))
    level = {name: values.mean(axis=(1, 3)) for name, values in same.items()}
    spread = same["practice"].std(axis=3).mean(axis=1)
    knowledge = level["knowledge"]
    late = knowledge[:, 4] - knowledge[:, 2]
    renewed = fresh["knowledge"].mean(axis=(1, 3))
    return {
        "diversity": spread[:, 4] / spread[:, 0], "confidence": level["confidence"][:, 4] - level["confidence"][:, 0],
        "error": late / (1 - knowledge[:, 2]), "plateau": late / (knowledge[:, 1] - knowledge[:, 0]),
        "rotation": (renewed[:, 4] - renewed[:, 2]) - late,
    }  # fmt: skip


PATTERN = Pattern(
    "AT15", "Groupthink", "a 20 Group over four years, all alike, everybody copying", "N06 N07 N08 N09 N10 N11",
    {
        "diversity": Band("spread of practice in the end, measured on the start", None, 0.8),
        "confidence": Band("rise in confidence", 0.05),
        "error": Band("share of what nobody knew after two years that they learn in two more", None, 0.1),
        "plateau": Band("what they learn in the last two years, measured on the first", None, 0.25),
        "rotation": Band("what new faces every year add to learning in the last two years", 0.01),
    },
    find,
)  # fmt: skip
