"""Twelve to eighteen months: less is too short, and more adds little.

Read: country peer review at its own days a month, so that longer is more days too; the fade-out is never longer than
the plan. Rising is asked up to 18 months; after that only that it flattens.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from simulation.experiments.claims.claim import Claim, Contrast, Size
from simulation.experiments.claims.claim_trials import ClaimTrials
from simulation.experiments.claims.found import Found, least, mean_of, worked_out

_MONTHS = (3, 6, 12, 15, 18, 24)


def find(trials: ClaimTrials) -> Mapping[str, Found]:
    """The least rise from one length to the next, and what the last six months give beside months 6 to 12."""
    plan = trials.plan("country_peer_review")
    gain = {m: trials.outcomes(plan, months=m, taper=min(plan["taper"], m))["gain"] for m in _MONTHS}
    upto = _MONTHS[: _MONTHS.index(18) + 1]
    return {
        "rises": least([mean_of(gain[more] - gain[less]) for less, more in pairwise(upto)]),
        "flattens": worked_out(
            lambda last, before: last.mean(axis=1) / before.mean(axis=1), gain[24] - gain[18], gain[12] - gain[6]
        ),
    }


CLAIM = Claim(
    "K14", "Twelve to eighteen months", "C", ("months", "taper"),
    "country peer review for 3, 6, 12, 15, 18 and 24 months",
    {
        "rises": Size("the least rise of gain from one length to the next, up to 18 months", 0.0),
        "flattens": Size("gain of months 18 to 24, measured on that of months 6 to 12", None, 0.5),
    },
    find,
    Contrast("months", 6, 18),
)  # fmt: skip
