"""What a question gives back: numbers, and one sentence that a room can read aloud."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulation.vocabulary.i18n import _, counted, localised


@dataclass(frozen=True)
class Answer:
    """What a question gives back.

    Attributes:
        numbers: figures by name; those of a share of futures lie between 0 and 1.
        sentence: what they say, to be read aloud.
    """

    numbers: Mapping[str, float]
    sentence: str


def trust_levels() -> list[str]:
    """What two people are to each other, by level of trust: strangers below the first of TRUST_BANDS."""
    return [_("strangers"), _("acquaintances"), _("colleagues"), _("confidants")]


def out_of_ten(share: float) -> str:
    """A share of futures in words: "in about 7 futures of 10"."""
    if not share > 0.0:
        return _("in none of the futures")
    if share >= 1.0:
        return _("in every future")
    tenths = round(10 * share)
    if tenths == 0:
        return _("in fewer than 1 future of 10")
    if tenths == 10:
        return _("in nearly every future")
    return counted("in about {n} future of 10", "in about {n} futures of 10", tenths).format(n=tenths)


def spread(values: np.ndarray) -> tuple[float, float, float]:
    """The middle of the futures and the range that holds nine of ten: (median, 5 %, 95 %); NaN without any."""
    known = values[np.isfinite(values)]
    if not len(known):
        return float("nan"), float("nan"), float("nan")
    low, middle, high = np.quantile(known, (0.05, 0.5, 0.95))
    return float(middle), float(low), float(high)


def signed(number: float) -> str:
    """A whole number with its sign, a minus sign being longer than a hyphen; `0` has none."""
    return localised(f"{round(number):+d}" if round(number) else "0")


def points(share: float) -> str:
    """A share (not NaN) as points out of a hundred, with its sign."""
    return signed(100 * share)
