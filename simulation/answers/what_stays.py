"""What is left, a year after the last day, of what support had added by then?"""

from __future__ import annotations

from enum import Enum

import numpy as np
from numpy.typing import NDArray

from simulation.answers.answer import Answer, out_of_ten
from simulation.ensemble.results import Results
from simulation.vocabulary.i18n import _

GREW, KEPT, HALF = 1.1, 0.75, 0.25  # share of the last day's gain that parts the four answers
FAINT = 0.005  # gain below half a point in 100 on the last day: there was nothing to keep


class Stays(Enum):
    """The four answers a room can bet on, best first."""

    MORE = "more"
    MOST = "most"
    SOME = "some"
    LITTLE = "little"


def kept_share(results: Results) -> NDArray[np.float64]:
    """Gain of the people supported a year after the last day over their gain on it (futures,); 0 where there was none.
    A run that stops sooner is compared with its last day.
    """
    at_end, later = (np.asarray(results.per_future(name), float) for name in ("gain_at_end", "gain"))
    later = np.where(np.isnan(later), at_end, later)
    there = at_end > FAINT
    return np.where(there, later / np.where(there, at_end, 1.0), 0.0)


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
    sentence = _("A year after the last day, at least most of what support had added is still in use {often}.")
    return Answer(numbers, sentence.format(often=kept))
