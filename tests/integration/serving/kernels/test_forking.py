"""Kernels are copies of one prepared process; they are signalled, reaped and replaced, and none outlives its server."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from simulation.serving.kernels import first_zygote
from simulation.serving.kernels.kernel_handle import ForkError
from simulation.serving.kernels.warm_pool import WarmPoolSize
from simulation.serving.kernels.zygote_supervisor import FIRST, LocalizedPage, ZygoteSupervisor
from simulation.serving.settings import DEFAULT
from simulation.translation.pseudo_locales import lengthened, transformed, write_pseudo_locales
from simulation.vocabulary.languages import CATALOGUES_VARIABLE
from tests.integration.serving.kernels.conftest import NOTEBOOK, RunningZygotes, exists, gone
from tests.load.memory import family, kernels_of

ROOT = Path(__file__).resolve().parents[4]


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def test_a_kernel_is_a_fork_of_the_process_that_holds_its_page_open(running_zygotes: Callable) -> None:
    async def story(running: RunningZygotes) -> None:
        kernel = await running.page.start({}, os.getcwd())
        assert parent_of(kernel.pid) == running.page.pid
        assert parent_of(running.page.pid) == running.supervisor.zygotes[FIRST].pid
        assert kernel.pid != running.page.pid

    running_zygotes(story)


def test_the_page_says_what_it_shows_and_prints_anew_for_whoever_brings_a_plan(running_zygotes: Callable) -> None:
    async def story(running: RunningZygotes) -> None:
        ((localized_page, _, shown),) = running.opened
        assert localized_page == LocalizedPage("page.ipynb")
        assert "application/vnd.jupyter.widget-view+json" in shown["outputs"]["1"][0]["data"]
        assert shown["outputs"]["2"][0]["text"] == "n is 3\n"
        assert (await running.page.start({}, os.getcwd())).printed == {}
        assert (await running.page.start({"QUERY_STRING": "n=7"}, os.getcwd())).printed == {"2": "n is 7\n"}
        assert (await running.page.start({"QUERY_STRING": "n=8"}, os.getcwd())).printed == {"2": "n is 8\n"}

    running_zygotes(story)


def test_a_page_in_another_language_has_a_zygote_of_its_own_which_speaks_it(
    running_zygotes: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_pseudo_locales(tmp_path / "catalogues")
    monkeypatch.setenv(CATALOGUES_VARIABLE, str(tmp_path / "catalogues"))
    spoken = NOTEBOOK.replace(
        "print('n is', slider.value)", "from simulation.vocabulary.i18n import _; print(_('Menu'))"
    )
    (tmp_path / "spoken.ipynb").write_text(spoken, encoding="utf-8")

    async def story(running: RunningZygotes) -> None:
        for language in ("en", "en-XA"):
            localized_page = LocalizedPage("spoken.ipynb", language)
            await running.supervisor.open(tmp_path / "spoken.ipynb", localized_page=localized_page)
        (_, of_page, _), (_, english, in_english), (_, other, in_other) = running.opened
        assert len({each.pid for each in (of_page, english, other)}) == 3
        said = [shown["outputs"]["2"][0]["text"].strip() for shown in (in_english, in_other)]
        assert said == ["Menu", transformed("Menu", lengthened)]
        assert (await other.start({"QUERY_STRING": "n=7"}, os.getcwd())).printed["2"].strip() == said[1]

    running_zygotes(story)


def test_a_page_that_cannot_follow_its_address_stays_as_it_was_opened(running_zygotes: Callable) -> None:
    async def story(running: RunningZygotes) -> None:
        kernel = await running.page.start({"QUERY_STRING": "n=many"}, os.getcwd())
        assert kernel.printed == {}
        assert exists(kernel.pid)

    running_zygotes(story)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_signalled_kernel_ends_and_is_buried(running_zygotes: Callable, number: signal.Signals) -> None:
    async def story(running: RunningZygotes) -> None:
        kernel, other = [await running.page.start({}, os.getcwd()) for _ in range(2)]
        kernel.signal(number)
        assert await asyncio.wait_for(kernel.wait(), 5) == -number
        assert await gone(kernel.pid)
        assert other.code is None
        assert exists(other.pid)

    running_zygotes(story)


def test_what_a_kernel_started_is_signalled_with_it(running_zygotes: Callable) -> None:
    async def story(running: RunningZygotes) -> None:
        kernel = await running.page.start({}, os.getcwd())
        assert os.getpgid(kernel.pid) == kernel.pid

    running_zygotes(story)


def test_warm_kernels_stand_ready_are_taken_and_made_again(running_zygotes: Callable) -> None:
    async def standing(running: RunningZygotes, wanted: int) -> list[int]:
        for _ in range(200):
            children = kernels_of(running.page.pid)
            if len(children) == wanted:
                return children
            await asyncio.sleep(0.05)
        pytest.fail(f"{len(children)} kernels stand where {wanted} were wanted")

    async def story(running: RunningZygotes) -> None:
        running.page.keep_warm(WarmPoolSize(announced=3, always=1))
        warm_pool = await standing(running, 3)
        kernels = [await running.page.start({}, os.getcwd()) for _ in range(3)]
        assert {each.pid for each in kernels} == set(warm_pool)
        again = await standing(running, 4)  # the announced have come: one more stands ready, not three
        await asyncio.sleep(0.5)
        assert await standing(running, 4) == again
        (lost,) = set(again) - set(warm_pool)
        os.kill(lost, signal.SIGKILL)
        assert await gone(lost)
        await standing(running, 4)

    running_zygotes(story)


def test_a_page_whose_zygote_died_is_opened_again_and_its_kernels_end(running_zygotes: Callable) -> None:
    async def story(running: RunningZygotes) -> None:
        kernel, before = await running.page.start({}, os.getcwd()), running.page
        os.kill(before.pid, signal.SIGKILL)
        assert await asyncio.wait_for(kernel.wait(), 5) == -signal.SIGKILL
        assert await gone(kernel.pid, before.pid)
        for _ in range(100):
            if len(running.opened) == 2:
                break
            await asyncio.sleep(0.1)
        assert running.page is not before
        assert running.opened[1][1] is running.page
        assert exists((await running.page.start({}, os.getcwd())).pid)

    running_zygotes(story)


def test_the_first_zygote_is_replaced_and_open_pages_go_on(running_zygotes: Callable) -> None:
    async def story(running: RunningZygotes) -> None:
        kernel, first = await running.page.start({}, os.getcwd()), running.supervisor.zygotes[FIRST]
        os.kill(first.pid, signal.SIGKILL)
        for _ in range(100):
            if running.supervisor.zygotes[FIRST] is not first:
                break
            await asyncio.sleep(0.1)
        assert running.supervisor.zygotes[FIRST].alive
        assert running.page.alive
        assert exists(kernel.pid)
        assert exists((await running.supervisor.zygotes[FIRST].start({}, os.getcwd())).pid)

    running_zygotes(story)


def test_a_zygote_that_dies_again_and_again_is_given_up(
    running_zygotes: Callable, caplog: pytest.LogCaptureFixture
) -> None:
    settings = replace(DEFAULT, zygote_deaths_tolerated=2, zygote_deaths_within_s=60.0)

    async def story(running: RunningZygotes) -> None:
        running.supervisor.settings = settings
        for nth in range(settings.zygote_deaths_tolerated + 1):
            while len(running.opened) <= nth:
                await asyncio.sleep(0.05)
            page = running.page
            os.kill(page.pid, signal.SIGKILL)
            while page.alive:
                await asyncio.sleep(0.05)
        await asyncio.sleep(0.5)
        assert len(running.opened) == settings.zygote_deaths_tolerated + 1
        with pytest.raises(ForkError):
            await running.page.start({}, os.getcwd())

    running_zygotes(story)
    assert "too often" in caplog.text


def test_kernels_are_forked_again_once_nothing_dies_any_more(
    running_zygotes: Callable, caplog: pytest.LogCaptureFixture
) -> None:
    async def story(running: RunningZygotes) -> None:
        running.supervisor.settings = replace(DEFAULT, zygote_deaths_tolerated=0, zygote_retry_s=0.5)
        for pid in (running.page.pid, running.supervisor.zygotes[FIRST].pid):
            os.kill(pid, signal.SIGKILL)
        while len(running.opened) < 2:
            await asyncio.sleep(0.05)
        assert exists((await running.page.start({}, os.getcwd())).pid)

    running_zygotes(story)
    assert caplog.text.count("too often") == 1 and "kernels are forked again" in caplog.text


def test_a_first_zygote_that_dies_while_it_starts_is_replaced_later(running_zygotes: Callable) -> None:
    async def story(running: RunningZygotes) -> None:
        supervisor = running.supervisor
        supervisor.settings = replace(DEFAULT, zygote_retry_s=0.5)
        before = supervisor.zygotes[FIRST]
        os.kill(before.pid, signal.SIGKILL)
        while supervisor.first._process is None or supervisor.first._process.pid == before.pid:
            await asyncio.sleep(0.01)
        starting = supervisor.first._process
        starting.kill()
        while not supervisor.zygotes[FIRST].alive:
            await asyncio.sleep(0.05)
        assert starting.returncode is not None  # nothing is left of it
        assert exists((await supervisor.zygotes[FIRST].start({}, os.getcwd())).pid)

    running_zygotes(story)


def test_nothing_is_left_when_the_supervisor_closes(running_zygotes: Callable) -> None:
    seen: list[int] = []
    folders: list[Path] = []

    async def story(running: RunningZygotes) -> None:
        running.page.keep_warm(WarmPoolSize(announced=5))
        while len(family(running.page.pid)[running.page.pid]) < 5:
            await asyncio.sleep(0.05)
        kernels = [await running.page.start({}, os.getcwd()) for _ in range(3)]
        parents = [running.supervisor.zygotes[FIRST].pid, running.page.pid]
        seen.extend([*parents, *(each.pid for each in kernels), *family(running.page.pid)[running.page.pid]])
        folders.append(running.supervisor.first.folder)

    running_zygotes(story)
    assert len(set(seen)) >= 7
    assert asyncio.run(gone(*seen))
    assert not folders[0].exists()


SERVER = """
import asyncio, os, sys
from pathlib import Path
from simulation.serving.kernels.zygote_supervisor import FIRST, ZygoteSupervisor

async def nobody(*_): pass

async def main():
    running = ZygoteSupervisor(nobody)
    first = await running.start()
    await running.open(Path(sys.argv[1]))
    page = running.zygotes["page.ipynb"]
    kernels = [await parent.start({}, os.getcwd()) for parent in (first, page)]
    print(running.first.folder, first.pid, page.pid, *(each.pid for each in kernels), flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


def test_no_kernel_outlives_a_server_that_was_killed(running_zygotes: Callable, tmp_path: Path) -> None:
    running_zygotes(lambda running: asyncio.sleep(0))  # writes the page
    command = [sys.executable, "-c", SERVER, str(tmp_path / "page.ipynb")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as server:
        assert server.stdout is not None
        folder, *told = server.stdout.readline().split()
        pids = [int(each) for each in told]
        assert all(exists(pid) for pid in pids)
        server.kill()
    assert len(pids) == 4
    assert asyncio.run(gone(*pids))
    assert not Path(folder).exists()


def test_neither_warm_kernel_nor_worker_outlives_a_zygote_that_was_killed(running_zygotes: Callable) -> None:
    async def story(running: RunningZygotes) -> None:
        running.page.keep_warm(WarmPoolSize(announced=3, always=3))
        async with asyncio.timeout(20):
            while len(kernels_of(running.page.pid)) < 3:
                await asyncio.sleep(0.05)
        await running.page.start({}, os.getcwd())
        await asyncio.sleep(1.0)  # the kernels are warm, and wait
        left = family(running.page.pid)[running.page.pid]
        assert len(left) >= 3 + 2
        os.kill(running.page.pid, signal.SIGKILL)
        assert await gone(*left)

    running_zygotes(story)


def test_where_there_is_no_fork_it_is_said_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_zygote, "cannot_fork", lambda _settings: "this system has no fork")

    async def story() -> None:
        async def nobody(*_: object) -> None:
            pass

        running = ZygoteSupervisor(nobody)
        try:
            with pytest.raises(ForkError, match="this system has no fork"):
                await running.start()
        finally:
            running.close()

    asyncio.run(story())


def test_a_page_that_fails_is_refused_and_the_others_go_on(running_zygotes: Callable, tmp_path: Path) -> None:
    broken = tmp_path / "broken.ipynb"
    broken.write_text(
        '{"cells": [{"cell_type": "code", "source": ["1 / 0"], "metadata": {}, "outputs": []}]}', encoding="utf-8"
    )

    async def story(running: RunningZygotes) -> None:
        with pytest.raises(ForkError, match="ZeroDivisionError"):
            await running.supervisor.open(broken)
        assert exists((await running.page.start({}, os.getcwd())).pid)

    running_zygotes(story)


def test_a_page_that_starts_a_thread_is_not_forked(running_zygotes: Callable, tmp_path: Path) -> None:
    busy = tmp_path / "busy.ipynb"
    source = "import threading, time; threading.Thread(target=time.sleep, args=(30,), daemon=True).start()"
    busy.write_text(
        f'{{"cells": [{{"cell_type": "code", "source": ["{source}"], "metadata": {{}}, "outputs": []}}]}}',
        encoding="utf-8",
    )

    async def story(running: RunningZygotes) -> None:
        with pytest.raises(ForkError, match="thread"):
            await running.supervisor.open(busy)

    running_zygotes(story)


AFTER_THE_FORK = """
import gc, os, sys, tempfile
from simulation.serving.kernels.kernel_main import forked
from simulation.serving.kernels.kernel_app import CHANNELS, PageKernel
app = PageKernel.instance()
app.prepare()
import simulation.pages.board

def work():
    before = set(sys.modules)
    addresses = {f"{each}_port": nth for nth, each in enumerate(CHANNELS, 1)}
    app.begin({"transport": "ipc", "ip": tempfile.mkdtemp() + "/k", "key": "secret", **addresses})
    print(sorted(set(sys.modules) - before), len(os.listdir("/proc/self/task")), file=sys.__stdout__)

os.waitpid(forked(work), 0)
"""


def test_a_fork_imports_nothing_and_runs_few_threads() -> None:
    told = subprocess.run(
        [sys.executable, "-c", AFTER_THE_FORK], capture_output=True, text=True, timeout=60, check=True, cwd=ROOT
    )
    modules, _, threads = told.stdout.rpartition(" ")
    assert modules == "[]"
    assert int(threads) <= 4  # its own, what it publishes with, and two of ZeroMQ's
