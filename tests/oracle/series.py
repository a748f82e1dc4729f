"""What the oracle writes down every week, as Mesa's data collector asks for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

MEANS = {  # series that are means
    "members": "knowledge confidence practice habit planning taking_part practising applying".split(),
    "ties": (
        "trust warmth scar freshness engagement hours felt_trust acquainted familiar close openness contact_hours own_hours"
    ).split(),
    "institutions": "window strain reform service reserve support_days convening_days".split(),
    "partnership": ["convenor", "leaderless"],
}
COUNTS = {  # series that are counts of events
    "members": "tries successes departures".split(),
    "ties": ["breaches"],
    "institutions": "crises windows reforms windows_used".split(),
    "partnership": "elections convenor_exits".split(),
}


def reporters() -> dict[str, Callable[[Any], float]]:
    """A function of the model for each series: the mean over those who count, or the count of an event."""

    def mean(kind: str, name: str) -> Callable[[Any], float]:
        def report(model: Any) -> float:
            values = [getattr(agent, name) for agent in model.counted(kind)]
            return sum(values) / len(values)

        return report

    def count(kind: str, name: str) -> Callable[[Any], float]:
        return lambda model: sum(getattr(agent, name) for agent in model.counted(kind))

    return {name: mean(kind, name) for kind, names in MEANS.items() for name in names} | {
        name: count(kind, name) for kind, names in COUNTS.items() for name in names
    }
