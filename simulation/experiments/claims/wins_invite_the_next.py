"""A win invites the next, and is worth a party.

Read: a try in support whose step worked against one whose step failed; whether the same person tries again within the
four weeks after. Celebration 0 to 1 in a 20 Group, on the practice of its members.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simulation.experiments.claims.claim import Claim, Contrast, Size
from simulation.experiments.claims.claim_trials import ClaimTrials
from simulation.experiments.claims.found import Found, mean_of, worked_out
from simulation.experiments.trials import each
from simulation.vocabulary.units import first_week_without

_AGAIN = 4  # weeks
_YEAR_TWO = slice(53, 105)


def tried_again(tries: np.ndarray, successes: np.ndarray) -> tuple[np.ndarray, ...]:
    """Of tries and successes, shape (sets, futures, weeks, people): how many wins were followed by a try within four
    weeks, how many wins, and the same of failures; each of shape (sets, futures).
    """
    tried, won = tries > 0, successes > 0
    again = np.zeros_like(tried[:, :, :-_AGAIN])
    for later in range(1, _AGAIN + 1):
        again |= tried[:, :, later : tried.shape[2] - _AGAIN + later]
    tried, won = tried[:, :, :-_AGAIN], won[:, :, :-_AGAIN]
    lost = tried & ~won
    return tuple(each.sum(axis=(2, 3)) for each in (won & again, won, lost & again, lost))


def find(trials: ClaimTrials) -> Mapping[str, Found]:
    """How much likelier the next try is after a win, and what celebration adds in a network."""
    plan = trials.plan("parliament_mentors")
    people, weeks = int(plan["counterparts"]), first_week_without(plan["months"])
    seen = trials.run(plan, weeks, {name: each(name, 0, people) for name in ("tries", "successes")})
    counts = tried_again(seen["tries"], seen["successes"])
    network = trials.plan("twenty_group")
    quiet, loud = (
        trials.weekly(network, ("practice_supported",), celebration=level)["practice_supported"]
        for level in (0.0, 1.0)
    )
    return {
        "again": worked_out(_times, *counts),
        "celebration": mean_of((loud - quiet)[:, :, _YEAR_TWO].mean(axis=2)),
    }


def _times(won_again: np.ndarray, won: np.ndarray, lost_again: np.ndarray, lost: np.ndarray) -> np.ndarray:
    after_win = won_again.sum(axis=1) / won.sum(axis=1)
    return after_win / (lost_again.sum(axis=1) / lost.sum(axis=1))


CLAIM = Claim(
    "K9", "A win invites the next, and is worth a party", "A D", ("celebration",),
    "parliament mentors after a success or a failure; celebration 0 to 1 in a 20 Group",
    {
        "again": Size("chance to try again within four weeks after a win, measured on that after a failure", 1.25),
        "celebration": Size("practice of those supported in weeks 53 to 104, all celebration less none", 0.03),
    },
    find,
    Contrast("celebration", 0.0, 1.0),
)  # fmt: skip
