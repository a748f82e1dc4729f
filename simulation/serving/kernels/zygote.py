"""The process that kernels are forked from. It imports, draws and opens once; then it only forks, signals and reaps.

It runs one thread and no event loop, so that a fork finds nothing half done. It ends, and all its kernels with it, when
the server at the other end of its channel is gone.
"""

from __future__ import annotations

import contextlib
import gc
import os
import secrets
import selectors
import signal
import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from simulation.serving.kernels.channel import Channel, Message, channel_pair
from simulation.serving.kernels.kernel_app import CHANNELS, PageKernel
from simulation.serving.kernels.kernel_main import forked, run_kernel
from simulation.serving.kernels.warm_pool import Child, WarmPool, WarmPoolSize
from simulation.serving.workers.pool import WorkerPool
from simulation.vocabulary.i18n import set_language

OpenPage = Callable[[Channel, PageKernel, Path, str, Path], None]


class Zygote:
    """The loop over orders from the server, messages from children, and their deaths.

    Args:
        server: The channel to the server.
        app: The kernel application that forks run, prepared.
        folder: Where sockets are.
        name: Of this zygote; its kernels' sockets begin with it.
        open_page: What a fork does that is to hold a page open: it becomes such a zygote itself.
    """

    def __init__(self, server: Channel, app: PageKernel, folder: Path, name: str, open_page: OpenPage) -> None:
        self.server, self.app, self.folder, self.name = server, app, folder, name
        self._open_page = open_page
        self.settings = app.settings
        self.warm_pool = WarmPool(self.settings)
        self.workers = WorkerPool(folder, name, self.settings)
        self.pages: dict[int, str] = {}  # zygotes of open pages, forked from this one
        self.printing_cells: dict[str, str] | None = None  # cells of the open page that print; None without one
        self._kernels_made = 0
        self._selector = selectors.DefaultSelector()
        self._wake_reader, self._wake_writer = socket.socketpair()

    def run(self) -> None:
        """Serve until the server is gone."""
        for end in (self._wake_reader, self._wake_writer):
            end.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # only its wake-up byte matters
        signal.set_wakeup_fd(self._wake_writer.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then lets us go
        self._selector.register(self.server, selectors.EVENT_READ, self._orders)
        self._selector.register(self._wake_reader, selectors.EVENT_READ, self._reap)
        gc.collect()
        gc.freeze()  # what stands now is never walked again, so its pages stay shared
        if self.printing_cells is not None:
            self.workers.start(self.close_channels)
        try:
            while not self.server.closed:
                waits = [self.warm_pool.wait(), self.workers.wait()]
                if waits[0] == 0:
                    self._warm_up_kernel()
                self.workers.reopen()
                for key, _ in self._selector.select(min((each for each in waits if each is not None), default=None)):
                    key.data()
        finally:
            self._end_children()

    # ---- what the server orders

    def _orders(self) -> None:
        for order in self.server.received():
            getattr(self, f"_command_{order['command']}")(order)

    def _command_warm(self, order: Message) -> None:
        self.warm_pool.wanted = WarmPoolSize(order["announced"], order["always"])

    def _command_start(self, order: Message) -> None:
        """A kernel for a visitor; the answer comes when it has taken what the visitor brings."""
        try:
            child = self.warm_pool.take(order["order"]) or self._fork(order["order"])
        except OSError as error:  # no more processes or memory
            self.server.send({"event": "refused", "order": order["order"], "why": error.strerror or str(error)})
            return
        assert child.channel is not None
        child.channel.send({"env": order["env"], "cwd": order["cwd"]})

    def _command_signal(self, order: Message) -> None:
        """Only a child not yet reaped is signalled, so never a stranger with its number."""
        if order["pid"] in self.warm_pool.children:
            _signal(order["pid"], order["signal"])

    def _command_open(self, order: Message) -> None:
        """A copy of this process opens a page and becomes the zygote of its kernels, on a channel of its own."""
        end = self.server.received_socket()
        pid = forked(partial(self._run_as_page_zygote, Channel(end), order["notebook"], order["language"]))
        end.close()
        self.pages[pid] = order["notebook"]

    # ---- children

    def _fork(self, order: int | None = None) -> Child:
        self._kernels_made += 1
        connection = {
            "transport": "ipc",
            "signature_scheme": self.app.session.signature_scheme,
            "ip": str(self.folder / f"{self.name}{self._kernels_made}"),
            "key": secrets.token_hex(16),
            **{f"{channel}_port": nth for nth, channel in enumerate(CHANNELS, 1)},
        }
        channel, end = channel_pair()
        try:
            pid = forked(partial(self._run_as_kernel, connection, Channel(end), channel))
        except OSError:
            channel.close()
            raise
        finally:
            end.close()
        child = self.warm_pool.children[pid] = Child(pid, connection, channel, order=order)
        self._selector.register(channel, selectors.EVENT_READ, partial(self._child_message, child))
        return child

    def _warm_up_kernel(self) -> None:
        try:
            self._fork()
        except OSError:  # no room just now; visitors come first
            self.warm_pool.later()

    def _run_as_kernel(self, connection: dict[str, Any], channel: Channel, other_end: Channel) -> None:
        other_end.close()  # while it is open here, nobody would hear that the zygote has gone
        self._close_inherited()
        run_kernel(self.app, connection, channel, self.printing_cells)

    def _run_as_page_zygote(self, channel: Channel, notebook: str, language: str) -> None:
        set_language(language)
        self._close_inherited()
        self._open_page(channel, self.app, self.folder, f"{self.name}{os.getpid()}-", Path(notebook))

    def _close_inherited(self) -> None:
        """In a child that is not of the worker pool: leave the zygote's channels and the pool's sockets alone."""
        self.workers.leave()
        self.close_channels()

    def close_channels(self) -> None:
        """In a child: its own channels are others."""
        channels = [each.channel for each in self.warm_pool.children.values() if each.channel is not None]
        ends: list[Any] = [self.server, self._wake_reader, self._wake_writer, self._selector, *channels]
        for end in ends:
            end.close()
        signal.set_wakeup_fd(-1)

    def _child_message(self, child: Child) -> None:
        assert child.channel is not None
        for message in child.channel.received():
            if message["event"] == "warm":
                child.warm = True
            else:
                told = {"order": child.order, "pid": child.pid, "connection": child.connection}
                self.server.send({"event": "started", **told, "printed": message["printed"]})
        if child.channel.closed:
            self._selector.unregister(child.channel)
            child.channel.close()
            child.channel = None

    def _reap(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._wake_reader.recv(4096)
        with contextlib.suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if not pid:
                    return
                self._ended(pid, os.waitstatus_to_exitcode(status))

    def _ended(self, pid: int, code: int) -> None:
        if self.workers.ended(pid) or self.pages.pop(pid, None) is not None:
            return  # the server sees a page's channel end
        child = self.warm_pool.children.pop(pid)
        if child.channel is not None:
            self._child_message(child)  # what it said last
        if child.channel is not None:
            self._selector.unregister(child.channel)
            child.channel.close()
        self.server.send({"event": "ended", "pid": pid, "code": code, "order": child.order})
        if child.order is None:
            for nth in range(1, len(CHANNELS) + 1):  # nobody else knows of its sockets
                Path(f"{child.connection['ip']}-{nth}").unlink(missing_ok=True)

    def _end_children(self) -> None:
        for pid in self.warm_pool.children:
            with contextlib.suppress(ProcessLookupError):
                _signal(pid, signal.SIGKILL)
        for pid in (*self.warm_pool.children, *self.pages):  # the zygotes of pages end by themselves
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)


def _signal(pid: int, number: int) -> None:
    """To a child and whatever it has started. Raises ProcessLookupError for one that is not there."""
    try:
        os.killpg(pid, number)
    except ProcessLookupError:  # it has not made its own group yet
        os.kill(pid, number)
