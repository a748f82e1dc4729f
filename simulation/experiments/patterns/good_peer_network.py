"""Five signs of a good peer network: it works and lasts, better peers give more, rivals less, once is not enough."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simulation.ensemble.outcomes import end_of_support
from simulation.experiments.patterns.ladder_of_stickiness import gain
from simulation.experiments.patterns.pattern import Band, Pattern
from simulation.experiments.trials import Trials
from simulation.model.plans.loading import load
from simulation.model.plans.plan import Plan


def network(**changes: float) -> Plan:
    """Twenty firms whose heads meet in groups of ten, monthly for a year."""
    return load("twenty_group").with_(**{"months": 12, **changes})


_END = end_of_support(network().values)


def _gains(trials: Trials, plan: Plan) -> tuple[np.ndarray, np.ndarray]:
    """Gain when regular meetings end, and a year later, whatever the rhythm."""
    kept = gain(trials, plan, _END + 52)
    return kept[:, _END], kept[:, -1]


def find(trials: Trials) -> Mapping[str, np.ndarray]:
    """Gains of those who meet, at the end and a year later, and how they depend on peers, rivalry and rhythm."""
    end, later = _gains(trials, network())
    better, lesser = (_gains(trials, network(peers=20, peer_mastery=mastery))[0] for mastery in (0.9, 0.5))
    rivals = _gains(trials, network(rivalry=1))[0]
    once = _gains(trials, network(months=1, peer_days=network()["peer_days"] * 12))[1]
    return {
        "works": end, "lasts": later / end, "better_peers": better / lesser, "rivals": rivals / end,
        "once": once / later,
    }  # fmt: skip


PATTERN = Pattern(
    "AT12", "A good peer network, five signs", "a 20 Group for a year against none", "D20 A24",
    {
        "works": Band("gain in practice by the end of the year", 0.02),
        "lasts": Band("share of it still there a year later", 0.5),
        "better_peers": Band("gain with peers far ahead over gain with peers half as far", 1.1),
        "rivals": Band("gain among rivals, measured on the gain among firms that do not compete", None, 0.95),
        "once": Band("gain two years on from as many hours in one month, measured on regular meetings", None, 0.95),
    },
    find,
)  # fmt: skip
