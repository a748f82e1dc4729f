"""Who works the new way that would not without support: those supported, their colleagues, or nobody?"""

from __future__ import annotations

import numpy as np

from simulation.answers.answer import Answer, out_of_ten, spread
from simulation.ensemble.results import Results
from simulation.vocabulary.i18n import _


def ask(results: Results) -> Answer:
    """How many more people work mostly the new way a year after the last day (median, 5 %, 95 %), the share of futures
    with nobody more, and what those supported and their colleagues gain (medians, shares of practice; NaN for nobody).
    """
    persons, low, high = spread(results.per_future("persons"))
    supported, *_rest = spread(results.per_future("gain"))
    colleagues, *_rest = spread(results.per_future("spread"))
    numbers = {"persons": persons, "low": low, "high": high, "supported": supported, "colleagues": colleagues}
    if np.isnan(persons):
        return Answer(numbers, _("The run stops too soon to tell who was reached."))
    numbers["nobody"] = nobody = float((results.per_future("persons") < 1.0).mean())
    officials = int(results.plan["officials"])
    if persons < 1.0:
        sentence = _("Nobody more of the {officials} works mostly the new way, {often}.")
        return Answer(numbers, sentence.format(officials=officials, often=out_of_ten(nobody)))
    sentence = _(
        "{persons:.0f} more of the {officials} people work mostly the new way (most futures: {low:.0f} to {high:.0f})."
    )
    return Answer(numbers, sentence.format(persons=persons, officials=officials, low=low, high=high))
