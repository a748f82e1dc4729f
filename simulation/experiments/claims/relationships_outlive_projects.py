"""A relationship outlives the project, unless it ends before what was promised.

Read: parliament mentors without a fade-out. The median pair is the median over the pairs who still sit opposite each
other a year after the last day, in each future. A call brings warmth back: among pairs with trust of .6 gone cold, a
month of calls against a month without. The early end is three months where twelve were promised; trust is compared a
year after the last day, with three months agreed as such.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulation.experiments.claims.claim import Claim, Size
from simulation.experiments.claims.claim_trials import ClaimTrials
from simulation.experiments.claims.found import Found, mean_of, worked_out
from simulation.experiments.patterns.arrangements import NOBODY_COMES
from simulation.experiments.trials import mean
from simulation.model.engine.world import World
from simulation.model.rules import STANDARD
from simulation.vocabulary.units import WEEKS_PER_YEAR, first_week_without

_AGREED, _EARLY, _PROMISED = 18, 3, 12  # months
_COLD = {"trust": 0.6, "warmth": 0.05}
_CALLS_WEEKS = 4


def trust_of_pairs(world: World) -> np.ndarray:
    """Latent trust of the pairs who have sat opposite each other from the first; NaN of the others."""
    shape, stayed = world.setting.shape, world.arrays["tenure"] >= world.week
    both = stayed[:, shape.receiver()] & stayed[:, shape.giver()]
    return np.where(both, world.arrays["trust"], np.nan)


def find(trials: ClaimTrials) -> Mapping[str, Found]:
    """What pairs keep of their trust, what a call does, and what an early end does."""
    plan = trials.plan("parliament_mentors")

    def pairs(at_last_day: int, **numbers: Any) -> np.ndarray:
        end = first_week_without(at_last_day)
        at = (end, end + WEEKS_PER_YEAR)
        how: dict[str, Any] = {"months": at_last_day, "taper": 0, **numbers}
        return trials.run(plan, at[1], {"trust": trust_of_pairs}, at=at, **how)["trust"]

    after = pairs(_AGREED)
    with np.errstate(all="ignore"):
        kept = _median(after[:, :, 1] / after[:, :, 0])
    calls: dict[str, Any] = {"in_person": 0, "months": 24}
    called, alone = (
        trials.run(plan, _CALLS_WEEKS, {"warmth": mean("warmth")}, rules, start=_COLD, at=(_CALLS_WEEKS,), **calls)
        for rules in (STANDARD, NOBODY_COMES)
    )
    early = trials.outcomes(plan, months=_EARLY, taper=0, promised_months=_PROMISED)
    whole = trials.outcomes(plan, months=_PROMISED, taper=0)
    let_down, agreed = pairs(_EARLY, promised_months=_PROMISED), pairs(_EARLY)
    return {
        "kept": mean_of(kept),
        "call": mean_of((called["warmth"] - alone["warmth"])[:, :, 0]),
        "early_gain": worked_out(_ratio, early["gain"], whole["gain"]),
        "early_trust": mean_of(_means(agreed) - _means(let_down)),
    }


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return part.mean(axis=1) / whole.mean(axis=1)


def _median(of_pairs: np.ndarray) -> np.ndarray:
    some = np.isfinite(of_pairs).any(axis=2)
    return np.where(some, np.nanmedian(np.where(some[:, :, None], of_pairs, 0.0), axis=2), np.nan)


def _means(of_pairs: np.ndarray) -> np.ndarray:
    """Mean trust of the pairs who stayed, a year after the last day."""
    later = of_pairs[:, :, 1]
    stayed = np.isfinite(later)
    return np.where(stayed, later, 0.0).sum(axis=2) / np.where(stayed.any(axis=2), stayed.sum(axis=2), np.nan)


CLAIM = Claim(
    "K4", "A relationship outlives the project", "A", ("months", "taper", "in_person", "promised_months"),
    "parliament mentors for 18 months, then nothing planned; ended at 3 months where 12 were promised",
    {
        "kept": Size("share of its latent trust that the median pair keeps a year after the last day", 0.7),
        "call": Size("warmth after a month of calls where it had gone cold, less without", 0.0),
        "early_gain": Size("gain of the early end, measured on that of the twelve months", None, 0.1),
        "early_trust": Size("trust a year later, three months agreed as such less the early end", 0.0),
    },
    find,
)  # fmt: skip
