"""Admission control of one server: how many fit, who is admitted, who waits, and which kernels nobody uses."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from tornado.ioloop import PeriodicCallback

from simulation.serving.admission.capacity_limit import CapacityLimit
from simulation.serving.admission.identity import VISITOR_COOKIE, Identities
from simulation.serving.admission.sessions import Sessions
from simulation.serving.admission.waiting_queue import WaitingQueue
from simulation.serving.server_state import ServerState
from simulation.serving.settings import ServerSettings

_EVICTED_REMEMBERED = 1_000  # pages
PAGE_HIDDEN, PAGE_VISIBLE = "hidden", "visible"  # what a page says to the server itself (`reconnection.js`)
PING, PONG = "ping", "pong"
_log = logging.getLogger("counterparts.admission")


class AdmissionController:
    """Admits visitors up to the capacity limit, queues the others, and ends the kernels of sessions that expired.

    Args:
        capacity: How many may be here.
        settings: The server's.
        end_kernel: Ends a kernel by its id.
        visitor_pids: The process ids of kernels that visitors have, to measure.
    """

    def __init__(
        self,
        capacity: CapacityLimit,
        settings: ServerSettings,
        end_kernel: Callable[[str], Awaitable[None]],
        visitor_pids: Callable[[], Iterable[int]],
    ) -> None:
        self.capacity, self.settings = capacity, settings
        self.sessions, self.queue = Sessions(settings), WaitingQueue(settings)
        self._end_kernel, self._visitor_pids = end_kernel, visitor_pids
        self.identities = Identities()
        self.failures: dict[str, int] = {}  # of a visitor: how often in a row no page could be made
        self.evicted: dict[str, None] = {}  # kernels of pages that were one too many, the newest last
        self._connections: dict[str, list[Any]] = {}  # of each kernel, the newest last
        self._pages_being_made = 0
        self._checks = 0
        self._timer = PeriodicCallback(self._check, 1000 * settings.admission_check_s)

    def open(self) -> None:
        """Begin to look for expired sessions."""
        self._timer.start()

    def close(self) -> None:
        """Look for them no more."""
        self._timer.stop()

    # ---- a server that takes another's place

    def visitors(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Who has a page open, and who waits, in order: their ids."""
        here = {session.visitor: None for session in self.sessions.open.values()}
        return tuple({**here, **dict.fromkeys(self.sessions.reserved)}), tuple(self.queue.last_asked)

    def restore(self, before: ServerState) -> None:
        """Keep places for those who were here, for a moment, and the others' positions in the queue."""
        now = time.monotonic()
        self.identities = Identities(before.visitor_key)
        self.sessions.reserved = dict.fromkeys(before.visitors, now + self.settings.returning_grace_s)
        self.queue.last_asked = dict.fromkeys(before.waiting, now)

    # ---- a page is asked for

    def identify(self, handler: Any) -> str:
        """The id of the visitor whose browser asks; it gets a cookie with the id unless it has one."""
        known = self.identities.by_cookie(handler)
        if known:
            return known
        visitor = self.identities.by_ticket(handler) or self.identities.new()
        handler.set_cookie(VISITOR_COOKIE, visitor, httponly=True, samesite="Lax", path="/")
        return visitor

    def admit(self, visitor: str, address: str = "") -> int:
        """0 when admitted: a place is then kept until `page_sent` or `page_failed`. Otherwise the queue position.

        address: The network address that asks. As many pages as a room's phones open at once may be on their way to
            one; more are asked to come back in a moment.
        """
        now = time.monotonic()
        if self.sessions.unopened(address) >= self.settings.unopened_pages_per_address:
            return self.queue.position(visitor, 0, now)  # who waits is counted: pages of nobody then go sooner
        taken = self.sessions.places_taken(visitor, now) + self._pages_being_made
        if self.sessions.has_all_pages(visitor):  # one of their own will make room
            taken -= 1
        free = max(0, self.capacity.limit(taken) - taken)
        if free and self.sessions.has_reservation(visitor):
            position = 0  # a place is kept for them: nobody who waits is before them
            self.queue.leave(visitor)
        else:
            position = self.queue.position(visitor, free, now)
        if position == 0:
            self._pages_being_made += 1
        return position

    def page_sent(self, visitor: str, kernel: str, address: str = "") -> None:
        """The page was sent; if it is one too many of this visitor's, the oldest is evicted."""
        self._pages_being_made -= 1
        if kernel not in self.sessions.open:  # else its connection was faster than the last of the page
            self.sessions.add(kernel, visitor, time.monotonic(), address)
        self._evict_surplus(visitor, self.settings.pages_per_visitor)

    def page_failed(self) -> None:
        """No page could be made."""
        self._pages_being_made -= 1

    # ---- a page is open

    def connection_opened(self, kernel: str, connection: Any) -> None:
        """A page's websocket. One too many closes the oldest: that is a phone's which has lost its network."""
        connections = self._connections.setdefault(kernel, [])
        connections.append(connection)
        visitor = self.identities.by_cookie(connection)
        if kernel not in self.sessions.open:  # of a page that Voila made
            self.sessions.add(kernel, visitor or kernel, time.monotonic())
        self.sessions.connection_changed(kernel, time.monotonic(), opened=True)
        if not visitor:  # it keeps no cookies: all such at one address are one visitor
            visitor = f"without cookies at {connection.request.remote_ip}"
            self.sessions.open[kernel].visitor = visitor
            self._evict_surplus(visitor, self.settings.pages_without_cookies)
        for surplus in connections[: -self.settings.websockets_per_kernel]:
            surplus.close()

    def has_all_connections(self, kernel: str) -> bool:
        """Whether a kernel has as many connections as may be open and closing."""
        return len(self._connections.get(kernel, [])) >= 2 * self.settings.websockets_per_kernel

    def connection_closed(self, kernel: str, connection: Any) -> None:
        """It has closed."""
        connections = self._connections.get(kernel, [])
        if connection in connections:
            connections.remove(connection)
            self.sessions.connection_changed(kernel, time.monotonic(), opened=False)

    def message(self, kernel: str, text: str, connection: Any) -> None:
        """What a page says to the server itself; anything unknown is left aside."""
        if text == PING:
            connection.answer(PONG)
        elif text in (PAGE_HIDDEN, PAGE_VISIBLE):
            self.sessions.visibility_changed(kernel, time.monotonic(), text == PAGE_HIDDEN)

    def kernel_ended(self, kernel: str) -> None:
        """A kernel is no more: its page notices by its connection's end, and may have its place again."""
        self.sessions.remove(kernel, time.monotonic())
        for connection in self._connections.pop(kernel, []):
            connection.close()

    # ---- a page has expired

    def _evict_surplus(self, visitor: str, most: int) -> None:
        for kernel in self.sessions.surplus(visitor, most):
            self.evicted[kernel] = None
            while len(self.evicted) > _EVICTED_REMEMBERED:
                del self.evicted[next(iter(self.evicted))]
            self.evict(kernel)

    def evict(self, kernel: str) -> None:
        """End a kernel soon."""
        self.sessions.remove(kernel, time.monotonic(), reserve=False)
        task = asyncio.ensure_future(self._end_kernel(kernel))
        task.add_done_callback(lambda done: done.cancelled() or done.exception())

    def _check(self) -> None:
        now = time.monotonic()
        for kernel in self.sessions.expired(now, crowded=self.queue.present(now) > 0):
            _log.info("nobody has come back to the kernel %s", kernel)
            self.evict(kernel)
        self._checks += 1
        if self._checks % self.settings.admission_checks_per_measurement == 0 and self.capacity.fixed is None:
            self.capacity.measure(self._visitor_pids())
