"""Nothing is lost: whatever dies, the page says so in words and comes back by itself, with sliders, plan and bet."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from simulation.serving.settings import DEFAULT
from tests.browser.conftest import PATIENCE, Visit
from tests.load.memory import family, kernels_of
from tests.load.other_systems import emulate
from tests.load.servers import ROOT, LocalServer, answers, free_port, ours

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class Server:
    """A server that can be killed and started again at the same address."""

    def __init__(self, folder: Path, most: int | None = None, **settings: float) -> None:
        self.port, self.folder, self.most, self.settings = free_port(), folder, most, settings
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> LocalServer:
        assert self.process is not None
        return LocalServer(f"http://127.0.0.1:{self.port}/", self.process.pid, self.folder / "said.txt")

    def start(self, lacking: Path | None = None) -> None:
        """Start it; `lacking` holds what emulates another system, if one is."""
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([*([str(lacking)] if lacking else []), str(ROOT)])}
        with (self.folder / "said.txt").open("ab") as out:
            self.process = subprocess.Popen(
                ours(self.port, most=self.most, **self.settings), stdin=subprocess.PIPE, stdout=out, stderr=subprocess.STDOUT, cwd=ROOT, env=environment
            )
        answers(self.process, self.running)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.communicate()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.communicate(timeout=30)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    server.start()
    yield server
    server.stop()
    assert "Traceback" not in server.running.log(), server.running.log()


@pytest.fixture
def visitor(own: Server, chromium: Any) -> Iterator[Visit]:
    """Somebody on a phone who has placed a bet and moved a slider."""
    tab = chromium.new_context(viewport={"width": 360, "height": 740})
    seen = Visit(tab.new_page(), own.running.address)
    seen.page.on("request", lambda request: seen.asked.append(request.url))
    seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    seen.open()
    seen.bet("little")
    seen.page.click("[data-lever=months] button[aria-label^=less]")
    seen.settled()
    yield seen
    tab.close()
    assert seen.complaints == []
    assert seen.foreign() == []


def left_as(page: Any) -> dict[str, str]:
    """What must come back."""
    return {
        "months": page.input_value("[data-lever=months] input[type=number]"),
        "code": page.input_value(".cp-code"),
        "bet": page.text_content(".cp-bet li.cp-mine .cp-bet-name"),
        "headline": page.inner_text(".cp-headline"),
    }


def marked(page: Any) -> None:
    """A page that opens itself anew forgets this."""
    page.evaluate("() => { window.before = true; }")


def back(seen: Visit, anew: bool) -> float:
    """Wait until the page works again; returns the seconds. `anew`: it had to open itself again."""
    start = time.perf_counter()
    if anew:
        seen.page.wait_for_function("() => !window.before", timeout=PATIENCE)
    seen.page.wait_for_selector(".cp-bet li.cp-mine", state="attached", timeout=PATIENCE)
    seen.drawn()
    seen.page.wait_for_function("() => !document.querySelector('.cp-cut:not([hidden])')", timeout=PATIENCE)
    return time.perf_counter() - start


def works(seen: Visit) -> None:
    """A slider moves the picture."""
    drawn = seen.drawn()
    seen.page.click("[data-lever=months] button[aria-label^=more]")
    seen.drawn(after=drawn)
    seen.settled()


def parents(server: Server) -> list[int]:
    """The processes that kernels are forked from, but the first."""
    return [pid for pid, children in family(server.running.pid).items() if children][2:]


def test_a_kernel_that_is_killed(own: Server, visitor: Visit) -> None:
    before = left_as(visitor.page)
    marked(visitor.page)
    for pid in kernels_of(own.running.pid):
        os.kill(pid, signal.SIGKILL)
    print(f"kernel killed: back in {back(visitor, anew=True):.2f} s")
    assert left_as(visitor.page) == before
    works(visitor)


def test_the_process_that_kernels_are_forked_from_is_killed(own: Server, visitor: Visit) -> None:
    before = left_as(visitor.page)
    marked(visitor.page)
    for parent in parents(own):  # one for each page
        os.kill(parent, signal.SIGKILL)
    print(f"parent killed: back in {back(visitor, anew=True):.2f} s")
    assert left_as(visitor.page) == before
    works(visitor)


def test_the_server_is_killed_and_started_again(own: Server, visitor: Visit) -> None:
    before = left_as(visitor.page)
    marked(visitor.page)
    own.kill()
    visitor.page.wait_for_selector(".cp-cut:not([hidden])")
    assert "comes back by itself" in visitor.page.inner_text(".cp-cut")
    visitor.page.click("[data-lever=months] button[aria-label^=less]")  # moved while nobody answers
    own.start()
    print(f"server started again: back in {back(visitor, anew=True):.2f} s")
    visitor.page.wait_for_function(
        "months => document.querySelector('[data-lever=months] input[type=number]').value === months",
        arg=str(int(before["months"]) - 1),
    )
    visitor.settled()
    after = left_as(visitor.page)
    assert after["bet"] == before["bet"]
    assert after["code"] != before["code"]


def test_a_line_that_is_cut_comes_back_without_opening_the_page_anew(own: Server, visitor: Visit) -> None:
    page = visitor.page
    marked(page)
    before = left_as(page)
    page.context.set_offline(True)
    page.wait_for_selector(".cp-cut:not([hidden])", timeout=PATIENCE)
    page.click("[data-lever=months] button[aria-label^=less]")
    page.context.set_offline(False)
    print(f"line cut: back in {back(visitor, anew=False):.2f} s")
    visitor.settled()
    assert page.evaluate("() => window.before")
    after = left_as(page)
    assert int(after["months"]) == int(before["months"]) - 1
    assert after["code"] != before["code"], "the move that was made meanwhile was not worked off"
    works(visitor)


def test_of_more_windows_than_are_kept_the_oldest_waits_to_be_touched(own: Server, visitor: Visit) -> None:
    page = visitor.page
    marked(page)
    newer = [page.context.new_page() for _ in range(DEFAULT.pages_per_visitor)]
    for each in newer:
        each.goto(own.running.address + "voila/render/design_a_partnership.ipynb?step=try&bet=most")
        each.wait_for_selector("[data-lever=months]", timeout=PATIENCE)
        each.evaluate("() => { window.before = true; }")
    page.wait_for_selector(".cp-cut:not([hidden])", timeout=PATIENCE)
    page.wait_for_function("() => /Touch this page/.test(document.querySelector('.cp-cut').textContent)", timeout=PATIENCE)
    page.wait_for_timeout(3_000)
    assert page.evaluate("() => window.before")  # it did not take a place from the newer ones
    assert all(each.evaluate("() => window.before && !document.querySelector('.cp-cut:not([hidden])')") for each in newer)
    page.mouse.click(5, 300)
    assert back(visitor, anew=True) < 30
    works(visitor)
    for each in newer:
        each.close()


WHY = {"windows": "this system has no fork", "macos": "the libraries of macOS do not survive a fork"}


@pytest.mark.parametrize("system", WHY)
def test_on_another_system_a_page_works_and_comes_back(
    tmp_path: Path, chromium: Any, monkeypatch: pytest.MonkeyPatch, system: str
) -> None:
    deep = tmp_path / ("deep" * 20)
    lacking = tmp_path / system
    for each in (deep, lacking):
        each.mkdir()
    monkeypatch.setenv("TMPDIR", str(deep))
    emulate(system, lacking)
    server = Server(tmp_path, warm_kernels=1)
    server.start(lacking)
    assert f"Kernels cannot be forked ({WHY[system]})" in server.running.log()
    try:
        tab = chromium.new_context(viewport={"width": 360, "height": 740})
        tab.set_default_navigation_timeout(120_000)  # the first kernels are made one after another
        seen = Visit(tab.new_page(), server.running.address)
        seen.open()
        seen.bet("little")
        seen.page.click("[data-lever=months] button[aria-label^=less]")
        seen.settled()
        before = left_as(seen.page)
        marked(seen.page)
        server.kill()
        seen.page.wait_for_selector(".cp-cut:not([hidden])", timeout=PATIENCE)
        server.start(lacking)
        back(seen, anew=True)
        assert left_as(seen.page)["months"] == before["months"]
        works(seen)
        tab.close()
    finally:
        server.stop()


def test_a_full_room_lets_people_in_by_itself_even_without_scripts(
    tmp_path: Path, chromium: Any, visit: Callable[..., Visit]
) -> None:
    server = Server(tmp_path, most=1)
    server.start()
    try:
        inside = chromium.new_context()
        first = inside.new_page()
        first.goto(server.running.address)
        first.wait_for_selector(".cp-start-card")
        outside = chromium.new_context(java_script_enabled=False)
        late = outside.new_page()
        late.goto(server.running.address + "?plan=011-3pv")
        assert "You are next" in late.inner_text(".cp-waiting")
        assert json.dumps(late.url).count("plan=011-3pv") == 1
        inside.close()
        late.wait_for_selector("#jupyter-config-data", state="attached", timeout=PATIENCE)
        assert "plan=011-3pv" in late.url
        outside.close()
    finally:
        server.stop()
