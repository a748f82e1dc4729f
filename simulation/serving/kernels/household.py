"""The server's side: one first parent, a parent for each open page, and every kernel that visitors have of them."""

from __future__ import annotations

import asyncio
import itertools
import logging
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulation.serving.kernels.line import Line, Message, pair
from simulation.vocabulary.errors import CounterpartsError

FIRST = ""  # the name of the first parent; the others bear their notebook's
PATIENCE = 30.0  # seconds: a parent is ready in two, a kernel in a fraction of one
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL", "VECLIB_MAXIMUM", "NUMEXPR")}
LEAN = {"MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "262144"}  # glibc: what a run took, it gives back
_log = logging.getLogger("counterparts.kernels")


class ForkError(CounterpartsError):
    """Kernels cannot be forked here; the text says why."""


def can_fork() -> str:
    """Why kernels cannot be forked on this system; empty where they can."""
    if not hasattr(os, "fork"):
        return "this system has no fork"
    if sys.platform == "darwin":
        return "the libraries of macOS do not survive a fork"
    return ""


@dataclass
class Forked:
    """A visitor's kernel. `code` is its exit code once it has ended."""

    pid: int
    connection: dict[str, Any]
    printed: dict[str, str]
    parent: Parent
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    code: int | None = None
    on_end: Callable[[], None] | None = None

    def signal(self, number: int) -> None:
        """Signal it and what it started."""
        if self.code is None:
            self.parent.line.say({"do": "signal", "pid": self.pid, "signal": int(number)})

    def end(self, code: int) -> None:
        """It has ended."""
        if self.code is None:
            self.code = code
            self.ended.set()
            if self.on_end is not None:
                self.on_end()


class Parent:
    """One parent as the server sees it."""

    def __init__(self, line: Line, name: str) -> None:
        self.line, self.name = line, name
        self.ready: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self.kernels: dict[int, Forked] = {}
        self.pid = 0
        self.on_gone: Callable[[], None] | None = None
        self._waiting: dict[int, asyncio.Future[Forked]] = {}
        self._orders = itertools.count()
        asyncio.get_running_loop().add_reader(line.fileno(), self._heard)

    @property
    def alive(self) -> bool:
        """Whether it takes orders."""
        return self.ready.done() and not self.ready.cancelled() and not self.ready.exception() and not self.line.ended

    async def start(self, env: Mapping[str, str], cwd: str) -> Forked:
        """A kernel for a visitor. Raises ForkError."""
        order = next(self._orders)
        future: asyncio.Future[Forked] = asyncio.get_running_loop().create_future()
        self._waiting[order] = future
        self.line.say({"do": "start", "order": order, "env": dict(env), "cwd": cwd})
        try:
            return await asyncio.wait_for(future, PATIENCE)
        except TimeoutError:
            raise ForkError("a kernel did not start in time") from None
        finally:
            self._waiting.pop(order, None)

    def keep_spares(self, wanted: int) -> None:
        """How many kernels shall stand ready."""
        self.line.say({"do": "spares", "wanted": wanted})

    def close(self) -> None:
        """Hang up: it ends, and its kernels with it."""
        asyncio.get_running_loop().remove_reader(self.line.fileno())
        self.line.ended = True
        self.line.close()

    def _heard(self) -> None:
        for news in self.line.heard():
            getattr(self, f"_said_{news.pop('said')}")(news)
        if self.line.ended:
            self._gone()

    def _said_ready(self, news: Message) -> None:
        self.pid = news["pid"]
        self.ready.set_result(news)

    def _said_failed(self, news: Message) -> None:
        self.ready.set_exception(ForkError(news["why"]))

    def _said_started(self, news: Message) -> None:
        kernel = Forked(news["pid"], news["connection"], news["printed"], self)
        self.kernels[kernel.pid] = kernel
        future = self._waiting.get(news["order"])
        if future is None or future.done():  # its visitor has waited too long already
            kernel.signal(9)
        else:
            future.set_result(kernel)

    def _said_refused(self, news: Message) -> None:
        self._refuse(news["order"], news["why"])

    def _said_ended(self, news: Message) -> None:
        kernel = self.kernels.pop(news["pid"], None)
        if kernel is not None:
            kernel.end(news["code"])
        elif news["order"] is not None:
            self._refuse(news["order"], "the kernel ended while it started")

    def _refuse(self, order: int, why: str) -> None:
        future = self._waiting.get(order)
        if future is not None and not future.done():
            future.set_exception(ForkError(why))

    def _gone(self) -> None:
        """Its kernels notice by themselves and end."""
        self.close()
        if not self.ready.done():
            self.ready.set_exception(ForkError("the process that kernels are forked from ended while it started"))
        for order in list(self._waiting):
            self._refuse(order, "the process that kernels are forked from has ended")
        for kernel in list(self.kernels.values()):
            kernel.end(-9)
        self.kernels.clear()
        if self.on_gone is not None:
            self.on_gone()


class Household:
    """All parents of one server. `start` it in the server's event loop, `close` it at the end."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="counterparts-"))
        self.parents: dict[str, Parent] = {}
        self._first: subprocess.Popen[bytes] | None = None

    async def start(self) -> Parent:
        """The first parent. Raises ForkError where there can be none."""
        why = can_fork()
        if why:
            raise ForkError(why)
        line, end = pair()
        command = [sys.executable, "-m", "simulation.serving.kernels.parent", str(end.fileno()), str(self.folder)]
        self._first = subprocess.Popen(
            command,
            pass_fds=[end.fileno()],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, **ONE_THREAD, **LEAN, "MPLBACKEND": "agg"},
        )
        end.close()
        return await self._ready(line, FIRST)

    async def open(self, notebook: Path) -> Message:
        """A parent with a page already open; returns what it shows. Raises ForkError."""
        line, end = pair()
        self.parents[FIRST].line.say({"do": "open", "notebook": str(notebook)}, end)
        end.close()
        return await (await self._ready(line, notebook.name)).ready

    async def _ready(self, line: Line, name: str) -> Parent:
        parent = Parent(line, name)
        try:
            await asyncio.wait_for(asyncio.shield(parent.ready), PATIENCE)
        except TimeoutError:
            parent.close()
            raise ForkError("the process that kernels are forked from did not start in time") from None
        self.parents[name] = parent
        return parent

    def close(self) -> None:
        """End every parent and kernel; nothing is left behind."""
        for parent in self.parents.values():
            if not parent.line.ended:
                parent.close()
        if self._first is not None:
            try:
                self._first.wait(5)
            except subprocess.TimeoutExpired:
                self._first.kill()
                self._first.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
