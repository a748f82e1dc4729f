"""Nobody shows fear in public: discretion is worth much where people fear to look weak, and nothing where they do not.

Read: attendance is the hours that pairs met, of the hours offered; with nobody afraid, discretion 0 to 1 moves gain by
less than .01 either way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulation.experiments.claims.claim import Claim, Contrast, Size
from simulation.experiments.claims.claim_trials import ClaimTrials
from simulation.experiments.claims.found import Found, mean_of
from simulation.experiments.claims.trust_takes_time import hours_offered

_AFRAID, _FEARLESS = 0.75, 0.0
_TOGETHER = {"alone": 1, "eight": 8}  # people in a session


def find(trials: ClaimTrials) -> Mapping[str, Found]:
    """What discretion is worth, in gain and in attendance, alone and with eight in the room."""
    plan = trials.plan("parliament_mentors")
    found = {}
    for name, size in _TOGETHER.items():
        for fear in (_AFRAID, _FEARLESS):
            gain, attended = [], []
            for discretion in (0.0, 1.0):
                days = plan["peer_days"] / size
                numbers: dict[str, Any] = {"session_size": size, "peer_days": days, "taper": 0, "reserve_share": 0}
                seen = trials.outcomes(
                    plan, also=("contact_hours",), fear=fear, discretion=discretion, **numbers
                )  # fmt: skip
                offered = hours_offered(plan.with_(**numbers)) / plan["partners"]
                gain.append(seen["gain"])
                attended.append(seen["weekly contact_hours"].sum(axis=2) / offered)
            kind = "afraid" if fear else "fearless"
            found[f"gain_{kind}_{name}"] = mean_of(gain[1] - gain[0])
            found[f"attendance_{kind}_{name}"] = mean_of(attended[1] - attended[0])
    return found


CLAIM = Claim(
    "K5", "Nobody shows fear in public", "A",
    ("discretion", "fear", "session_size", "peer_days", "taper", "reserve_share"),
    "parliament mentors, discretion 0 to 1 at fear .75 and 0, alone and eight in the room at the same hours",
    {
        "gain_afraid_alone": Size("what discretion adds to gain where people are afraid, one to one", 0.08),
        "attendance_afraid_alone": Size("what it adds to attendance there", 0.15),
        "gain_afraid_eight": Size("what it adds to gain where people are afraid, eight in the room", 0.08),
        "attendance_afraid_eight": Size("what it adds to attendance in such a room", 0.15),
        "gain_fearless_alone": Size("what it adds to gain where nobody is afraid, one to one", -0.01, 0.01),
        "gain_fearless_eight": Size("what it adds to gain where nobody is afraid, eight in the room", -0.01, 0.01),
    },
    find,
    Contrast("discretion", 0.0, 1.0),
)  # fmt: skip
