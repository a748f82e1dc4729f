"""What is still in use a year after support ends, beside what was in use on its last day?"""

from __future__ import annotations

from enum import Enum

import numpy as np
from numpy.typing import NDArray

from simulation.answers.answer import Answer, out_of_ten
from simulation.runs.results import Results
from simulation.vocabulary.units import WEEKS_PER_YEAR, first_week_without
from simulation.vocabulary.words import _

GREW, KEPT, HALF = 1.1, 0.75, 0.25  # share of the last day's practice that parts the four answers
FAINT = 0.005  # practice below half a per cent on the last day: there was nothing to keep


class Stays(Enum):
    """The four answers a room can bet on, best first."""

    MORE = "more"
    MOST = "most"
    SOME = "some"
    LITTLE = "little"


def kept_share(results: Results) -> NDArray[np.float64]:
    """Practice a year after support ends over practice on the last day (futures,); 0 where there was none."""
    practice = np.asarray(results.weekly("practice"), dtype=float)
    end = min(first_week_without(results.plan["months"]), results.weeks)
    later = min(end + WEEKS_PER_YEAR, results.weeks)
    there = practice[:, end] > FAINT
    return np.where(there, practice[:, later] / np.where(there, practice[:, end], 1.0), 0.0)


def what_stays(results: Results) -> dict[Stays, float]:
    """The share of futures in which each of the four answers comes true; they sum to 1."""
    kept = kept_share(results)
    return {
        Stays.MORE: float((kept > GREW).mean()),
        Stays.MOST: float(((kept > KEPT) & (kept <= GREW)).mean()),
        Stays.SOME: float(((kept >= HALF) & (kept <= KEPT)).mean()),
        Stays.LITTLE: float((kept < HALF).mean()),
    }


def ask(results: Results) -> Answer:
    """The four shares, and how often at least most of it is still in use."""
    shares = what_stays(results)
    numbers = {each.value: share for each, share in shares.items()}
    kept = out_of_ten(shares[Stays.MORE] + shares[Stays.MOST])
    sentence = _("A year after support ends, at least most of what was in use on its last day is still in use {often}.")
    return Answer(numbers, sentence.format(often=kept))
