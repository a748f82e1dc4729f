"""What is left, a year after the last day, of what support had added by then?"""

from __future__ import annotations

from enum import Enum

import numpy as np
from numpy.typing import NDArray

from simulation.answers.answer import Answer, out_of_ten
from simulation.ensemble.results import Results
from simulation.vocabulary.i18n import _

GREW, KEPT, HALF = 1.1, 0.75, 0.25  # share of the last day's gain that parts the four answers
MIN_GAIN = 0.005  # gain below half a point in 100 on the last day: there was nothing to keep


class Retention(Enum):
    """The four answers a room can bet on, best first."""

    MORE = "more"
    MOST = "most"
    SOME = "some"
    LITTLE = "little"


def retained_share(results: Results) -> NDArray[np.float64]:
    """Gain of the people supported a year after the last day over their gain on it (futures,); 0 where there was none.
    A run that stops sooner is compared with its last day.
    """
    at_end, later = (np.asarray(results.per_future(name), float) for name in ("gain_at_end", "gain"))
    later = np.where(np.isnan(later), at_end, later)
    has_gain = at_end > MIN_GAIN
    return np.where(has_gain, later / np.where(has_gain, at_end, 1.0), 0.0)


def what_stays(results: Results) -> dict[Retention, float]:
    """The share of futures in which each of the four answers comes true; they sum to 1."""
    retained = retained_share(results)
    return {
        Retention.MORE: float((retained > GREW).mean()),
        Retention.MOST: float(((retained > KEPT) & (retained <= GREW)).mean()),
        Retention.SOME: float(((retained >= HALF) & (retained <= KEPT)).mean()),
        Retention.LITTLE: float((retained < HALF).mean()),
    }


def ask(results: Results) -> Answer:
    """The four shares, and how often at least most of it is still in use."""
    shares = what_stays(results)
    numbers = {answer.value: share for answer, share in shares.items()}
    often = out_of_ten(shares[Retention.MORE] + shares[Retention.MOST])
    sentence = _("A year after the last day, at least most of what support had added is still in use {often}.")
    return Answer(numbers, sentence.format(often=often))
