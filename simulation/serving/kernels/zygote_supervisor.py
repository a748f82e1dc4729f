"""The server's side: the first zygote, a zygote for each open page, and what becomes of them."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from simulation.serving.kernels.channel import Channel, Message, channel_pair
from simulation.serving.kernels.first_zygote import FirstZygote
from simulation.serving.kernels.kernel_handle import ForkError, ZygoteHandle
from simulation.serving.kernels.warm_pool import WarmPoolSize
from simulation.serving.settings import DEFAULT, ServerSettings
from simulation.vocabulary.languages import SOURCE

FIRST = "first"
_log = logging.getLogger("counterparts.kernels")


@dataclass(frozen=True)
class LocalizedPage:
    """A page, by its notebook's name, in a language."""

    page: str
    language: str = SOURCE

    def __str__(self) -> str:
        return self.page if self.language == SOURCE else f"{self.page}?{self.language}"


Opened = Callable[[LocalizedPage, ZygoteHandle, Message], Awaitable[None]]


class ZygoteSupervisor:
    """All zygotes of one server.

    Args:
        opened: Is told of each page that was opened, again when its zygote was replaced.
        settings: The server's.
        first: The first zygote, where it was launched already.
    """

    def __init__(self, opened: Opened, settings: ServerSettings = DEFAULT, first: FirstZygote | None = None) -> None:
        self.settings = settings
        self.first = first or FirstZygote(settings)
        self.zygotes: dict[str, ZygoteHandle] = {}
        self._opened = opened
        self._spares: dict[LocalizedPage, tuple[Path, WarmPoolSize]] = {}
        self._deaths: list[float] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._retry: asyncio.Task[None] | None = None
        self._closed = False

    async def start(self) -> ZygoteHandle:
        """The first zygote. Raises ForkError where there can be none."""
        self.first.launch()
        try:
            zygote, _ = await self._ready(self.first.take_channel(), FIRST, self._first_gone)
        except ForkError:
            self.first.kill()
            raise
        return zygote

    async def open(
        self, notebook: Path, warm_pool: WarmPoolSize | None = None, localized_page: LocalizedPage | None = None
    ) -> None:
        """A zygote in which a page is open, with kernels of it standing ready. Raises ForkError."""
        localized_page = localized_page or LocalizedPage(notebook.name)
        first = self.zygotes.get(FIRST)
        if first is None or not first.alive:
            raise ForkError("the process that kernels are forked from is not there")
        channel, end = channel_pair()
        first.channel.send({"command": "open", "notebook": str(notebook), "language": localized_page.language}, end)
        end.close()
        warm_pool = warm_pool or WarmPoolSize()
        self._spares[localized_page] = notebook, warm_pool
        zygote, shown = await self._ready(channel, str(localized_page), lambda: self._page_gone(localized_page))
        zygote.keep_warm(warm_pool)
        await self._opened(localized_page, zygote, shown)

    @property
    def replacing(self) -> bool:
        """Whether a zygote that has died is being replaced just now."""
        return bool(self._tasks)

    def close(self) -> None:
        """End every zygote and kernel; nothing is left behind."""
        self._closed = True
        for task in (*self._tasks, *([self._retry] if self._retry else [])):
            task.cancel()
        for zygote in self.zygotes.values():
            zygote.close()
        self.first.close()

    async def _ready(self, channel: Channel, name: str, gone: Callable[[], None]) -> tuple[ZygoteHandle, Message]:
        zygote = ZygoteHandle(channel, self.settings)
        try:
            said = await asyncio.wait_for(asyncio.shield(zygote.ready), self.settings.kernel_start_timeout_s)
        except (TimeoutError, ForkError) as error:
            zygote.close()
            raise ForkError(str(error) or "the process that kernels are forked from did not start in time") from None
        zygote.on_gone = gone
        self.zygotes[name] = zygote
        return zygote, said

    # ---- when a zygote has died

    def _first_gone(self) -> None:
        self.first.reap()
        self._replace("the first process that kernels are forked from", self._start_again)

    def _page_gone(self, localized_page: LocalizedPage) -> None:
        self._replace(
            f"the process that holds {localized_page} open",
            lambda: self.open(*self._spares[localized_page], localized_page),
        )

    def _replace(self, what: str, again: Callable[[], Awaitable[None]]) -> None:
        if self._closed:
            return
        now = time.monotonic()
        self._deaths = [each for each in self._deaths if now - each < self.settings.zygote_deaths_within_s] + [now]
        if len(self._deaths) > self.settings.zygote_deaths_tolerated:
            if self._retry is None:
                _log.error("%s has died, too often: for now each visitor's kernel is started anew, in seconds", what)
            self._rest()
            return
        _log.warning("%s has died: making another", what)
        task = asyncio.get_running_loop().create_task(self._try(what, again))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _try(self, what: str, again: Callable[[], Awaitable[None]]) -> None:
        try:
            await again()
        except ForkError as error:
            _log.error("%s could not be replaced (%s): for now kernels are started anew, in seconds", what, error)
            self._rest()

    def _rest(self) -> None:
        """Try again later."""
        if self._retry is None and not self._closed:
            self._retry = asyncio.get_running_loop().create_task(self._retry_later())

    async def _retry_later(self) -> None:
        """Fork again once nothing has died for a while."""
        try:
            while True:
                await asyncio.sleep(self.settings.zygote_retry_s)
                try:
                    await self._start_again()
                except ForkError as error:
                    _log.error("kernels cannot be forked yet (%s)", error)
                else:
                    _log.warning("kernels are forked again")
                    return
        finally:
            self._retry = None

    async def _start_again(self) -> None:
        first = self.zygotes.get(FIRST)
        if first is None or not first.alive:
            await self.start()
        for localized_page, (notebook, warm_pool) in self._spares.items():
            if not self.zygotes[str(localized_page)].alive:
                await self.open(notebook, warm_pool, localized_page)
