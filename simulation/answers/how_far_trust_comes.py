"""How far do people come to trust each other, and when?"""

from __future__ import annotations

from enum import Enum

import numpy as np

from simulation.answers.answer import Answer, out_of_ten, spread, trust_levels
from simulation.ensemble.results import Results
from simulation.vocabulary.i18n import _
from simulation.vocabulary.units import WEEKS_PER_MONTH

HALF_OF_PAIRS = 0.5


class Level(Enum):
    """What half of the pairs are to each other at least, the least first; each names the series that counts it."""

    STRANGERS = ""
    ACQUAINTANCES = "acquainted"
    COLLEAGUES = "familiar"
    CONFIDANTS = "close"


def level_names() -> dict[Level, str]:
    """The levels in the room's words."""
    return dict(zip(Level, trust_levels(), strict=True))


def months_to(results: Results, level: Level) -> np.ndarray:
    """Months until half of the pairs are at a level, while support lasts.

    Args:
        results: the results of a plan.
        level: the level.

    Returns:
        Shape (futures,); NaN where half of the pairs never come to the level.
    """
    if level is Level.STRANGERS:
        return np.zeros(results.futures)
    at_level = results.weekly(level.value)[:, : results.end_of_support + 1] >= HALF_OF_PAIRS
    return np.where(at_level.any(axis=1), at_level.argmax(axis=1) / WEEKS_PER_MONTH, np.nan)


def levels_reached(results: Results) -> dict[Level, float]:
    """The share of futures in which each level is the highest that half of the pairs come to; they sum to 1."""
    reached = [np.isfinite(months_to(results, level)) for level in Level]
    highest = np.max([index * is_reached for index, is_reached in enumerate(reached)], axis=0)
    return {level: float((highest == index).mean()) for index, level in enumerate(Level)}


def ask(results: Results, level: Level = Level.COLLEAGUES) -> Answer:
    """The share of futures in which half of the pairs come to a level, and after how many months (median, 5, 95 %)."""
    months = months_to(results, level)
    share = float(np.isfinite(months).mean())
    middle, low, high = spread(months)
    numbers = {"share": share, "months": middle, "low": low, "high": high}
    name = level_names()[level]
    if share == 0.0:
        return Answer(numbers, _("In no future do half of the pairs become {level}.").format(level=name))
    return Answer(
        numbers,
        _("Half of the pairs become {level} {often}, after {months:.0f} months in the middle one.").format(
            level=name, often=out_of_ten(share), months=middle
        ),
    )
