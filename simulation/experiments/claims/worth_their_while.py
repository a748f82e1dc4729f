"""People stay while it is worth their while: with much work and little gain they stop coming.

Read: "much work and little gain" is the community business network with workload 1 and no means; stopped coming is the
share of those supported who no longer take part after a year. Friends: pairs start with trust of .8; wins: a 20 Group
with workload 1, all celebration against none. Old members feel they gain less: satisfaction of those present in a 20
Group falls from the third month to the end of its plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulation.experiments.claims.claim import Claim, Size
from simulation.experiments.claims.claim_trials import ClaimTrials
from simulation.experiments.claims.found import Found, mean_of
from simulation.experiments.trials import mean
from simulation.model.plans.plan import Plan
from simulation.vocabulary.units import WEEKS_PER_YEAR, first_week_without

_FRIENDS = {"trust": 0.8}
_EARLY = 13  # weeks


def find(trials: ClaimTrials) -> Mapping[str, Found]:
    """Who stops coming, what holds them, and how satisfied old members are."""
    bare, network = trials.plan("community_business_network"), trials.plan("twenty_group")
    end = first_week_without(network["months"])
    pleased = trials.run(network, end - 1, {"pleased": mean("engagement")}, at=(_EARLY, end - 1))["pleased"]

    def gone(plan: Plan, start: Mapping[str, Any] | None = None, **numbers: Any) -> np.ndarray:
        watch = {"there": mean("taking_part", 0, int(plan["counterparts"]))}
        seen = trials.run(plan, WEEKS_PER_YEAR, watch, start=start, at=(WEEKS_PER_YEAR,), workload=1.0, **numbers)
        return 1.0 - seen["there"][:, :, 0]

    worn = gone(bare, means=0.0)
    return {
        "worn": mean_of(worn),
        "friends": mean_of(worn - gone(bare, _FRIENDS, means=0.0)),
        "wins": mean_of(gone(network, celebration=0.0) - gone(network, celebration=1.0)),
        "old": mean_of(pleased[:, :, 0] - pleased[:, :, 1]),
    }


CLAIM = Claim(
    "K20", "People stay while it is worth their while", "D", ("workload", "means", "celebration"),
    "community business network with workload 1 and no means, a year; the same among friends; a 20 Group with workload "
    "1, celebration 0 and 1",
    {
        "worn": Size("share of those supported who stop coming within a year, much work and little gain", 0.2),
        "friends": Size("how many fewer stop coming among friends", 0.0),
        "wins": Size("how many fewer stop coming where wins are celebrated", 0.0),
        "old": Size("satisfaction in a 20 Group in month 3 less at the end", 0.0),
    },
    find,
)  # fmt: skip
