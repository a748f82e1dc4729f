"""No dead lever: whatever a room can move makes a difference somewhere, and each scenario's first levers much of one.

Read: a lever is live in a scenario where it moves gain, kept, spread, reach, trust, use or citizens by .03, two
standard errors beyond, between any two of lowest, own and highest value, and the one half way where the scenario's own
is an end (a quarter of the futures: it takes hundreds of runs).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simulation.experiments.claims.claim import Claim, Size
from simulation.experiments.claims.claim_trials import ClaimTrials
from simulation.experiments.claims.found import Found, exactly
from simulation.experiments.claims.lever_table import dead, lever_moves, live, strongest
from simulation.model.plans.scenario import scenarios

_SCENARIOS = 3  # in so many a lever must be live
_FIRST, _AMONG = 2, 4


def find(trials: ClaimTrials) -> Mapping[str, Found]:
    """How many levers are dead, how many are live in the least scenario, and whether first levers are strong."""
    table = lever_moves(trials)
    lives = np.stack([np.sum([live(moved) for moved in of_levers.values()], axis=0) for of_levers in table.values()])
    firsts = [_first_are_strong(name, table[name]) for name in scenarios()]
    return {
        "dead": exactly(np.sum(list(dead(table, _SCENARIOS).values()), axis=0).astype(float)),
        "live": exactly(lives.min(axis=0).astype(float)),
        "first": exactly(float(np.mean(firsts)), trials.size),
    }


def _first_are_strong(name: str, moved: Mapping[str, Mapping[str, Found]]) -> bool:
    scenario = scenarios()[name]
    firsts = list(scenario.levers)[:_FIRST]
    return set(firsts) <= set(strongest(moved, scenario.outcome, _AMONG)) and len(firsts) == _FIRST


CLAIM = Claim(
    "S2", "Whatever we move, something happens", "A B C D E", (),
    "every lever at its lowest, the scenario's own and its highest value, in every scenario",
    {
        "dead": Size("levers that move nothing by .03 in three scenarios or more", None, 0.0),
        "live": Size("levers that move something by .03, in the scenario with the fewest", 8.0),
        "first": Size("share of scenarios whose first two levers are among the four strongest on what it asks", 1.0),
    },
    find,
    about_all=True,
)  # fmt: skip
