"""A group that hangs on one person falls apart when that person goes; one that is meshed does not.

Read: the health budget network for 24 months, all ties through the convenor or a tenth; of the futures in which the
convenor left before month 18, those with no contact in the last 26 weeks of the plan (less than a hundredth of that of
the first 26). "Hardly ever" is at most one in twenty. AT14 holds the share of contact lost at the network's own share.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simulation.experiments.claims.claim import Claim, Contrast, Size
from simulation.experiments.claims.claim_trials import ClaimTrials
from simulation.experiments.claims.found import Found, share_of
from simulation.vocabulary.units import first_week_without

_MONTHS, _BEFORE = 24, 18
_HALF_YEAR = 26  # weeks
_NONE = 0.01  # of the contact at first
_SHARES = {"hub": 1.0, "mesh": 0.1}


def find(trials: ClaimTrials) -> Mapping[str, Found]:
    """How often nobody meets any more after the convenor left."""
    plan, found = trials.plan("health_budget_network"), {}
    end, before = first_week_without(_MONTHS), first_week_without(_BEFORE)
    for name, share in _SHARES.items():
        seen = trials.weekly(plan, ("contact_hours", "convenor_exits"), end, months=_MONTHS, convenor_share=share)
        left = np.any(seen["convenor_exits"][:, :, :before] > 0, axis=2)
        hours = seen["contact_hours"]
        first = hours[:, :, 1 : 1 + _HALF_YEAR].sum(axis=2)
        last = hours[:, :, end - _HALF_YEAR + 1 :].sum(axis=2)
        found[name] = share_of(last < _NONE * first, left)
    return found


CLAIM = Claim(
    "K19", "A group that hangs on one person falls apart", "D", ("convenor_share", "months"),
    "health budget network, all ties through the convenor or a tenth; futures in which the convenor left by month 18",
    {
        "hub": Size("share of these futures with no contact in the last 26 weeks, all through the convenor", 0.2),
        "mesh": Size("the same where a tenth of the ties run through the convenor", None, 0.05),
    },
    find,
    Contrast("convenor_share", 1.0, 0.1),
)  # fmt: skip
