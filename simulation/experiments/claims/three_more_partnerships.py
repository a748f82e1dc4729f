"""Three more partnerships: a long, well-funded generic programme; clerks to clerks; an ageing, cliquish network.

Read: there are three scenarios beside the ten that AT16 was written for. One of them is generic (shared experience of
at most .3) and lasts a year or more; one has peers from outside who held the same job (.8 or more); one is a mutual
network.
"""

from __future__ import annotations

from collections.abc import Mapping

from simulation.experiments.claims.claim import Claim, Size
from simulation.experiments.claims.claim_trials import ClaimTrials
from simulation.experiments.claims.found import Found, exactly
from simulation.experiments.claims.order_of_plans import TEN
from simulation.model.plans.loading import load
from simulation.model.plans.plan import Plan
from simulation.model.plans.scenario import scenarios

_GENERIC, _SAME, _LONG = 0.3, 0.8, 12


def find(trials: ClaimTrials) -> Mapping[str, Found]:
    """How many scenarios are new, and how many of the three kinds are among them."""
    new: list[Plan] = [load(name) for name in scenarios() if name not in TEN]
    kinds = (
        any(plan["shared_experience"] <= _GENERIC and plan["months"] >= _LONG for plan in new),
        any(plan["peers"] > 0 and plan["shared_experience"] >= _SAME for plan in new),
        any(plan["peers"] == 0 for plan in new),
    )
    return {"new": exactly(len(new), trials.size), "kinds": exactly(sum(kinds), trials.size)}


CLAIM = Claim(
    "S5", "There are partnerships to be warned by, too", "A D", (),
    "the scenarios that come with the kit, beside the ten that AT16 was written for",
    {
        "new": Size("scenarios beside the ten", 3.0),
        "kinds": Size("how many of the three kinds are among them", 3.0),
    },
    find,
    about_all=True,
)  # fmt: skip
