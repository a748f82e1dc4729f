"""Our pages where our server is not: under plain `voila` and in JupyterLab, from this computer alone."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

import simulation.serving
from simulation.serving.options import notebooks_folder
from tests.browser.conftest import PATIENCE
from tests.load.servers import free_port, running

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHARED = str(Path(simulation.serving.__file__).with_name("share"))  # what the set-up installs where Voila looks
LONG_MS = 3 * PATIENCE  # a kernel that imports everything, on a busy computer
SHORT_MS = PATIENCE  # until cells are run again
PAGE = "design_a_partnership.ipynb"


def elsewhere(page: Any) -> list[str]:
    """Where all requests of a page to other hosts will be."""
    found: list[str] = []
    here = ("http://127.0.0.1:", "ws://127.0.0.1:", "blob:", "data:")
    page.on("request", lambda request: None if request.url.startswith(here) else found.append(request.url))
    return found


def test_under_plain_voila_the_page_stands_in_our_type_and_asks_no_public_host(
    chromium: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_PATH", os.pathsep.join(filter(None, [SHARED, os.environ.get("JUPYTER_PATH", "")])))
    port = free_port()
    command = [sys.executable, "-m", "voila", str(notebooks_folder() / PAGE), f"--port={port}", "--no-browser", "--Voila.ip=127.0.0.1"]
    with running(command, port, tmp_path) as server:
        page = chromium.new_page()
        asked = elsewhere(page)
        page.goto(server.address)
        page.wait_for_selector("[data-bet]", timeout=LONG_MS)
        assert page.get_by_text("not a forecast").is_visible()
        sizes = "(name) => getComputedStyle(document.querySelector(name)).fontSize"
        assert page.evaluate(sizes, ".jp-MarkdownOutput p") == page.evaluate(sizes, ".cp-widget, .jupyter-widgets") == "17px"
        assert asked == []
        page.close()


def run_all(page: Any) -> None:
    """Run all cells, until the bet is there: Lab says that it is idle before its kernel is, and forgets what it is told."""
    from playwright.sync_api import TimeoutError as TooLateError

    for _ in range(LONG_MS // SHORT_MS):
        with contextlib.suppress(TooLateError):
            while page.locator(".jp-Dialog").count():  # which kernel, or that it was slow: Lab's own first choice
                page.locator(".jp-Dialog .jp-mod-accept").last.click()
                page.wait_for_timeout(200)
            page.get_by_role("menuitem", name="Run", exact=True).click()
            page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
            page.wait_for_selector("[data-bet=most]", timeout=SHORT_MS)
            return
    page.wait_for_selector("[data-bet=most]", timeout=SHORT_MS)


def test_in_jupyterlab_keys_belong_to_the_control_that_has_focus(chromium: Any, tmp_path: Path) -> None:
    folder = tmp_path / "lab"
    folder.mkdir()
    shutil.copy(notebooks_folder() / PAGE, folder)
    port = free_port()
    command = [sys.executable, "-m", "jupyterlab", str(folder), f"--port={port}", "--no-browser", "--ip=127.0.0.1", "--allow-root", "--IdentityProvider.token=x"]
    with running(command, port, tmp_path) as server:
        page = chromium.new_page(viewport={"width": 1280, "height": 3000})  # Lab detaches cells out of sight
        asked = elsewhere(page)
        page.goto(f"{server.address}lab/tree/{PAGE}?token=x")
        page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=LONG_MS)
        page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]", state="attached", timeout=LONG_MS)
        run_all(page)
        page.click("[data-bet=most]")
        page.wait_for_selector("[data-drawn]", timeout=LONG_MS)
        slider, box = (page.locator(f".cp-lever input[type={kind}]").first for kind in ("range", "number"))
        before = float(slider.input_value())
        slider.focus()
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowDown")
        step = float(slider.get_attribute("step") or 1)
        there = "there => Math.abs(Number(document.querySelector('.cp-lever input[type=range]').value) - there) < 1e-6"
        page.wait_for_function(there, arg=before - 2 * step)
        assert page.evaluate("() => document.activeElement.type") == "range"
        box.fill("10")
        box.press("Enter")
        page.wait_for_function("() => document.querySelector('.cp-lever input[type=range]').value === '10'")
        assert asked == []
        page.close()
