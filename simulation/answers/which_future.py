"""Which future is a typical one, which a lucky and which an unlucky one?"""

from __future__ import annotations

from enum import Enum

import numpy as np
from numpy.typing import NDArray

from simulation.answers.answer import Answer, points
from simulation.ensemble.results import Results
from simulation.vocabulary.i18n import _


class FutureRank(Enum):
    """Three futures of an ensemble by the rank of their result, the lowest first."""

    UNLUCKY = "unlucky"
    TYPICAL = "typical"
    LUCKY = "lucky"


RANK_QUANTILES = {FutureRank.UNLUCKY: 0.1, FutureRank.TYPICAL: 0.5, FutureRank.LUCKY: 0.9}  # quantiles of the futures


def ranking_values(results: Results) -> NDArray[np.float64]:
    """The values by which futures are ranked, shape (futures,): the gain of those supported a year after the last day;
    in a run that stops sooner the gain on the last day, or where even that is missing, everybody's practice at its end.
    """
    for name in ("gain", "gain_at_end"):
        values = np.asarray(results.per_future(name), float)
        if np.isfinite(values).any():
            return values
    return np.asarray(results.weekly("practice")[:, -1], float)


def which_future(results: Results, rank: FutureRank) -> int:
    """The number of the future nearest to that quantile; of several the first."""
    values = ranking_values(results)
    known = np.isfinite(values)
    target = np.quantile(values[known], RANK_QUANTILES[rank])
    return int(np.argmin(np.where(known, np.abs(values - target), np.inf)))


def ask(results: Results, which: FutureRank | int) -> Answer:
    """The future of a rank, or of a number, and what is gained in it.

    Args:
        results: the results of a plan.
        which: a rank, or the number of a future from 0 (the last one where there are fewer).

    Returns:
        Numbers: `future`, counted from 0, and `gain`, a share of practice, NaN where the run stops too soon.
    """
    future = which_future(results, which) if isinstance(which, FutureRank) else min(max(which, 0), results.futures - 1)
    gain = float(results.per_future("gain")[future])
    numbers = {"future": float(future), "gain": gain}
    number, futures = future + 1, results.futures
    if gain != gain:
        return Answer(numbers, _("This is future {number} of {futures}.").format(number=number, futures=futures))
    sentence = (
        _("Future {number} of {futures}: a year on, those supported stand {gain} points below having no support.")
        if round(100 * gain) < 0
        else _("Future {number} of {futures}: a year on, those supported stand {gain} points above having no support.")
    )  # fmt: skip
    return Answer(numbers, sentence.format(number=number, futures=futures, gain=points(abs(gain)).lstrip("+")))
