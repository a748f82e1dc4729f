"""What does the partnership lose when its convenor leaves?"""

from __future__ import annotations

import numpy as np

from simulation.answers.answer import Answer, out_of_ten, spread
from simulation.ensemble.results import Results
from simulation.vocabulary.i18n import _


def ask(results: Results) -> Answer:
    """Share of futures in which the convenor leaves during support, and the share of contact then lost."""
    loss = results.per_future("convenor_loss")
    share = float(np.isfinite(loss).mean())
    middle, low, high = spread(loss)
    numbers = {"share": share, "loss": middle, "low": low, "high": high}
    if share == 0.0:
        return Answer(numbers, _("The convenor stays to the end of support in every future."))
    if middle < 0.0:
        return Answer(
            numbers, _("The convenor leaves {often}, and contact goes on as before.").format(often=out_of_ten(share))
        )
    return Answer(
        numbers,
        _(
            "The convenor leaves {often}. In the next three months, {loss:.0f} in 100 hours of contact are then lost."
        ).format(often=out_of_ten(share), loss=100 * middle),
    )
