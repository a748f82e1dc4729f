"""What does it cost, in everybody's days?"""

from __future__ import annotations

import numpy as np

from simulation.answers.answer import Answer, spread
from simulation.ensemble.results import Results
from simulation.vocabulary.i18n import _


def ask(results: Results) -> Answer:
    """Days of everybody in all, people who practise more a year after the last day, and days for each of them: a ratio
    of means over the futures.
    """
    days, *_rest = spread(results.per_future("days"))
    persons = float(np.mean(results.per_future("persons")))
    cost = results.overall("days_per_person")
    numbers = {"days": days, "persons": persons, "days_per_person": cost}
    if np.isnan(persons):
        return Answer(
            numbers,
            _("In all, {days:.0f} days of everybody's time are spent. The run stops too soon to tell what they buy.")
            .format(days=days),
        )  # fmt: skip
    if np.isinf(cost):
        return Answer(
            numbers,
            _("In all, {days:.0f} days of everybody's time are spent. A year after the last day nobody more works "
              "the new way.").format(days=days),
        )  # fmt: skip
    return Answer(
        numbers,
        _("In all, {days:.0f} days of everybody's time are spent. That makes {cost:.0f} for each person more who works "
          "mostly the new way a year after the last day.").format(days=days, cost=cost),
    )  # fmt: skip
