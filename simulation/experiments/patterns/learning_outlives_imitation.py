"""Copying a peer who moved ahead is a matter of months; what one learns from them stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulation.experiments.patterns.pattern import Band, Pattern
from simulation.experiments.trials import Trials, mean, without
from simulation.model.engine.rule import Rule
from simulation.model.plans.plan import defaults
from simulation.model.rules import STANDARD
from simulation.vocabulary.state_variables import MEMBERS

_ADOPTS = 26  # week
_MASTERY = 0.9
_YEARS = 4


@dataclass(frozen=True)
class PeersAdopt(Rule):
    """Outside peers, who were no further than anybody, master the new way from one week on.

    Units: shares per member. Evidence: D15.
    """

    each = MEMBERS

    def change(self, week: float, outside: float, practice: float, knowledge: float) -> dict[str, float]:
        """What the peers are short of mastery."""
        if outside <= 0.0 or week < _ADOPTS:
            return {}
        return {"practice": _MASTERY - practice, "knowledge": _MASTERY - knowledge}


def effect(trials: Trials, idea: str, state: str, **place: float) -> np.ndarray:
    """What one idea adds to a state, over the whole institution, week by week: (sets, weeks + 1)."""
    plan = defaults().with_(peer_mastery=0.2, months=24, turnover_per_year=0, election_every_months=0, **place)
    weeks = _ADOPTS + 52 * _YEARS
    watch = {"seen": mean(state, 0, int(plan["officials"]))}
    runs = [trials.run(plan, weeks, watch, (*rules, PeersAdopt()), months=72)["seen"].mean(axis=1)
            for rules in (STANDARD, without(idea))]  # fmt: skip
    return runs[0] - runs[1]


def _by_year(effects: np.ndarray, year: int) -> np.ndarray:
    return effects[:, _ADOPTS + 52 * year]


def find(trials: Trials) -> Mapping[str, np.ndarray]:
    """Imitation and learning in the fourth year after a peer adopts, measured on the first, and imitation by size."""
    imitation, learning = effect(trials, "benchmarking", "confidence"), effect(trials, "learning", "knowledge")
    peak = imitation[:, _ADOPTS : _ADOPTS + 105].max(axis=1)
    small, large = (effect(trials, "benchmarking", "confidence", officials=n)[:, _ADOPTS : _ADOPTS + 105].max(axis=1)
                    for n in (30, 120))  # fmt: skip
    return {
        "imitation": _by_year(imitation, _YEARS) / peak, "learning": _by_year(learning, _YEARS) / _by_year(learning, 1),
        "size": large / small,
    }  # fmt: skip


PATTERN = Pattern(
    "AT18", "Learning outlives imitation", "the peers of twelve people adopt in one week; four years", "D15",
    {
        "imitation": Band("what imitation still lifts after four years, measured on its height", None, 0.5),
        "learning": Band("what was learnt, four years after, measured on one year after", 0.8),
        "size": Band("imitation in a house of 120, measured on one of 30", None, 0.9),
    },
    find,
)  # fmt: skip
