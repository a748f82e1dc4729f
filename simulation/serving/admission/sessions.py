"""Who is here: each open page, whose it is, and since when nobody has looked at it."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_PAGES = 4  # of one visitor; the newest count
UNCLAIMED = 90.0  # seconds for a page that was sent to open its line, over the slowest Wi-Fi
GONE = 60.0  # seconds after the last line closed; a phone that has vanished is noticed within another forty
RESTING = 600.0  # seconds for a page that said that its screen is locked or another tab is in front
COMING_BACK = 5.0  # seconds that a place is kept for somebody who has just left: a reload leaves first


@dataclass
class Guest:
    """One open page. `alone`: since when it has no line; `rests`: since when nobody looks at it, if that was said."""

    who: str
    came: float
    alone: float
    lines: int = 0
    claimed: bool = False
    rests: float | None = None

    def overdue(self, now: float, crowded: bool) -> bool:
        """Whether its kernel is to end: the page's address brings everything back whenever it is opened again."""
        if self.lines:
            return crowded and self.rests is not None and now - self.rests > RESTING
        if not self.claimed:
            return now - self.came > UNCLAIMED
        if self.rests is not None:
            return now - max(self.rests, self.alone) > RESTING
        return now - self.alone > GONE


@dataclass
class Guests:
    """All open pages by their kernel, and places kept for those who have just left."""

    here: dict[str, Guest] = field(default_factory=dict)
    kept: dict[str, float] = field(default_factory=dict)  # who -> until when

    def came(self, kernel: str, who: str, now: float) -> list[str]:
        """A page was opened. Returns the kernels of the same visitor's oldest pages, when they are too many."""
        self.kept.pop(who, None)
        self.here[kernel] = Guest(who, now, now)
        own = [each for each, guest in self.here.items() if guest.who == who]
        own.sort(key=lambda each: self.here[each].came)
        return own[:-MOST_PAGES]

    def left(self, kernel: str, now: float, comes_back: bool = True) -> None:
        """A page closed, or its kernel ended."""
        guest = self.here.pop(kernel, None)
        if guest is not None and comes_back:
            self.kept[guest.who] = now + COMING_BACK

    def line(self, kernel: str, now: float, opened: bool) -> None:
        """A page's line opened or closed."""
        guest = self.here.get(kernel)
        if guest is None:
            return
        guest.lines = max(0, guest.lines + (1 if opened else -1))
        guest.claimed = True
        guest.alone = now

    def rests(self, kernel: str, now: float, resting: bool) -> None:
        """A page said that nobody looks at it now, or that somebody does."""
        guest = self.here.get(kernel)
        if guest is not None:
            guest.rests = now if resting else None

    def taken(self, who: str, now: float) -> int:
        """How many places others have, and this visitor has with pages that stay open."""
        self.kept = {each: until for each, until in self.kept.items() if until > now}
        return len(self.here) + len(self.kept.keys() - {who})

    def has_most(self, who: str) -> bool:
        """Whether another page of this visitor's would be one too many."""
        return sum(guest.who == who for guest in self.here.values()) >= MOST_PAGES

    def overdue(self, now: float, crowded: bool) -> list[str]:
        """The kernels of pages that nobody will come back to."""
        return [kernel for kernel, guest in self.here.items() if guest.overdue(now, crowded)]
