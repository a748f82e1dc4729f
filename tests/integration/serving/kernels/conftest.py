"""Parents and forked kernels without a server around them."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from simulation.serving.kernels.first_zygote import cannot_fork
from simulation.serving.kernels.kernel_handle import ZygoteHandle
from simulation.serving.kernels.zygote_supervisor import LocalizedPage, ZygoteSupervisor

if cannot_fork():
    collect_ignore_glob = ["test_*.py"]

NOTEBOOK = """{"cells": [
 {"cell_type": "markdown", "id": "a", "metadata": {}, "source": ["# A page"]},
 {"cell_type": "code", "execution_count": null, "id": "b", "metadata": {}, "outputs": [], "source": [
   "import ipywidgets, os\\n", "from simulation.pages import query_parameters\\n", "slider = ipywidgets.IntSlider(3)\\n",
   "query_parameters.on_visitor(lambda: setattr(slider, 'value', int(query_parameters.read()['n'])))\\n", "slider"]},
 {"cell_type": "code", "execution_count": null, "id": "c", "metadata": {}, "outputs": [], "source": ["print('n is', slider.value)"]}
], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}"""


class RunningZygotes:
    """A supervisor of zygotes, a page of one slider, and who was told that it is open."""

    def __init__(self, notebook: Path) -> None:
        self.notebook = notebook
        self.opened: list[tuple[LocalizedPage, ZygoteHandle, dict[str, Any]]] = []
        self.supervisor = ZygoteSupervisor(self._opened)

    async def _opened(self, localized_page: LocalizedPage, parent: ZygoteHandle, shown: dict[str, Any]) -> None:
        self.opened.append((localized_page, parent, shown))

    @property
    def page(self) -> ZygoteHandle:
        """The parent in which the page is open."""
        return self.supervisor.zygotes[self.notebook.name]


@pytest.fixture
def running_zygotes(tmp_path: Path) -> Callable[[Callable[[RunningZygotes], Coroutine[Any, Any, None]]], None]:
    """Runs a story with a supervisor and an open page, which ends with it."""
    notebook = tmp_path / "page.ipynb"
    notebook.write_text(NOTEBOOK, encoding="utf-8")

    def run(story: Callable[[RunningZygotes], Coroutine[Any, Any, None]]) -> None:
        async def whole() -> None:
            running = RunningZygotes(notebook)
            try:
                await running.supervisor.start()
                await running.supervisor.open(notebook)
                await asyncio.wait_for(story(running), 60)
            finally:
                running.supervisor.close()

        asyncio.run(whole())

    return run


async def gone(*pids: int, within: float = 5.0) -> bool:
    """Whether the processes are gone, and reaped, within some seconds."""
    end = time.monotonic() + within
    while any(exists(pid) for pid in pids):
        if time.monotonic() > end:
            return False
        await asyncio.sleep(0.05)
    return True


def exists(pid: int) -> bool:
    """Whether there is such a process; a dead one that nobody reaped still is one."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
