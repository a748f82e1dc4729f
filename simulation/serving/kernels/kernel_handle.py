"""One zygote, and one forked kernel, as the server sees them."""

from __future__ import annotations

import asyncio
import itertools
import signal
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from simulation.serving.kernels.channel import Channel, Message
from simulation.serving.kernels.warm_pool import WarmPoolSize
from simulation.serving.settings import ServerSettings
from simulation.vocabulary.errors import CounterpartsError


class ForkError(CounterpartsError):
    """A kernel cannot be forked; the text says why."""


@dataclass
class KernelHandle:
    """A visitor's kernel. `printed`: what cells print for its plan, by place. `code`: its exit code, once it ended."""

    pid: int
    connection: dict[str, Any]
    printed: dict[str, str]
    zygote: ZygoteHandle
    code: int | None = None
    on_end: Callable[[], None] | None = None
    _ended: asyncio.Event = field(default_factory=asyncio.Event)

    def signal(self, number: int) -> None:
        """Signal it and what it started."""
        if self.code is None:
            self.zygote.channel.send({"command": "signal", "pid": self.pid, "signal": int(number)})

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


class ZygoteHandle:
    """One zygote. `ready` holds what it said when it could take orders, or a ForkError."""

    def __init__(self, channel: Channel, settings: ServerSettings) -> None:
        self._loop = asyncio.get_running_loop()
        self.channel = channel
        self.ready: asyncio.Future[Message] = self._loop.create_future()
        self.kernels: dict[int, KernelHandle] = {}
        self.on_gone: Callable[[], None] | None = None
        self._waiting: dict[int, asyncio.Future[KernelHandle]] = {}
        self._orders = itertools.count()
        self._turn = asyncio.Semaphore(settings.kernel_starts_at_once)
        self._start_timeout_s = settings.kernel_start_timeout_s
        self._loop.add_reader(channel.fileno(), self._heard)

    @property
    def alive(self) -> bool:
        """Whether it takes orders."""
        return self.ready.done() and self.ready.exception() is None and not self.channel.closed

    @property
    def pid(self) -> int:
        """Its process id, once it is ready."""
        return int(self.ready.result()["pid"])

    async def start(self, env: Mapping[str, str], cwd: str) -> KernelHandle:
        """A kernel for a visitor. Raises ForkError."""
        async with self._turn:
            return await self._start(env, cwd)

    async def _start(self, env: Mapping[str, str], cwd: str) -> KernelHandle:
        if not self.alive:
            raise ForkError("the process that kernels are forked from is not there")
        order = next(self._orders)
        future: asyncio.Future[KernelHandle] = self._loop.create_future()
        self._waiting[order] = future
        self.channel.send({"command": "start", "order": order, "env": dict(env), "cwd": cwd})
        try:
            return await asyncio.wait_for(future, self._start_timeout_s)
        except TimeoutError:
            raise ForkError("a kernel did not start in time") from None
        finally:
            self._waiting.pop(order, None)

    def keep_warm(self, wanted: WarmPoolSize) -> None:
        """How many kernels shall stand ready."""
        self.channel.send({"command": "warm", **asdict(wanted)})

    def close(self) -> None:
        """Hang up: it ends, and its kernels with it."""
        if self.channel.end.fileno() >= 0:
            self._loop.remove_reader(self.channel.fileno())
            self.channel.close()
        self.channel.closed = True
        for kernel in list(self.kernels.values()):
            kernel.on_end = None
            kernel.end(-signal.SIGKILL)
        self.kernels.clear()

    # ---- what it says

    def _heard(self) -> None:
        for message in self.channel.received():
            getattr(self, f"_on_{message['event']}")(message)
        if self.channel.closed:
            self._gone()

    def _on_ready(self, message: Message) -> None:
        self.ready.set_result(message)

    def _on_failed(self, message: Message) -> None:
        self.ready.set_exception(ForkError(message["why"]))

    def _on_started(self, message: Message) -> None:
        kernel = KernelHandle(message["pid"], message["connection"], message["printed"], self)
        self.kernels[kernel.pid] = kernel
        future = self._waiting.get(message["order"])
        if future is None or future.done():  # its visitor has waited too long already
            kernel.signal(signal.SIGKILL)
        else:
            future.set_result(kernel)

    def _on_refused(self, message: Message) -> None:
        self._refuse(message["order"], message["why"])

    def _on_ended(self, message: Message) -> None:
        kernel = self.kernels.pop(message["pid"], None)
        if kernel is not None:
            kernel.end(message["code"])
        elif message["order"] is not None:
            self._refuse(message["order"], "the kernel ended while it started")

    def _refuse(self, order: int, why: str) -> None:
        future = self._waiting.get(order)
        if future is not None and not future.done():
            future.set_exception(ForkError(why))

    def _gone(self) -> None:
        """Its kernels notice by themselves, and end."""
        self._loop.remove_reader(self.channel.fileno())
        self.channel.close()
        if not self.ready.done():
            self.ready.set_exception(ForkError("the process that kernels are forked from ended while it started"))
        for order in list(self._waiting):
            self._refuse(order, "the process that kernels are forked from has ended")
        kernels, self.kernels = list(self.kernels.values()), {}
        for kernel in kernels:
            kernel.end(-signal.SIGKILL)
        if self.on_gone is not None:
            self.on_gone()
