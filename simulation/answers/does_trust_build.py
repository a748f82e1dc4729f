"""Does trust build, and when?"""

from __future__ import annotations

import numpy as np

from simulation.answers.answer import Answer, out_of_ten, spread
from simulation.ensemble.results import Results
from simulation.vocabulary.i18n import _


def ask(results: Results) -> Answer:
    """Share of futures in which half of the pairs stop being strangers, and after how many months."""
    months = results.per_future("months_to_trust")
    share = float(np.isfinite(months).mean())
    middle, low, high = spread(months)
    highest = float(np.median(results.weekly("trust").max(axis=1)))
    numbers = {"share": share, "months": middle, "low": low, "high": high, "highest_trust": highest}
    if share == 0.0:
        return Answer(numbers, _("Most pairs are still strangers to each other on the last day."))
    when = _("after {months:.0f} months").format(months=middle)
    if round(low) != round(high):
        when = _("after {months:.0f} months (between {low:.0f} and {high:.0f})").format(
            months=middle, low=low, high=high
        )
    return Answer(
        numbers,
        _("Half of the pairs stop being strangers {often}, {when}.").format(often=out_of_ten(share), when=when),
    )
