"""A token bucket: so many a second for ever, and so many more at once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class RateLimit:
    """How fast something may come.

    Attributes:
        per_second: As many may come in the long run.
        at_once: As many may come after a pause.
        last_at: When something came last, in seconds of a steady clock.
    """

    per_second: float
    at_once: float
    last_at: float

    def __post_init__(self) -> None:
        self._left = float(self.at_once)

    def spend(self, amount: float, now: float) -> float:
        """Count something that has come; returns the seconds to wait before it is taken."""
        self._left = min(self.at_once, self._left + (now - self.last_at) * self.per_second) - amount
        self.last_at = now
        return max(0.0, -self._left / self.per_second)
