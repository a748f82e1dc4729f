"""The people in front of the door, in the order they came. Whoever is away keeps their place but holds up nobody."""

from __future__ import annotations

from dataclasses import dataclass, field

PRESENT = 25.0  # seconds since somebody's page last asked; a waiting page asks at least every ten
REMEMBERED = 600.0  # seconds that a place is kept for somebody whose phone is locked


@dataclass
class Waiting:
    """When each was last seen, in the order they came."""

    seen: dict[str, float] = field(default_factory=dict)

    def ask(self, who: str, free: int, now: float) -> int:
        """0: come in. Otherwise the place in line, from 1. `free`: places inside; `now`: seconds of a steady clock."""
        self.seen = {each: last for each, last in self.seen.items() if now - last <= REMEMBERED}
        self.seen[who] = now  # at the end, or where it already was
        ahead = 0
        for each, last in self.seen.items():
            if each == who:
                break
            ahead += now - last <= PRESENT
        if ahead < free:
            del self.seen[who]
            return 0
        return ahead - free + 1

    def present(self, now: float) -> int:
        """How many wait with their page in sight."""
        return sum(now - last <= PRESENT for last in self.seen.values())
