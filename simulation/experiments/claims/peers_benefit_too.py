"""Peers benefit too: who helps with a real problem learns from it, more than who lectures.

Read: the peers' own gain in knowledge on the last day, in the partnerships as they stand; the trainers of classes are
those of the generic training.
"""

from __future__ import annotations

from collections.abc import Mapping

from simulation.experiments.claims.claim import Claim, Size
from simulation.experiments.claims.claim_trials import ClaimTrials
from simulation.experiments.claims.found import Found, mean_of


def find(trials: ClaimTrials) -> Mapping[str, Found]:
    """By how much a mentor and a peer country gain more than a trainer."""
    mentors, country, trainers = (
        trials.outcomes(trials.plan(name))["peers_gain"]
        for name in ("parliament_mentors", "country_peer_review", "generic_training")
    )
    return {"mentors": mean_of(mentors - trainers), "country": mean_of(country - trainers)}


CLAIM = Claim(
    "K16", "Peers benefit too", "A C", (),
    "the peers' own gain in parliament mentors and in country peer review, against that of the trainers of a class",
    {
        "mentors": Size("peers' own gain in knowledge, mentors less trainers", 0.0),
        "country": Size("the same, a peer country less trainers", 0.0),
    },
    find,
)  # fmt: skip
