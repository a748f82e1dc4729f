"""A year or more of support changes something; a quarter of a year does nothing, or harm."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simulation.ensemble.outcomes import end_of_support
from simulation.experiments.patterns.ladder_of_stickiness import gain
from simulation.experiments.patterns.pattern import Band, Pattern
from simulation.experiments.trials import Trials
from simulation.model.plans.plan import defaults

_MONTHS = (3, 6, 12, 18)
PROMISED = 15  # months: who ends before has broken a promise


def benefit(trials: Trials, months: int) -> np.ndarray:
    """What support of so many months had added to practice a year after it ended, over those supported."""
    plan = defaults().with_(months=months, taper=min(3, months // 4), promised_months=PROMISED)
    return gain(trials, plan, end_of_support(plan.values) + 52)[:, -1]


def find(trials: Trials) -> Mapping[str, np.ndarray]:
    """Benefit by months, its rises, and what three months come to beside twelve."""
    found = {f"months_{months}": benefit(trials, months) for months in _MONTHS}
    short, half, year, long = found.values()
    rises = np.minimum.reduce([half - short, year - half, long - year])
    return {**found, "rises": rises, "early": short / year, "largest": long / year}


PATTERN = Pattern(
    "AT11", "Dose and early exit", "3, 6, 12 and 18 months of the same support; a year after its end", "T28 S01",
    {
        **{f"months_{months}": Band(f"gain in practice after {months} months of support") for months in _MONTHS},
        "rises": Band("the least rise from one length to the next", 0.0),
        "early": Band("gain from three months, measured on the gain from twelve", None, 0.1),
        "largest": Band("gain from eighteen months, measured on the gain from twelve", 1.0),
    },
    find,
)  # fmt: skip
