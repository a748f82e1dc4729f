"""The server's side: the first parent, a parent for each open page, and what becomes of them."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from simulation.serving.kernels.channel import Line, Message, pair
from simulation.serving.kernels.kernel_handle import PATIENCE, ForkError, Parent
from simulation.serving.kernels.warm_pool import Standing
from simulation.vocabulary.languages import SOURCE

FIRST = "first"
MOST_DEATHS = 3  # parents that may die within A_WHILE; then kernels are no longer forked
A_WHILE = 60.0  # seconds
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL", "NUMEXPR")}
# Arrow, which pandas imports, has an allocator of its own that starts a thread when it is loaded (pyarrow 26). Without
# that thread it gives memory back a little later.
NO_THREAD = {"JE_ARROW_MALLOC_CONF": "background_thread:false"}
LEAN = {"MALLOC_ARENA_MAX": "1"}  # glibc: one heap for all threads of a kernel
_log = logging.getLogger("counterparts.kernels")



@dataclass(frozen=True)
class Edition:
    """A page, by its notebook's name, in a language."""

    page: str
    language: str = SOURCE

    def __str__(self) -> str:
        return self.page if self.language == SOURCE else f"{self.page}?{self.language}"


Opened = Callable[[Edition, Parent, Message], Awaitable[None]]


def cannot_fork() -> str:
    """Why kernels cannot be forked on this system; empty where they can."""
    if not hasattr(os, "fork"):
        return "this system has no fork"
    if sys.platform == "darwin":
        return "the libraries of macOS do not survive a fork"
    return ""


class ZygoteSupervisor:
    """All parents of one server. `opened` is told of each page that was opened, again when its parent was replaced."""

    def __init__(self, opened: Opened) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="counterparts-"))  # the kernels' sockets; nobody else may look in
        self.parents: dict[str, Parent] = {}
        self._opened = opened
        self._spares: dict[Edition, tuple[Path, Standing]] = {}
        self._first: subprocess.Popen[bytes] | None = None
        self._deaths: list[float] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    async def start(self) -> Parent:
        """The first parent. Raises ForkError where there can be none."""
        why = cannot_fork()
        if why:
            raise ForkError(why)
        line, end = pair()
        try:
            self._first = subprocess.Popen(
                [sys.executable, "-m", "simulation.serving.kernels.zygote_main", str(end.fileno()), str(self.folder)],
                pass_fds=[end.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the server, which then lets its kernels go
                env={**os.environ, **ONE_THREAD, **NO_THREAD, **LEAN},
            )
        except OSError as error:
            raise ForkError(error.strerror or str(error)) from error
        finally:
            end.close()
        parent, _ = await self._ready(line, FIRST, self._first_gone)
        return parent

    async def open(self, notebook: Path, spares: Standing | None = None, edition: Edition | None = None) -> None:
        """A parent in which a page is open, with kernels of it standing ready. Raises ForkError."""
        edition = edition or Edition(notebook.name)
        first = self.parents.get(FIRST)
        if first is None or not first.alive:
            raise ForkError("the process that kernels are forked from is not there")
        line, end = pair()
        first.line.say({"do": "open", "notebook": str(notebook), "language": edition.language}, end)
        end.close()
        spares = spares or Standing()
        self._spares[edition] = notebook, spares
        parent, shown = await self._ready(line, str(edition), lambda: self._page_gone(edition))
        parent.keep_spares(spares)
        await self._opened(edition, parent, shown)

    @property
    def replacing(self) -> bool:
        """Whether a parent that has died is being replaced just now."""
        return bool(self._tasks)

    def close(self) -> None:
        """End every parent and kernel; nothing is left behind."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        for parent in self.parents.values():
            parent.close()
        self._bury_first()
        shutil.rmtree(self.folder, ignore_errors=True)

    async def _ready(self, line: Line, name: str, gone: Callable[[], None]) -> tuple[Parent, Message]:
        parent = Parent(line)
        try:
            said = await asyncio.wait_for(asyncio.shield(parent.ready), PATIENCE)
        except (TimeoutError, ForkError) as error:
            parent.close()
            raise ForkError(str(error) or "the process that kernels are forked from did not start in time") from None
        parent.on_gone = gone
        self.parents[name] = parent
        return parent, said

    # ---- when a parent has died

    def _first_gone(self) -> None:
        self._bury_first()
        self._replace("the first process that kernels are forked from", self._start_again)

    def _page_gone(self, edition: Edition) -> None:
        self._replace(f"the process that holds {edition} open", lambda: self.open(*self._spares[edition], edition))

    def _replace(self, what: str, again: Callable[[], Awaitable[None]]) -> None:
        if self._closed:
            return
        now = time.monotonic()
        self._deaths = [each for each in self._deaths if now - each < A_WHILE] + [now]
        if len(self._deaths) > MOST_DEATHS:
            _log.error("%s has died, too often: from now on each visitor's kernel is started anew, in seconds", what)
            return
        _log.warning("%s has died: making another", what)
        task = asyncio.get_running_loop().create_task(self._try(what, again))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _try(self, what: str, again: Callable[[], Awaitable[None]]) -> None:
        try:
            await again()
        except ForkError as error:
            _log.error("%s could not be replaced (%s): kernels are started anew, in seconds", what, error)

    async def _start_again(self) -> None:
        await self.start()
        for edition, (notebook, spares) in self._spares.items():
            if not self.parents[str(edition)].alive:
                await self.open(notebook, spares, edition)

    def _bury_first(self) -> None:
        if self._first is None:
            return
        try:
            self._first.wait(5)
        except subprocess.TimeoutExpired:
            self._first.kill()
            self._first.wait()
        self._first = None
