"""Sessions: each open page, which visitor it belongs to, and since when nobody has looked at it."""

from __future__ import annotations

from dataclasses import dataclass, field

from simulation.serving.settings import ServerSettings


@dataclass
class Session:
    """One open page and its kernel. All times are seconds of a steady clock.

    Attributes:
        visitor: The visitor's id, which the browser's cookie carries.
        opened_at: When the page was sent.
        disconnected_at: Since when it has no websocket connection.
        connections: How many it has.
        was_connected: Whether it ever had one.
        hidden_at: Since when nobody looks at it, if the page said so.
        address: The network address that asked for it.
    """

    visitor: str
    opened_at: float
    disconnected_at: float
    connections: int = 0
    was_connected: bool = False
    hidden_at: float | None = None
    address: str = ""

    def is_expired(self, now: float, crowded: bool, settings: ServerSettings) -> bool:
        """Whether its kernel is to end: the page's address brings everything back whenever it is opened again."""
        if self.connections:
            return crowded and self.hidden_at is not None and now - self.hidden_at > settings.hidden_page_timeout_s
        if not self.was_connected:
            crowded_s, quiet_s = settings.unopened_page_crowded_timeout_s, settings.unopened_page_timeout_s
            return now - self.opened_at > (crowded_s if crowded else quiet_s)
        if self.hidden_at is not None:
            return now - max(self.hidden_at, self.disconnected_at) > settings.hidden_page_timeout_s
        return now - self.disconnected_at > settings.closed_page_timeout_s


@dataclass
class Sessions:
    """All open pages by their kernel's id, and places reserved for visitors who have just left."""

    settings: ServerSettings
    open: dict[str, Session] = field(default_factory=dict)
    reserved: dict[str, float] = field(default_factory=dict)  # visitor -> until when

    def add(self, kernel: str, visitor: str, now: float, address: str = "") -> None:
        """A page was sent."""
        self.reserved.pop(visitor, None)
        self.open[kernel] = Session(visitor, now, now, address=address)

    def surplus(self, visitor: str, most: int) -> list[str]:
        """The kernels of a visitor's oldest pages, where these are more than so many."""
        own = [kernel for kernel, session in self.open.items() if session.visitor == visitor]
        own.sort(key=lambda kernel: self.open[kernel].opened_at)
        return own[:-most]

    def unopened(self, address: str) -> int:
        """How many pages were sent to a network address and have no connection yet."""
        return sum(session.address == address and not session.was_connected for session in self.open.values())

    def remove(self, kernel: str, now: float, reserve: bool = True) -> None:
        """A page closed, or its kernel ended. reserve: whether the visitor's place is kept for a moment."""
        session = self.open.pop(kernel, None)
        if session is not None and reserve:
            self.reserved[session.visitor] = now + self.settings.reload_grace_s

    def connection_changed(self, kernel: str, now: float, opened: bool) -> None:
        """A page's websocket connection opened or closed."""
        session = self.open.get(kernel)
        if session is None:
            return
        session.connections = max(0, session.connections + (1 if opened else -1))
        session.was_connected = True
        session.disconnected_at = now

    def visibility_changed(self, kernel: str, now: float, hidden: bool) -> None:
        """A page said that nobody looks at it now, or that somebody does."""
        session = self.open.get(kernel)
        if session is not None:
            session.hidden_at = now if hidden else None

    def places_taken(self, visitor: str, now: float) -> int:
        """How many places others have, and this visitor has with pages that stay open."""
        self.reserved = {other: until for other, until in self.reserved.items() if until > now}
        return len(self.open) + len(self.reserved.keys() - {visitor})

    def has_reservation(self, visitor: str) -> bool:
        """Whether a place is kept for a visitor who has just left; as of the last count of places taken."""
        return visitor in self.reserved

    def has_all_pages(self, visitor: str) -> bool:
        """Whether another page of this visitor's would be one too many."""
        return sum(session.visitor == visitor for session in self.open.values()) >= self.settings.pages_per_visitor

    def expired(self, now: float, crowded: bool) -> list[str]:
        """The kernels of pages that nobody will come back to."""
        return [kernel for kernel, session in self.open.items() if session.is_expired(now, crowded, self.settings)]
