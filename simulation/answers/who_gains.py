"""Who gains: a few or many, and the peers too?"""

from __future__ import annotations

from simulation.answers.answer import Answer, points, spread
from simulation.ensemble.results import Results
from simulation.vocabulary.i18n import _


def ask(results: Results) -> Answer:
    """Gini of the gains in practice by the last day, and what those who gave support learnt more than without it."""
    gini, *_rest = spread(results.per_future("gini"))
    peers, *_rest = spread(results.per_future("peers_gain"))
    numbers = {"gini": gini, "peers_gain": peers}
    if gini != gini:  # nobody gained in any future
        return Answer(numbers, _("Nobody's practice gains anything by the end of support."))
    shared = _("a few people have most of the gain") if gini > 0.6 else _("the gain is shared among many")
    return Answer(
        numbers,
        _(
            "By the end of support {shared} (Gini {gini:.2f}). Those who gave it know {peers} points more themselves."
        ).format(shared=shared, gini=gini, peers=points(peers)),
    )
