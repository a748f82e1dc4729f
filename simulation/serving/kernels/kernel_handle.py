"""One parent, and one forked kernel, as the server sees them."""

from __future__ import annotations

import asyncio
import itertools
import signal
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from simulation.serving.kernels.channel import Line, Message
from simulation.serving.kernels.warm_pool import Standing
from simulation.vocabulary.errors import CounterpartsError

TOGETHER = 40  # orders to one parent that wait for their answer; what they say then always fits into the line
PATIENCE = 30.0  # seconds: a parent is ready in two, a kernel in a fraction of one


class ForkError(CounterpartsError):
    """A kernel cannot be forked; the text says why."""


@dataclass
class Forked:
    """A visitor's kernel. `printed`: what cells print for its plan, by place. `code`: its exit code, once it ended."""

    pid: int
    connection: dict[str, Any]
    printed: dict[str, str]
    parent: Parent
    code: int | None = None
    on_end: Callable[[], None] | None = None
    _ended: asyncio.Event = field(default_factory=asyncio.Event)

    def signal(self, number: int) -> None:
        """Signal it and what it started."""
        if self.code is None:
            self.parent.line.say({"do": "signal", "pid": self.pid, "signal": int(number)})

    def end(self, code: int) -> None:
        """It has ended."""
        if self.code is None:
            self.code = code
            self._ended.set()
            if self.on_end is not None:
                self.on_end()

    async def wait(self) -> int:
        """Its exit code, once there is one."""
        await self._ended.wait()
        assert self.code is not None
        return self.code


class Parent:
    """One parent. `ready` holds what it said when it could take orders, or a ForkError."""

    def __init__(self, line: Line) -> None:
        self._loop = asyncio.get_running_loop()
        self.line = line
        self.ready: asyncio.Future[Message] = self._loop.create_future()
        self.kernels: dict[int, Forked] = {}
        self.on_gone: Callable[[], None] | None = None
        self._waiting: dict[int, asyncio.Future[Forked]] = {}
        self._orders = itertools.count()
        self._turn = asyncio.Semaphore(TOGETHER)
        self._loop.add_reader(line.fileno(), self._heard)

    @property
    def alive(self) -> bool:
        """Whether it takes orders."""
        return self.ready.done() and self.ready.exception() is None and not self.line.ended

    @property
    def pid(self) -> int:
        """Its process id, once it is ready."""
        return int(self.ready.result()["pid"])

    async def start(self, env: Mapping[str, str], cwd: str) -> Forked:
        """A kernel for a visitor. Raises ForkError."""
        async with self._turn:
            return await self._start(env, cwd)

    async def _start(self, env: Mapping[str, str], cwd: str) -> Forked:
        if not self.alive:
            raise ForkError("the process that kernels are forked from is not there")
        order = next(self._orders)
        future: asyncio.Future[Forked] = self._loop.create_future()
        self._waiting[order] = future
        self.line.say({"do": "start", "order": order, "env": dict(env), "cwd": cwd})
        try:
            return await asyncio.wait_for(future, PATIENCE)
        except TimeoutError:
            raise ForkError("a kernel did not start in time") from None
        finally:
            self._waiting.pop(order, None)

    def keep_spares(self, wanted: Standing) -> None:
        """How many kernels shall stand ready."""
        self.line.say({"do": "spares", **asdict(wanted)})

    def close(self) -> None:
        """Hang up: it ends, and its kernels with it."""
        if self.line.end.fileno() >= 0:
            self._loop.remove_reader(self.line.fileno())
            self.line.close()
        self.line.ended = True
        for kernel in list(self.kernels.values()):
            kernel.on_end = None
            kernel.end(-signal.SIGKILL)
        self.kernels.clear()

    # ---- what it says

    def _heard(self) -> None:
        for news in self.line.heard():
            getattr(self, f"_said_{news['said']}")(news)
        if self.line.ended:
            self._gone()

    def _said_ready(self, news: Message) -> None:
        self.ready.set_result(news)

    def _said_failed(self, news: Message) -> None:
        self.ready.set_exception(ForkError(news["why"]))

    def _said_started(self, news: Message) -> None:
        kernel = Forked(news["pid"], news["connection"], news["printed"], self)
        self.kernels[kernel.pid] = kernel
        future = self._waiting.get(news["order"])
        if future is None or future.done():  # its visitor has waited too long already
            kernel.signal(signal.SIGKILL)
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
        """Its kernels notice by themselves, and end."""
        self._loop.remove_reader(self.line.fileno())
        self.line.close()
        if not self.ready.done():
            self.ready.set_exception(ForkError("the process that kernels are forked from ended while it started"))
        for order in list(self._waiting):
            self._refuse(order, "the process that kernels are forked from has ended")
        kernels, self.kernels = list(self.kernels.values()), {}
        for kernel in kernels:
            kernel.end(-signal.SIGKILL)
        if self.on_gone is not None:
            self.on_gone()
