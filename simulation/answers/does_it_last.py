"""What is left a year after support has ended?"""

from __future__ import annotations

import numpy as np

from simulation.answers.answer import Answer, out_of_ten, points, spread
from simulation.ensemble.results import Results
from simulation.vocabulary.i18n import _

NOTICEABLE = 0.05  # a change of fewer points is no more than ups and downs


def ask(results: Results) -> Answer:
    """Gain of the people supported, on the last day and 12 months later, beside the same futures without support, with
    its spread and how often it is noticeable.
    """
    at_end, _low, _high = spread(results.per_future("gain_at_end"))
    change = results.per_future("gain")
    middle, low, high = spread(change)
    numbers = {"at_end": at_end, "lasting": middle, "low": low, "high": high}
    if np.isnan(at_end):
        return Answer(numbers, _("The run stops before support ends, too soon to tell what lasts."))
    if np.isnan(change).all():
        return Answer(
            numbers,
            _(
                "On the last day, those supported stand {end} points in 100 from where they would be alone. "
                "The run is too short for more."
            ).format(end=points(at_end)),
        )
    numbers["share"] = share = float((change > NOTICEABLE).mean())
    return Answer(
        numbers,
        _(
            "A year after the last day, those supported stand {middle} points in 100 from where they would be alone. "
            "Most futures lie between {low} and {high}. A gain that one would notice lasts {often}."
        ).format(middle=points(middle), low=points(low), high=points(high), often=out_of_ten(share)),
    )
