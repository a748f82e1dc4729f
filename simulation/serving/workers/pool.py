"""The dispatcher and the workers of one open page, forked from its zygote; one that ends is replaced."""

from __future__ import annotations

import gc
import logging
import signal
import socket
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Listener
from pathlib import Path

from simulation.pages.executor import set_executor
from simulation.serving.kernels.kernel_main import SIGNALS, forked
from simulation.serving.resources import processors
from simulation.serving.settings import DEFAULT, ServerSettings
from simulation.serving.workers.dispatcher import Dispatcher
from simulation.serving.workers.executor import PoolExecutor
from simulation.serving.workers.worker import work

DISPATCHER, WORKER = "dispatcher", "worker"
_log = logging.getLogger("counterparts.kernels")


class WorkerPool:
    """`start` forks the processes; from then on this process, and whatever it forks, has the pool run its plans.

    Where processes end too often, or cannot be forked, kernels run their plans themselves for a while; `reopen` then
    makes the pool anew. Whoever has the pool calls `ended` and `reopen`.
    """

    def __init__(self, folder: Path, name: str, settings: ServerSettings = DEFAULT) -> None:
        self.settings = settings
        self.address = str(folder / f"{name}-workers")
        self.size = max(1, int(processors()))
        self._processes: dict[int, str] = {}  # what each is, by process id
        self._leaving: set[int] = set()  # processes of a pool that was closed
        self._deaths: list[float] = []
        self._reopen_at: float | None = None
        self._listener: Listener | None = None
        self._here: socket.socket | None = None  # the dispatcher ends when nobody holds this end any more
        self._there: socket.socket | None = None

    def start(self, in_child: Callable[[], None]) -> None:
        """Fork a dispatcher and a worker for each core. in_child: what each does first, to close what it inherited."""
        self._in_child = in_child
        self._open()
        set_executor(PoolExecutor(self.address, timeout_s=self.settings.worker_reply_timeout_s))

    def ended(self, pid: int) -> bool:
        """Whether a process that has ended was one of the pool's; another then takes its place."""
        if pid in self._leaving:
            self._leaving.discard(pid)
            return True
        if pid not in self._processes:
            return False
        del self._processes[pid]
        now, within_s = time.monotonic(), self.settings.worker_deaths_within_s
        self._deaths = [moment for moment in self._deaths if now - moment < within_s] + [now]
        if len(self._deaths) <= self.settings.worker_deaths_tolerated:
            self._fill()
        else:
            _log.error("workers end too often: for now kernels run their plans themselves, each with more memory")
            self._close()
        return True

    def wait(self) -> float | None:
        """Seconds until there is something to `reopen`; None where there is nothing."""
        return None if self._reopen_at is None else max(0.0, self._reopen_at - time.monotonic())

    def reopen(self) -> None:
        """Fork what could not be forked, once it is time for it."""
        if self.wait() != 0:
            return
        self._reopen_at = None
        if self._listener is None:
            self._deaths.clear()
            self._open()
        else:
            self._fill()

    def leave(self) -> None:
        """In a fork that is not of the pool: close what it inherited of it."""
        for each in (self._here, self._there, self._listener):
            if each is not None:
                each.close()  # a listener removes its file in the process that made it only

    def _open(self) -> None:
        self._here, self._there = socket.socketpair()
        self._listener = Listener(
            self.address, "AF_UNIX", self.settings.worker_backlog
        )  # held here, so that it outlives a dispatcher
        self._fill()

    def _close(self) -> None:
        """No more requests for now: kernels that wait hear that the dispatcher has gone, and workers end with it."""
        self.leave()
        self._here = self._there = self._listener = None
        self._leaving |= self._processes.keys()
        self._processes.clear()
        self._reopen_at = time.monotonic() + self.settings.worker_retry_s

    def _fill(self) -> None:
        """Fork each process that is not there."""
        there = Counter(self._processes.values())
        missing = Counter({DISPATCHER: 1, WORKER: self.size}) - there
        try:
            for kind in missing.elements():
                self._processes[forked(partial(self._run, kind))] = kind
        except OSError as error:  # no more processes or memory
            _log.error("no %s could be forked: %s", kind, error.strerror)
            self._reopen_at = time.monotonic() + self.settings.worker_retry_s
            if DISPATCHER not in self._processes.values():  # nobody would answer: kernels need not wait to hear of it
                self._close()

    def _run(self, kind: str) -> None:
        """In the child."""
        self._in_child()
        for number in SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        gc.enable()
        assert self._listener is not None
        assert self._here is not None
        assert self._there is not None
        if kind == DISPATCHER:
            self._here.close()
            Dispatcher(self._listener, self.size, self.settings).run(self._there)
        else:
            self.leave()
            work(self.address, self.settings)
