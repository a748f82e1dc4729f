"""The model opens in Mesa's own viewer, as `make viewer` starts it; neither the page nor its server asks another host."""

from __future__ import annotations

import importlib.util
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from simulation.load_test.local_server import free_port
from tests.browser.conftest import PATIENCE

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[2]
PICTURES = """() => Promise.all([...document.images].map(async (image) => {
  const bytes = new Uint8Array(await (await fetch(image.src)).arrayBuffer());
  return `${image.naturalWidth}x${image.naturalHeight} ${bytes.length} ${bytes.reduce((sum, each) => (31 * sum + each) | 0, 0)}`;
}))"""
WEEKS = 8


@pytest.fixture
def outside() -> Iterator[tuple[str, list[str]]]:
    """The address of a proxy that lets nothing through, and what was asked of it."""
    asked: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as proxy:

        def refuse() -> None:
            with suppress(OSError):
                while True:
                    line, _ = proxy.accept()
                    with line:
                        asked.append(line.recv(500).decode(errors="replace"))

        threading.Thread(target=refuse, daemon=True).start()
        yield f"http://127.0.0.1:{proxy.getsockname()[1]}", asked
        proxy.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def viewer(outside: tuple[str, list[str]], tmp_path: Path) -> Iterator[str]:
    """The viewer's address, as the project starts it; at the end its server has asked nobody and complained of nothing."""
    if importlib.util.find_spec("solara") is None:
        pytest.skip("solara is not installed; .ci/need-viz adds it")
    proxy, asked = outside
    port, said = free_port(), tmp_path / "said.txt"
    environment = {**os.environ, "SOLARA_HOME": str(tmp_path), "no_proxy": "", "NO_PROXY": ""}
    environment |= dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), proxy)
    command = [".ci/mesa-viewer", str(Path(sys.executable).parent), "--no-open", f"--port={port}"]
    with said.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT)
    address, end = f"http://127.0.0.1:{port}/", time.monotonic() + 90
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        while True:
            if process.poll() is not None or time.monotonic() > end:
                pytest.fail(f"the viewer does not answer: {said.read_text()}")
            with suppress(OSError), direct.open(address, timeout=5):
                break
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            pytest.fail("the viewer did not stop by itself within 20 s")
    assert asked == []
    assert "Traceback" not in said.read_text(), said.read_text()
    assert "ERROR" not in said.read_text(), said.read_text()


def changed(page: Any, before: list[str]) -> list[str]:
    """The pictures, once all of them are others than before and stay so."""
    end = time.monotonic() + PATIENCE / 1000
    last: list[str] = []
    while time.monotonic() < end:
        now = page.evaluate(PICTURES)
        if len(now) == 2 and now == last and not set(now) & set(before):
            return now
        last = now
        page.wait_for_timeout(200)
    pytest.fail(f"the pictures stayed {last}; before: {before}")


def week_shown(week: int) -> re.Pattern[str]:
    """How Mesa 3.3 and Mesa 3.5 say it."""
    return re.compile(rf"^(Step: {week}|Time: {week}\.0)$")


def steps(page: Any, weeks: int) -> None:
    for week in range(1, weeks + 1):
        page.get_by_role("button", name="Step").click()
        page.get_by_text(week_shown(week)).wait_for(timeout=PATIENCE)


def test_steps_reset_and_a_slider_move_the_network_and_the_plot(chromium: Any, viewer: str) -> None:
    asked: list[str] = []
    complaints: list[str] = []
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    own = (viewer, "blob:", "data:", viewer.replace("http", "ws"))
    context.route(lambda url: not url.startswith(own), lambda route: route.abort())
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda line: asked.append(line.url))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(viewer)
    page.get_by_text(week_shown(0)).wait_for(timeout=PATIENCE)
    start = changed(page, [])  # the network and the plot
    assert all(int(size) > 200 for each in start for size in each.split()[0].split("x"))

    steps(page, WEEKS)
    stepped = changed(page, start)

    page.get_by_role("button", name="Reset").click()
    page.get_by_text(week_shown(0)).wait_for(timeout=PATIENCE)
    assert changed(page, stepped) == start
    steps(page, WEEKS)
    assert changed(page, start) == stepped  # the same future

    slider = page.get_by_role("slider", name="Days of support a month")
    slider.focus()
    page.keyboard.press("Home")
    page.wait_for_function("() => document.querySelector('[aria-label=\"Days of support a month\"]').ariaValueNow === '0.5'")
    page.get_by_role("button", name="Reset").click()
    page.get_by_text(week_shown(0)).wait_for(timeout=PATIENCE)
    changed(page, stepped)
    steps(page, WEEKS)
    fewer = changed(page, start)
    assert fewer[1] != stepped[1]  # the plot of another plan; practice may be no other yet

    context.close()
    assert complaints == []
    assert [url for url in asked if not url.startswith(own)] == []
    assert any("/_solara/cdn/" in url for url in asked)  # from solara-assets, by the viewer's own server
