"""Do crises open windows, and does anybody use them?"""

from __future__ import annotations

import numpy as np

from simulation.answers.answer import Answer, out_of_ten
from simulation.ensemble.results import Results
from simulation.vocabulary.i18n import _


def ask(results: Results) -> Answer:
    """Share of futures in which a crisis opens a window, and share of windows in which a reform is won."""
    n_opened, use = results.per_future("windows"), results.per_future("use")
    share_with_window = float((n_opened > 0).mean())
    rate = float(np.nansum(use * n_opened) / n_opened.sum()) if n_opened.sum() else float("nan")
    crises = float(results.per_future("crises").mean())
    numbers = {"share_with_a_window": share_with_window, "share_used": rate, "crises": crises}
    if share_with_window == 0.0:
        return Answer(numbers, _("No crisis opens a window in any of these futures."))
    return Answer(
        numbers,
        _("A crisis opens a window for reform {often}. Of such windows, {used:.0f} in 100 are used.").format(
            often=out_of_ten(share_with_window), used=100 * rate
        ),
    )
