"""See where you stand, and learn from those a little ahead.

Read: a 20 Group with benchmarking and without it. Those behind and those ahead are the lower and the upper third of its
members by their practice at the start, in each future, with spread .4 between members; each third's gain a year after
the last day, against the same seats without support. Not to fall back is a weak order, judged by its value. That gain
rises with spread is told only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulation.experiments.claims.claim import Claim, Size
from simulation.experiments.claims.claim_trials import ClaimTrials
from simulation.experiments.claims.found import Found, exactly, mean_of
from simulation.experiments.patterns.arrangements import NOBODY_COMES
from simulation.experiments.trials import each, without
from simulation.vocabulary.units import WEEKS_PER_YEAR, first_week_without

_SPREADS = (0.0, 0.4)


def gain_by_third(started: np.ndarray, gain: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean gain of the lower, middle and upper third by starting practice; people along the last axis."""
    order = np.argsort(started, axis=-1, kind="stable")
    ranked = np.take_along_axis(gain, order, axis=-1)
    third = ranked.shape[-1] // 3
    return ranked[..., :third].mean(-1), ranked[..., third:-third].mean(-1), ranked[..., -third:].mean(-1)


def find(trials: ClaimTrials) -> Mapping[str, Found]:
    """What benchmarking is worth, and who gains from those who are ahead."""
    plan = trials.plan("twenty_group")
    seeing, blind = trials.outcomes(plan), trials.outcomes(plan, rules=without("benchmarking"))
    people, week = int(plan["counterparts"]), first_week_without(plan["months"]) + WEEKS_PER_YEAR
    watch = {"practice": each("practice", 0, people)}
    spread: dict[str, Any] = {"people_spread": _SPREADS[-1]}
    helped = trials.run(plan, week, watch, at=(0, week), **spread)["practice"]
    alone = trials.run(plan, week, watch, NOBODY_COMES, at=(week,), implementation_fund=0, **spread)["practice"]
    behind, middle, ahead = gain_by_third(helped[:, :, 0], helped[:, :, 1] - alone[:, :, 0])
    even = trials.outcomes(plan, people_spread=_SPREADS[0])["gain"]
    return {
        "benchmarking": mean_of(seeing["gain"] - blind["gain"]),
        "behind": mean_of(behind - np.maximum(middle, ahead)),
        "ahead": exactly(ahead.mean(axis=1)),
        "spread": mean_of((helped[:, :, 1] - alone[:, :, 0]).mean(axis=2) - even),
    }


CLAIM = Claim(
    "K17", "See where you stand, and learn from those a little ahead", "D", ("people_spread",),
    "a 20 Group with benchmarking and without; spread between members 0 and .4",
    {
        "benchmarking": Size("what a 20 Group loses where nobody compares", 0.02),
        "behind": Size("gain of the third furthest behind, less that of the best of the other thirds", 0.0),
        "ahead": Size("gain of the third furthest ahead", 0.0, weak=True),
        "spread": Size("gain with a wide spread less with none"),
    },
    find,
)  # fmt: skip
