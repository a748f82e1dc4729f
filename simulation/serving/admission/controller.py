"""Admission control of one server: how many fit, who comes in, who waits, and which kernels nobody uses."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from tornado.ioloop import PeriodicCallback

from simulation.serving.admission.capacity_limit import Fits
from simulation.serving.admission.sessions import Guests
from simulation.serving.admission.waiting_queue import Waiting

COOKIE = "counterparts"  # which browser a page belongs to; it says nothing about anybody, and ends with the browser
NUMBER = 32  # characters of it
ROUND = 5.0  # seconds between two looks at who has gone
MEASURED_EVERY = 6  # rounds
RESTING, AWAKE, ASKED, ANSWER = "resting", "awake", "here?", "here"  # what a page says to the server itself
_log = logging.getLogger("counterparts.admission")


class AdmissionControl:
    """`end` ends a kernel; `processes` tells the process ids of those that visitors have."""

    def __init__(
        self, fits: Fits, end: Callable[[str], Awaitable[None]], processes: Callable[[], Iterable[int]]
    ) -> None:
        self.fits, self.guests, self.waiting = fits, Guests(), Waiting()
        self._end, self._processes = end, processes
        self._lines: dict[str, set[Any]] = {}
        self._coming = 0
        self._rounds = 0
        self._timer = PeriodicCallback(self._round, 1000 * ROUND)

    def open(self) -> None:
        """From now on."""
        self._timer.start()

    def close(self) -> None:
        """No more rounds."""
        self._timer.stop()

    # ---- at the door

    def who(self, handler: Any) -> str:
        """Which browser asks; one that was not here before gets its number."""
        known = number(handler)
        if known:
            return known
        new = secrets.token_hex(16)
        handler.set_cookie(COOKIE, new, httponly=True, samesite="Lax", path="/")
        return new

    def ask(self, who: str) -> int:
        """0: come in, and a place is kept until `came` or `turned_back`. Otherwise the place in line."""
        now = time.monotonic()
        taken = self.guests.taken(who, now) + self._coming
        if self.guests.has_most(who):  # one of their own will make room
            taken -= 1
        place = self.waiting.ask(who, max(0, self.fits.limit(taken) - taken), now)
        if place == 0:
            self._coming += 1
        return place

    def came(self, who: str, kernel: str) -> None:
        """The page was sent; if it is one too many of this visitor's, the oldest rests."""
        self._coming -= 1
        for each in self.guests.came(kernel, who, time.monotonic()):
            self.send_home(each)

    def turned_back(self) -> None:
        """No page could be made."""
        self._coming -= 1

    # ---- while they are here

    def line_opened(self, kernel: str, line: Any) -> None:
        """A page's websocket."""
        self._lines.setdefault(kernel, set()).add(line)
        if kernel not in self.guests.here:  # of a page that Voila made
            self.guests.came(kernel, number(line) or kernel, time.monotonic())
        self.guests.line(kernel, time.monotonic(), opened=True)

    def line_closed(self, kernel: str, line: Any) -> None:
        """It has closed."""
        lines = self._lines.get(kernel, set())
        if line in lines:
            lines.remove(line)
            self.guests.line(kernel, time.monotonic(), opened=False)

    def said(self, kernel: str, word: str, line: Any) -> None:
        """A word to the server itself; what it does not know is left aside."""
        if word == ASKED:
            line.write_message(ANSWER)
        elif word in (RESTING, AWAKE):
            self.guests.rests(kernel, time.monotonic(), word == RESTING)

    def ended(self, kernel: str) -> None:
        """A kernel is no more: its page is told by the end of its line, and may have its place again."""
        self.guests.left(kernel, time.monotonic())
        for line in self._lines.pop(kernel, set()):
            line.close()

    # ---- who has gone

    def send_home(self, kernel: str) -> None:
        """End a kernel in a moment."""
        self.guests.left(kernel, time.monotonic(), comes_back=False)
        task = asyncio.ensure_future(self._end(kernel))
        task.add_done_callback(lambda done: done.cancelled() or done.exception())

    def _round(self) -> None:
        now = time.monotonic()
        for kernel in self.guests.overdue(now, crowded=self.waiting.present(now) > 0):
            _log.info("nobody has come back to the kernel %s", kernel)
            self.send_home(kernel)
        self._rounds += 1
        if self._rounds % MEASURED_EVERY == 0 and self.fits.most is None:
            self.fits.measure(self._processes())


def number(handler: Any) -> str:
    """Which browser asks; empty when it is new here, or brings what we never gave it."""
    known = str(handler.get_cookie(COOKIE, ""))
    return known if len(known) == NUMBER and known.isalnum() else ""
