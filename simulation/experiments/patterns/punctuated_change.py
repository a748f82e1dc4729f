"""Rules change rarely and then a lot: the more can say no, the more so."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.stats import lmoment

from simulation.experiments.patterns.arrangements import NOBODY_COMES
from simulation.experiments.patterns.pattern import Band, Pattern
from simulation.experiments.trials import Trials, each
from simulation.model.plans.plan import defaults

_INSTITUTIONS, _YEARS, _SETTLING = 10, 12, 4
_MORE = 3  # times as many futures: large changes are rare


def yearly_changes(trials: Trials, **place: float) -> np.ndarray:
    """Yearly changes of reform, shape (sets, institution-years), in places that know and use the new way by halves."""
    plan = defaults().with_(
        officials=120, institutions=_INSTITUTIONS, units=2, starting_knowledge=0.6, starting_practice=0.5,
        starting_confidence=0.5, election_every_months=0, **place,
    )  # fmt: skip
    seen = trials.run(plan, 52 * _YEARS, {"reform": each("reform", 0, _INSTITUTIONS)}, NOBODY_COMES)["reform"]
    return np.diff(seen[:, :, 52 * _SETTLING :: 52], axis=2).reshape(trials.size, -1)


def l_kurtosis(changes: np.ndarray) -> np.ndarray:
    """L-kurtosis of each row; nan where nothing ever changes."""
    return np.array([float(lmoment(row.astype(float), order=4)) if np.ptp(row) > 0 else np.nan for row in changes])


def find(trials: Trials) -> Mapping[str, np.ndarray]:
    """L-kurtosis in the default place, with little and with much friction, and with neither friction nor crises."""
    many = trials.more(_MORE)
    low, usual, high = (l_kurtosis(yearly_changes(many, friction=friction)) for friction in (0.1, 0.4, 0.9))
    calm = l_kurtosis(yearly_changes(many, friction=0, crisis_per_year=0))
    return {"usual": usual, "rises": np.minimum(usual - low, high - usual), "calm": calm}


PATTERN = Pattern(
    "AT9", "Punctuated change", "ten institutions over eight years in each future; yearly change of the rules",
    "C13 C14 C15 C16 C17",
    {
        "usual": Band("L-kurtosis of yearly change (a normal law has 0.12)", 0.2, 0.6),
        "rises": Band("by how much it rises with friction, from low to usual and from usual to high, the lesser", 0.0),
        "calm": Band("the same with no friction and no crises", 0.10, 0.141),
    },
    find,
)  # fmt: skip
