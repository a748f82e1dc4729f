"""The desks of one open page: some for whom somebody waits, as many for what may wait. One that ends is replaced."""

from __future__ import annotations

import gc
import logging
import os
import signal
import socket
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from simulation.pages.futures import run_by
from simulation.serving.kernels.asking import Desks
from simulation.serving.kernels.child import SIGNALS, forked
from simulation.serving.kernels.desk import Desk, listening
from simulation.serving.machine import processors

MOST_DEATHS, A_WHILE = 6, 60.0  # desks that may end within so many seconds; then kernels run their futures themselves
LAST = 19  # of those who wait for a processor (`nice`), where a system knows nothing more modest
_log = logging.getLogger("counterparts.kernels")


class Staff:
    """`hire` forks the desks; from then on this process, and whatever it forks, asks them."""

    def __init__(self, folder: Path, name: str) -> None:
        self._at = {polite: folder / f"{name}-{'later' if polite else 'now'}" for polite in (False, True)}
        self._doors: dict[bool, socket.socket] = {}
        self._desks: dict[int, bool] = {}  # process ids, and whether it stands back
        self._deaths: list[float] = []
        self.of_each = max(1, int(processors()))
        self._here, self._there = socket.socketpair()  # desks end when nobody holds this end any more

    def hire(self, let_go: Callable[[], None]) -> None:
        """As many of each kind as there are processors. `let_go`: what a fork leaves alone first."""
        self._let_go = let_go
        self._doors = {polite: listening(path) for polite, path in self._at.items()}
        for polite in self._doors:
            for _ in range(self.of_each):
                self._hire(polite)
        run_by(Desks(self._at[False], self._at[True]))

    def ended(self, pid: int) -> bool:
        """Whether a process that ended was a desk; another then takes its place."""
        if pid not in self._desks:
            return False
        polite, now = self._desks.pop(pid), time.monotonic()
        self._deaths = [each for each in self._deaths if now - each < A_WHILE] + [now]
        if len(self._deaths) <= MOST_DEATHS:
            self._hire(polite)
        elif polite not in self._desks.values():
            _log.error("desks end too often: kernels run their futures themselves, each with more memory")
            self._doors[polite].close()
            self._at[polite].unlink(missing_ok=True)
        return True

    def leave(self) -> None:
        """In a fork that is no desk: let go of the doors."""
        for end in (self._here, self._there, *self._doors.values()):
            end.close()

    def _hire(self, polite: bool) -> None:
        try:
            self._desks[forked(partial(self._work, polite))] = polite
        except OSError as error:  # no more processes or memory
            _log.error("no desk could be forked: %s", error.strerror)

    def _work(self, polite: bool) -> None:
        self._let_go()
        self._here.close()
        for each in SIGNALS:
            signal.signal(each, signal.SIG_DFL)
        gc.enable()
        if polite:
            stand_back()
        Desk(self._doors[polite], self._there).work()


def stand_back() -> None:
    """Take only what time nobody else wants."""
    if hasattr(os, "SCHED_IDLE"):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    else:
        os.nice(LAST)
