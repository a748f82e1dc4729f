"""The five results that a room asks about most, one figure each for a set of assumptions: a mean over its futures.

Reforms rather than windows used: windows open in few futures of three years, so that windows used would tell of luck.
A time to trust that is not reached counts as the horizon: it is at least that, and leaving it out would favour
assumptions under which few get there. Service is taken as its change, since where it starts is no result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from simulation.runs.outcomes import OUTCOMES
from simulation.vocabulary.units import WEEKS_PER_MONTH

Weekly = Mapping[str, np.ndarray]
Found = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class LookedAt:
    """One result: label, unit, and how it follows from weekly series (futures, weeks + 1) and outcomes (futures,)."""

    name: str
    label: str
    unit: str
    find: Callable[[Weekly, Found], np.ndarray]


def _outcome(name: str, find: Callable[[Weekly, Found], np.ndarray] | None = None) -> LookedAt:
    known = OUTCOMES[name]
    return LookedAt(name, known.label, known.unit, find or (lambda weekly, found: found[name]))


def _time_to_trust(weekly: Weekly, found: Found) -> np.ndarray:
    months = found["time_to_trust"]
    return np.where(np.isnan(months), (weekly["trust"].shape[1] - 1) / WEEKS_PER_MONTH, months)


LOOKED_AT: dict[str, LookedAt] = {
    each.name: each
    for each in (
        _outcome("lasting_change"),
        _outcome("change_at_end"),
        _outcome("time_to_trust", _time_to_trust),
        LookedAt("service", "Change of service by the horizon", "share",
                 lambda weekly, found: weekly["service"][:, -1] - weekly["service"][:, 0]),
        _outcome("reforms"),
    )
}  # fmt: skip
