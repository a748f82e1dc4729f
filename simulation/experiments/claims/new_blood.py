"""Clubs grow blind: new blood helps after a while, costs trust at first, and the best mix is neither of the extremes.

Read: a 20 Group over 36 months. "After the second year" is the mean practice of its members in weeks 105 to 156; "at
first" the trust of pairs, mean of weeks 40 to 104. Both 9 and 12 months must beat no change. The mix is by gain.
"""

from __future__ import annotations

from collections.abc import Mapping

from simulation.experiments.claims.claim import Claim, Contrast, Size
from simulation.experiments.claims.claim_trials import ClaimTrials
from simulation.experiments.claims.found import Found, best_inside, least, mean_of

_MONTHS, _WEEKS = 36, 156
_CHANGES = (0, 6, 9, 12)  # months
_FIRST, _AFTER = slice(40, 105), slice(105, 157)  # weeks
_MIX = (0.0, 0.25, 0.5, 0.75, 1.0)


def find(trials: ClaimTrials) -> Mapping[str, Found]:
    """What new blood gives later and takes at first, and where on the slider the best mix lies."""
    plan = trials.plan("twenty_group")
    practice, trust = {}, {}
    for change in _CHANGES:
        seen = trials.weekly(plan, ("practice_supported", "trust"), _WEEKS, months=_MONTHS, rotation_months=change)
        practice[change] = seen["practice_supported"][:, :, _AFTER].mean(axis=2)
        trust[change] = seen["trust"][:, :, _FIRST].mean(axis=2)
    mixed = [trials.outcomes(plan, months=_MONTHS, peer_diversity=mix)["gain"] for mix in _MIX]
    return {
        "later": least([mean_of(practice[change] - practice[0]) for change in (9, 12)]),
        "first": least([mean_of(trust[0] - trust[change]) for change in (9, 12)]),
        "often": mean_of(practice[6] - practice[0]),
        "mix": best_inside(mixed, [0 < mix < 1 for mix in _MIX]),
    }


CLAIM = Claim(
    "K18", "Clubs grow blind", "D", ("rotation_months", "peer_diversity", "months"),
    "a 20 Group over 36 months, new blood never or every 6, 9 or 12 months; mix of peers 0 to 1",
    {
        "later": Size("members' practice in the third year, new blood less none, the lesser of 9 and 12 months", 0.0),
        "first": Size("trust of pairs in weeks 40 to 104, none less new blood, the lesser of 9 and 12 months", 0.0),
        "often": Size("members' practice in the third year, new blood every six months less none"),
        "mix": Size("gain: best mix of .25, .5 and .75 less the better of 0 and 1", 0.0),
    },
    find,
    Contrast("rotation_months", 0, 9),
)  # fmt: skip
