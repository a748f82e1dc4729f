"""They own the plan, and helpers are equals: what is one's own goes on growing when the helpers have gone.

Read: "grown after the last day" is the gain a year later less the gain on the last day.
"""

from __future__ import annotations

from collections.abc import Mapping

from simulation.experiments.claims.claim import Claim, Contrast, Size
from simulation.experiments.claims.claim_trials import ClaimTrials
from simulation.experiments.claims.found import Found, mean_of


def find(trials: ClaimTrials) -> Mapping[str, Found]:
    """What ownership adds, and how much of it grows after the last day."""
    plan = trials.plan("country_peer_review")
    formula, owned = (trials.outcomes(plan, ownership=ownership) for ownership in (0.0, 1.0))
    grown = [each["gain"] - each["gain_at_end"] for each in (formula, owned)]
    return {"worth": mean_of(owned["gain"] - formula["gain"]), "grown": mean_of(grown[1] - grown[0])}


CLAIM = Claim(
    "K13", "They own the plan; helpers are equals, not inspectors", "A C", ("ownership",),
    "country peer review, ownership 0 to 1",
    {
        "worth": Size("what ownership adds to gain", 0.06),
        "grown": Size("how much of that has grown after the last day", 0.03),
    },
    find,
    Contrast("ownership", 0.0, 1.0),
)  # fmt: skip
