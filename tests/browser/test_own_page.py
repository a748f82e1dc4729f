"""A page that an analyst made from a notebook is served to phones and projectors: a slider moves picture, sentence and address."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from simulation import load
from tests.browser.conftest import PATIENCE, Visit
from tests.load.servers import LocalServer, free_port, ours_on, running

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NOTEBOOK = Path(__file__).resolve().parents[2] / "notebooks" / "analysis" / "your_own_page.ipynb"
PICTURE = "() => document.querySelector('.cp-fan-canvas canvas').toDataURL()"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    """Our server on that notebook, and no other."""
    port = free_port()
    with running(ours_on(port, NOTEBOOK), port, tmp_path_factory.mktemp("site")) as server:
        yield server
    assert "Traceback" not in server.log(), server.log()
    assert "your_own_page" not in server.log(), server.log()  # the light front end, and opened ahead


@pytest.mark.parametrize(("width", "height"), [(360, 740), (1280, 800)])
def test_a_slider_moves_the_picture_the_sentence_and_the_address(chromium: Any, site: LocalServer, width: int, height: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    seen = Visit(page, site.address)
    page.on("request", lambda request: seen.asked.append(request.url))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("console", lambda said: seen.complaints.append(said.text) if said.type == "error" else None)

    page.goto(site.address)  # the short address leads to the only page there is
    page.wait_for_selector("#loading", state="detached", timeout=PATIENCE)
    assert f"/voila/render/{NOTEBOOK.name}" in page.url
    assert page.locator("h2:visible", has_text="What you see").count() == 1
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")

    seen.go("try")
    drawn = seen.drawn()
    picture, sentence = page.evaluate(PICTURE), page.inner_text(".cp-reading")
    assert page.locator(".cp-lever").count() == 3
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    fan, slider = (page.locator(each).bounding_box() for each in (".cp-fan", "[data-lever=months] input[type=range]"))
    assert fan["height"] > 150 and fan["width"] > 0.7 * min(width, 1280 - 320)
    assert fan["y"] >= 0 and slider["y"] + slider["height"] <= height  # the picture and the slider are in one view

    page.locator("[data-lever=months] input[type=range]").fill("4")
    seen.settled()
    seen.drawn(after=drawn)
    page.wait_for_function("before => document.querySelector('.cp-reading').innerText !== before", arg=sentence, timeout=PATIENCE)
    page.wait_for_function(f"before => ({PICTURE})() !== before", arg=picture, timeout=PATIENCE)
    assert page.inner_text(".cp-reading").startswith("In 0 of 100 futures")
    seen.addressed(plan=load("parliament_mentors").with_(months=4).code)

    page.reload()  # the address brings the sliders back
    page.wait_for_selector("#loading", state="detached", timeout=PATIENCE)
    seen.drawn()
    assert page.input_value("[data-lever=months] input[type=number]") == "4"
    assert page.inner_text(".cp-reading").startswith("In 0 of 100 futures")
    seen.go("sure")
    assert "In 0 of 100 futures" in page.inner_text("main")  # as it was opened

    assert page.request.get(f"{site.address}voila/render/first_steps.ipynb").status == 404
    context.close()
    assert seen.complaints == []
    assert seen.foreign() == []
