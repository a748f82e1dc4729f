"""The waiting queue, in order of arrival. Whoever is away keeps their position but holds up nobody."""

from __future__ import annotations

from dataclasses import dataclass, field

from simulation.serving.settings import ServerSettings


@dataclass
class WaitingQueue:
    """When each visitor's waiting page last asked, in order of arrival."""

    settings: ServerSettings
    last_asked: dict[str, float] = field(default_factory=dict)

    def position(self, visitor: str, free: int, now: float) -> int:
        """0 when the visitor is admitted, and then no longer queued; otherwise the position in the queue, from 1.

        Args:
            visitor: Who asks; joins the queue at its end unless already in it.
            free: How many places are free.
            now: Seconds of a steady clock.
        """
        remembered_s = self.settings.waiting_remembered_s
        self.last_asked = {other: at for other, at in self.last_asked.items() if now - at <= remembered_s}
        if visitor not in self.last_asked and len(self.last_asked) >= self.settings.waiting_at_most:
            # Whoever discards their ids would make the queue endless: those who are away lose their positions first.
            present_s = self.settings.waiting_present_s
            self.last_asked = {other: at for other, at in self.last_asked.items() if now - at <= present_s}
            waiting = len(self.last_asked)
            if waiting >= max(free + 1, self.settings.waiting_at_most):
                return waiting - free + 1  # not remembered
        self.last_asked[visitor] = now  # at the end, or where it already was
        ahead = 0
        for other, at in self.last_asked.items():
            if other == visitor:
                break
            ahead += now - at <= self.settings.waiting_present_s
        if ahead < free:
            del self.last_asked[visitor]
            return 0
        return ahead - free + 1

    def leave(self, visitor: str) -> None:
        """They wait no more."""
        self.last_asked.pop(visitor, None)

    def present(self, now: float) -> int:
        """How many wait with their page in sight."""
        return sum(now - at <= self.settings.waiting_present_s for at in self.last_asked.values())
