"""The process that kernels are forked from. It imports, draws and opens once; then it only forks, signals and buries.

It runs one thread and no event loop, so that a fork finds nothing half done. It ends, and all its kernels with it, when
the server at the other end of its line is gone.
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

from simulation.serving.kernels.channel import Line, Message, pair
from simulation.serving.kernels.kernel_app import CHANNELS, PageKernel
from simulation.serving.kernels.kernel_main import forked, live
from simulation.serving.kernels.warm_pool import Child, Standing, WarmPool
from simulation.serving.workers.pool import WorkerPool
from simulation.vocabulary.i18n import set_language

OpenPage = Callable[[Line, PageKernel, Path, str, Path], None]


class Parent:
    """The loop: orders from the server, news from children, deaths. `open_page` is what a fork does that is to hold a
    page open: be such a parent itself.
    """

    def __init__(self, server: Line, app: PageKernel, folder: Path, name: str, open_page: OpenPage) -> None:
        self.server, self.app, self.folder, self.name = server, app, folder, name
        self._open_page = open_page
        self.spares = WarmPool()
        self.workers = WorkerPool(folder, name)
        self.pages: dict[int, str] = {}  # parents of open pages, forked from this one
        self.reprint: dict[str, str] | None = None  # cells of the open page that print; None without one
        self._made = 0
        self._selector = selectors.DefaultSelector()
        self._woken, self._wake = socket.socketpair()

    def run(self) -> None:
        """Serve until the server is gone."""
        for end in (self._woken, self._wake):
            end.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # only its wake-up byte matters
        signal.set_wakeup_fd(self._wake.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then lets us go
        self._selector.register(self.server, selectors.EVENT_READ, self._orders)
        self._selector.register(self._woken, selectors.EVENT_READ, self._bury)
        gc.collect()
        gc.freeze()  # what stands now is never walked again, so its pages stay shared
        if self.reprint is not None:
            self.workers.start(self.let_go_of_lines)
        try:
            while not self.server.ended:
                wait = self.spares.wait()
                if wait == 0:
                    self._make_spare()
                for key, _ in self._selector.select(0 if wait == 0 else wait):
                    key.data()
        finally:
            self._end_children()

    # ---- what the server orders

    def _orders(self) -> None:
        for order in self.server.heard():
            getattr(self, f"_order_{order['do']}")(order)

    def _order_spares(self, order: Message) -> None:
        self.spares.wanted = Standing(order["announced"], order["always"])

    def _order_start(self, order: Message) -> None:
        """A kernel for a visitor; the answer comes when it has taken what the visitor brings."""
        try:
            child = self.spares.take(order["order"]) or self._fork(order["order"])
        except OSError as error:  # no more processes or memory
            self.server.say({"said": "refused", "order": order["order"], "why": error.strerror or str(error)})
            return
        assert child.line is not None
        child.line.say({"env": order["env"], "cwd": order["cwd"]})

    def _order_signal(self, order: Message) -> None:
        """Only a child not yet buried is signalled, so never a stranger with its number."""
        if order["pid"] in self.spares.children:
            _signal(order["pid"], order["signal"])

    def _order_open(self, order: Message) -> None:
        """A copy of this process opens a page and becomes the parent of its kernels, on a line of its own."""
        end = self.server.handed()
        pid = forked(partial(self._become_page, Line(end), order["notebook"], order["language"]))
        end.close()
        self.pages[pid] = order["notebook"]

    # ---- children

    def _fork(self, order: int | None = None) -> Child:
        self._made += 1
        connection = {
            "transport": "ipc",
            "signature_scheme": self.app.session.signature_scheme,
            "ip": str(self.folder / f"{self.name}{self._made}"),
            "key": secrets.token_hex(16),
            **{f"{channel}_port": nth for nth, channel in enumerate(CHANNELS, 1)},
        }
        line, end = pair()
        try:
            pid = forked(partial(self._become_kernel, connection, Line(end), line))
        except OSError:
            line.close()
            raise
        finally:
            end.close()
        child = self.spares.children[pid] = Child(pid, connection, line, order=order)
        self._selector.register(line, selectors.EVENT_READ, partial(self._news, child))
        return child

    def _make_spare(self) -> None:
        try:
            self._fork()
        except OSError:  # no room just now; visitors come first
            self.spares.later()

    def _become_kernel(self, connection: dict[str, Any], line: Line, other_end: Line) -> None:
        other_end.close()  # while it is open here, nobody would hear that the parent has gone
        self._let_go()
        live(self.app, connection, line, self.reprint)

    def _become_page(self, line: Line, notebook: str, language: str) -> None:
        set_language(language)
        self._let_go()
        self._open_page(line, self.app, self.folder, f"{self.name}{os.getpid()}-", Path(notebook))

    def _let_go(self) -> None:
        """In a child that is not of the worker pool: leave the parent's lines and the pool's sockets alone."""
        self.workers.leave()
        self.let_go_of_lines()

    def let_go_of_lines(self) -> None:
        """In a child: its own lines are others."""
        lines = [each.line for each in self.spares.children.values() if each.line is not None]
        ends: list[Any] = [self.server, self._woken, self._wake, self._selector, *lines]
        for end in ends:
            end.close()
        signal.set_wakeup_fd(-1)

    def _news(self, child: Child) -> None:
        assert child.line is not None
        for news in child.line.heard():
            if news["said"] == "warm":
                child.warm = True
            else:
                told = {"order": child.order, "pid": child.pid, "connection": child.connection}
                self.server.say({"said": "started", **told, "printed": news["printed"]})
        if child.line.ended:
            self._selector.unregister(child.line)
            child.line.close()
            child.line = None

    def _bury(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._woken.recv(4096)
        with contextlib.suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if not pid:
                    return
                self._ended(pid, os.waitstatus_to_exitcode(status))

    def _ended(self, pid: int, code: int) -> None:
        if self.workers.ended(pid) or self.pages.pop(pid, None) is not None:
            return  # the server sees a page's line end
        child = self.spares.children.pop(pid)
        if child.line is not None:
            self._news(child)  # what it said last
        if child.line is not None:
            self._selector.unregister(child.line)
            child.line.close()
        self.server.say({"said": "ended", "pid": pid, "code": code, "order": child.order})
        if child.order is None:
            for nth in range(1, len(CHANNELS) + 1):  # nobody else knows of its sockets
                Path(f"{child.connection['ip']}-{nth}").unlink(missing_ok=True)

    def _end_children(self) -> None:
        for pid in self.spares.children:
            with contextlib.suppress(ProcessLookupError):
                _signal(pid, signal.SIGKILL)
        for pid in self.spares.children:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)


def _signal(pid: int, number: int) -> None:
    """To a child and whatever it has started. Raises ProcessLookupError for one that is not there."""
    try:
        os.killpg(pid, number)
    except ProcessLookupError:  # it has not made its own group yet
        os.kill(pid, number)
