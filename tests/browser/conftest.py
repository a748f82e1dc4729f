"""A real server on a free port of this machine, and Debian's Chromium in front of it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
EXERCISE = "design_a_partnership"
PATIENCE = 30_000  # milliseconds; far more than any step takes


@dataclass
class Visit:
    """One visitor: the page, and everything it asked for, complained about and received."""

    page: Any
    address: str
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    received: list[bytes] = field(default_factory=list)  # each message over the kernel's socket

    def open(self, query: str = "", page: str = EXERCISE) -> None:
        """Go to an exercise and wait until its widgets stand."""
        self.page.goto(f"{self.address}voila/render/{page}.ipynb{query}")
        self.page.wait_for_selector(".cp-chooser select", state="attached", timeout=PATIENCE)
        self.page.wait_for_selector("#loading", state="detached", timeout=PATIENCE)

    def go(self, step: str) -> None:
        """Go to a step by its mark in the bar."""
        self.page.click(f".cp-bar [data-go={step}]")
        self.page.wait_for_function("step => document.body.dataset.step === step", arg=step)

    def bet(self, choice: str = "most") -> None:
        """Place a bet by a tap, go on to Try and wait for the picture."""
        self.go("bet")
        self.page.click(f"[data-bet={choice}]")
        self.page.wait_for_selector(".cp-bet-open", timeout=PATIENCE)
        self.go("try")
        self.drawn()

    def drawn(self, after: int = 0) -> int:
        """Wait until the large picture was drawn more often than `after`; returns how often."""
        more = "after => Number(document.querySelector('[data-drawn]:not(.cp-bet-axes)')?.dataset.drawn ?? 0) > after"
        self.page.wait_for_function(more, arg=after, timeout=PATIENCE)
        return int(self.page.get_attribute("[data-drawn]:not(.cp-bet-axes)", "data-drawn"))

    def plan_b(self) -> None:
        """Make a second plan, and look at both over time."""
        self.page.click(".cp-tab[data-view=a-or-b]")
        self.page.click("[data-make-b]")
        self.settled()
        self.page.click(".cp-tab[data-view=over-time]")

    def codes(self) -> list[str]:
        """The codes of plan A and, where there is one, of plan B."""
        return self.page.eval_on_selector_all(".cp-code-row:not([hidden]) .cp-code", "all => all.map(one => one.value)")

    def settled(self) -> None:
        """Wait until the kernel has answered the newest slider position."""
        self.page.wait_for_selector(".cp-levers", state="attached")
        self.page.wait_for_function("() => !document.querySelector('[data-busy]')", timeout=PATIENCE)

    def addressed(self, **plans: str) -> None:
        """Wait until the address names these plans and no other; the bet's place among them is whoever came first."""

        def names_them(url: str) -> bool:
            named = dict(parse_qsl(urlsplit(url).query))
            for other in ("bet", "step"):
                named.pop(other, None)
            return named == plans

        self.page.wait_for_url(names_them)

    def foreign(self) -> list[str]:
        """What was asked of any host but this one."""
        return [url for url in self.asked if not url.startswith((self.address, "blob:", "data:", "ws://127.0.0.1:"))]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real server, which ends with the tests."""
    yield from serving(tmp_path_factory.mktemp("server"))


def serving(folder: Path, **environment: str) -> Iterator[str]:
    """A real server with some more variables in its environment; what it says is kept in a folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = folder / "said.txt"
    start = f"from simulation.serving.serve import serve; serve({port}, open_browser=False)"
    with said.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", start], stdout=out, stderr=subprocess.STDOUT, env={**os.environ, **environment}
        )
    address = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(400):
            if process.poll() is not None:
                pytest.fail(f"the server ended by itself: {said.read_text()}")
            try:
                with urllib.request.urlopen(address + "counterparts/there/0", timeout=2):
                    break
            except urllib.error.HTTPError:  # that there is nothing at this address is an answer
                break
            except OSError:
                time.sleep(0.25)
        else:
            pytest.fail(f"the server did not answer within 100 s: {said.read_text()}")
        yield address
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            pytest.fail("the server did not stop by itself within 20 s")
    assert not re.search("Traceback|Error", said.read_text()), said.read_text()


@pytest.fixture(scope="module")  # no longer: while it runs, so does an event loop, and other tests have their own
def chromium() -> Iterator[Any]:
    """One Chromium for all visits of a file."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        pytest.skip("playwright is not installed")
    if not shutil.which(CHROMIUM):
        pytest.skip(f"{CHROMIUM} is not there")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Any, server: str) -> Iterator[Callable[..., Visit]]:
    """Make visitors; at the end, none of them may have met an error or asked another host."""
    visits: list[Visit] = []

    def make(width: int, height: int, **context: Any) -> Visit:
        tab = chromium.new_context(viewport={"width": width, "height": height}, **context)
        page = tab.new_page()
        seen = Visit(page, server)
        visits.append(seen)
        page.on("request", lambda request: seen.asked.append(request.url))
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        page.on("console", lambda said: seen.complaints.append(said.text) if said.type == "error" else None)
        page.on("websocket", lambda line: line.on("framereceived", lambda frame: seen.received.append(frame)))
        return seen

    yield make
    for seen in visits:
        seen.page.context.close()
    for seen in visits:
        assert seen.complaints == []
        assert seen.foreign() == []
