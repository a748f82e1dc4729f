"""How a server is stopped whose kernels still start: quietly, and nothing is left running."""

from __future__ import annotations

import asyncio
import logging
import shutil
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import psutil
from tornado.ioloop import IOLoop

from simulation.serving.jupyter_adapter import on_stop_signal, stop_on_signal

STOP_SIGNALS = tuple(  # Ctrl-C, what other programs send, and a terminal that is closed
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
_LOOP_TURNS = 10  # of a loop, in which work that was cancelled ends; each level of it takes one


class Stopped(Exception):  # noqa: N818  # no fault
    """Somebody stopped the server before it let visitors in."""


def restore_default_handlers() -> None:
    """Nothing was started yet, so there is nothing to put away: the system itself ends this process."""
    for each in STOP_SIGNALS:
        signal.signal(each, signal.SIG_DFL)


class Stoppable:
    """Mixed into a server of Voila's. A signal only notes that somebody wants to stop, and stops the loop."""

    ioloop: Any  # Tornado's around asyncio's
    log: logging.Logger
    asked_to_stop = False

    def replace_signal_handler(self) -> None:
        """To be called before Voila is initialized: it then installs ours."""
        on_stop_signal(self, self._signalled)

    def listen_to_signals(self) -> None:
        """From here on something may be left behind; Voila itself listens only once visitors are let in."""
        self.ioloop = IOLoop.current()
        for each in STOP_SIGNALS:
            signal.signal(each, self._signalled)

    def _signalled(self, number: int, frame: Any) -> None:
        """In the place of Voila's, which takes the loop for running. Asked once more, it changes nothing."""
        if not hasattr(self, "ioloop"):
            restore_default_handlers()
            signal.raise_signal(number)
        self.asked_to_stop = True
        stop_on_signal(self, number, frame)

    def run_startup(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do some work of starting. Raises Stopped."""
        try:
            self.ioloop.run_sync(work)
        except RuntimeError:  # so says a loop that was stopped before its work was done
            if not self.asked_to_stop:
                raise
        if self.asked_to_stop:
            raise Stopped

    def abort(self, close: Callable[[], None]) -> None:
        """Leave the work, end what was started, which may hear nothing while it loads; close, and leave no folder."""
        self.log.setLevel(logging.CRITICAL)  # what is cut off complains, and means nothing
        cancel_all(self.ioloop.asyncio_loop)
        kill_children()
        close()
        shutil.rmtree(getattr(self, "connection_dir", ""), ignore_errors=True)


def kill_children() -> None:
    """End every process that this one has started, and what those have."""
    started = psutil.Process().children(recursive=True)
    for each in started:
        with suppress(psutil.Error):
            each.kill()
    psutil.wait_procs(started, timeout=5)


def cancel_all(loop: asyncio.AbstractEventLoop) -> None:
    """End whatever a loop was in the middle of. Not by waiting: work that ends may itself stop the loop."""
    for each in asyncio.all_tasks(loop):
        each.cancel()
    for _turn in range(_LOOP_TURNS):
        loop.call_soon(loop.stop)
        loop.run_forever()
