"""What does lasting change cost?"""

from __future__ import annotations

import numpy as np

from simulation.answers.answer import Answer, out_of_ten, spread
from simulation.runs.results import Results
from simulation.vocabulary.words import _


def ask(results: Results) -> Answer:
    """Days of support in all, and for each person's worth of practice that lasts."""
    days, *_rest = spread(results.per_future("days_spent"))
    cost = results.per_future("days_per_lasting_change")
    middle, low, high = spread(cost)
    bought = float(np.isfinite(cost).mean())
    numbers = {"days": days, "days_per_person": middle, "low": low, "high": high, "share": bought}
    if np.isnan(cost).all():
        return Answer(
            numbers,
            _("In all, {days:.0f} days of support are spent; the run stops too soon to tell what they buy.").format(
                days=days
            ),
        )
    if bought == 0.0:
        return Answer(
            numbers,
            _("In all, {days:.0f} days of support are spent and nothing lasts in any future.").format(days=days),
        )
    said = _(
        "In all, {days:.0f} days of support are spent: {middle:.0f} for each person's worth of lasting practice"
    ).format(days=days, middle=middle)
    if bought < 1.0:
        return Answer(
            numbers, _("{said}; nothing at all lasts {often}.").format(said=said, often=out_of_ten(1.0 - bought))
        )
    return Answer(numbers, said + ".")
