"""The dispatcher and the workers of one open page, forked from its zygote; one that ends is replaced."""

from __future__ import annotations

import gc
import logging
import signal
import socket
import time
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
    """`start` forks the processes; from then on this process, and whatever it forks, has the pool run its plans."""

    def __init__(self, folder: Path, name: str, settings: ServerSettings = DEFAULT) -> None:
        self.settings = settings
        self.address = str(folder / f"{name}-workers")
        self.size = max(1, int(processors()))
        self._processes: dict[int, str] = {}  # what each is, by process id
        self._deaths: list[float] = []
        self._listener: Listener | None = None
        self._here, self._there = socket.socketpair()  # the dispatcher ends when nobody holds this end any more

    def start(self, in_child: Callable[[], None]) -> None:
        """Fork a dispatcher and a worker for each core. in_child: what each does first, to close what it inherited."""
        self._in_child = in_child
        self._listener = Listener(
            self.address, "AF_UNIX", self.settings.worker_backlog
        )  # held here, so that it outlives a dispatcher
        for kind in (DISPATCHER, *[WORKER] * self.size):
            self._fork(kind)
        set_executor(PoolExecutor(self.address, timeout_s=self.settings.worker_reply_timeout_s))

    def ended(self, pid: int) -> bool:
        """Whether a process that has ended was one of the pool's; another then takes its place."""
        if pid not in self._processes:
            return False
        kind, now = self._processes.pop(pid), time.monotonic()
        self._deaths = [moment for moment in self._deaths if now - moment < self.settings.worker_deaths_within_s] + [
            now
        ]
        if len(self._deaths) <= self.settings.worker_deaths_tolerated:
            self._fork(kind)
        elif self._listener is not None:
            _log.error("workers end too often: kernels run their plans themselves, each with more memory")
            self._close()
        return True

    def leave(self) -> None:
        """In a fork that is not of the pool: close what it inherited of it."""
        self._here.close()
        self._there.close()
        if self._listener is not None:
            self._listener.close()  # removes its file in the process that made it only

    def _close(self) -> None:
        """No more requests: kernels that wait hear that the dispatcher has gone, and workers end with it."""
        self.leave()
        self._listener = None

    def _fork(self, kind: str) -> None:
        if self._listener is None:
            return
        try:
            self._processes[forked(partial(self._run, kind))] = kind
        except OSError as error:  # no more processes or memory
            _log.error("no %s could be forked: %s", kind, error.strerror)

    def _run(self, kind: str) -> None:
        """In the child."""
        self._in_child()
        for number in SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        gc.enable()
        assert self._listener is not None
        if kind == DISPATCHER:
            self._here.close()
            Dispatcher(self._listener, self.size, self.settings).run(self._there)
        else:
            self.leave()
            work(self.address, self.settings)
