"""Somebody else's page, dropped into the workshop's folder, is served and works: from this server alone, and our look on it."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from simulation.serving.content_security_policy import ALLOW_VARIABLE, ALLOWABLE
from tests.browser.conftest import PATIENCE, Visit
from tests.browser.foreign_notebooks import WIDGETS, write
from tests.load.servers import LocalServer, free_port, ours_on, running

pytestmark = pytest.mark.browser

SAID = "() => [...document.querySelectorAll('[data-said]')].map((line) => `${line.dataset.said}: ${line.textContent}`)"
ECHO = ["back: 1,2,3,1,2,3", "begun: 1", "heard: [b'\\x04', b'\\x05\\x06', 'kept'] ", "heard: [b'bu', b'\\x01\\x00\\x02\\x00', b'\\t'] 97,98,99", "invoked: x! 7,8,7,8", "signal: true"]  # fmt: skip
REFUSING = "Content Security Policy|EvalError|Evaluating a string|Failed to fetch dynamically|Could not create a view"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pages = tmp_path_factory.mktemp("pages")
    write(pages)
    return pages


@pytest.fixture(scope="module")
def site(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    """Our server in front of these pages."""
    port = free_port()
    with running(ours_on(port, folder), port, tmp_path_factory.mktemp("site")) as server:
        yield server
    assert "Traceback" not in server.log(), server.log()


@pytest.fixture
def look(chromium: Any, site: LocalServer) -> Iterator[Callable[[str], Visit]]:
    """Open a page and wait until it stands; at the end it has asked no other host, and made no complaint but `allowed`."""
    visits: list[Visit] = []

    def open_page(name: str, width: int = 1280) -> Visit:
        page = chromium.new_context(viewport={"width": width, "height": 800}).new_page()
        seen = Visit(page, site.address)
        visits.append(seen)
        page.on("request", lambda request: seen.asked.append(request.url))
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        page.on("console", lambda said: seen.complaints.append(said.text) if said.type == "error" else None)
        page.goto(f"{site.address}voila/render/{name}.ipynb")
        page.wait_for_selector("#loading", state="detached", timeout=PATIENCE)
        return seen

    yield open_page
    for seen in visits:
        seen.page.context.close()
    for seen in visits:
        assert seen.complaints == []
        assert seen.foreign() == []


@pytest.mark.slow
def test_no_page_lost_its_fork_and_the_operator_reads_which_has_the_larger_front_end(site: LocalServer) -> None:
    said = site.log()
    assert "was not opened ahead" not in said
    assert re.search(r"stock\.ipynb has Jupyter's own front end, .*: IntSliderModel|stock\.ipynb has .*: ButtonModel", said), said
    assert "widgets_light.ipynb" not in said


def test_stock_widgets_pictures_and_maths_are_there_and_work(look: Callable[..., Visit]) -> None:
    page = look("stock").page
    page.wait_for_selector("mjx-container", timeout=PATIENCE)
    assert page.locator("mjx-container").count() == 2
    assert "$5 is money" in page.inner_text("main")
    pictures = page.locator("main img")
    page.wait_for_function("() => [...document.images].length >= 2 && [...document.images].every((each) => each.naturalWidth > 20)")
    before = pictures.nth(1).get_attribute("src")
    assert "printed" in page.inner_text("main")
    page.wait_for_selector("text=k is 5", timeout=PATIENCE)
    page.locator(".noUi-handle").first.focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("() => /k is 7/.test(document.querySelector('main').innerText)", timeout=PATIENCE)
    page.wait_for_function("() => /\\b14\\b/.test(document.querySelector('main').innerText)", timeout=PATIENCE)
    page.wait_for_function("(before) => document.images[1].src !== before", arg=before, timeout=PATIENCE)
    assert "k is 5" not in page.inner_text("main")
    assert page.locator("svg circle, img[src*='svg']").count() == 1
    assert page.inner_text("strong") == "strong"
    assert page.evaluate("() => getComputedStyle([...document.querySelectorAll('b')].at(-1)).color") == "rgb(255, 0, 0)"
    assert not re.search(r"^5$", page.inner_text("main"), re.MULTILINE)  # the cell that ends with a semicolon


@pytest.mark.slow
def test_boxes_lay_out_tabs_turn_and_a_fault_in_a_callback_is_one_sentence(look: Callable[..., Visit]) -> None:
    page = look("stock").page
    one, two = (page.get_by_role("button", name=name).bounding_box() for name in ("one", "two"))
    assert abs(one["y"] - two["y"]) < 2 and two["x"] >= one["x"] + one["width"]
    assert page.get_by_text("first pane").is_visible() and not page.get_by_text("second pane").is_visible()
    page.get_by_role("tab", name="Tab 2").click()
    assert page.get_by_text("second pane").is_visible() and not page.get_by_text("first pane").is_visible()
    assert page.get_by_text("inside").is_visible()
    page.get_by_role("button", name="one").click()
    page.wait_for_selector("text=Something went wrong on our side", timeout=PATIENCE)
    assert "unspeakable" not in page.content()


@pytest.mark.slow
def test_our_look_is_on_it_and_it_fits_a_phone(look: Callable[..., Visit]) -> None:
    page = look("stock", width=360).page
    assert page.get_by_text("not a forecast").is_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth <= 360")
    page.wait_for_function("() => { window.scrollTo(0, 3000); return window.scrollY > 200; }")  # it scrolls as a page
    assert page.evaluate("() => getComputedStyle(document.body).fontFamily").startswith('"Public Sans"')


@pytest.mark.slow
def test_altair_charts_are_drawn_here_and_talk_to_python(look: Callable[..., Visit]) -> None:
    seen = look("charts")
    page = seen.page
    page.wait_for_function("() => document.querySelectorAll('.vega-embed').length === 2", timeout=PATIENCE)
    page.wait_for_selector(".mark-symbol path", state="attached", timeout=PATIENCE)
    bars = page.locator(".mark-rect.role-mark path")
    assert bars.count() == 3
    assert bars.nth(1).bounding_box()["height"] == pytest.approx(3 * bars.nth(2).bounding_box()["height"], rel=0.05)  # 6 and 2
    assert page.locator("main table td").count() == 6
    slider = page.locator(".vega-bind input[type=range]")
    slider.fill("250")
    page.wait_for_selector("text=size 250", timeout=PATIENCE)
    assert sum("/vega-" in url for url in seen.asked) == 1  # one file for both


@pytest.mark.slow
@pytest.mark.parametrize("name", ["widgets", "widgets_light"])
def test_anywidgets_contract_is_whole_under_both_front_ends(look: Callable[..., Visit], name: str) -> None:
    seen = look(name)
    page = seen.page
    page.click("button.counter")
    page.wait_for_selector("text=count is 1", timeout=PATIENCE)
    assert page.evaluate("() => getComputedStyle(document.querySelector('button.counter')).backgroundColor") == "rgb(234, 88, 12)"
    page.wait_for_function(f"() => ({SAID})().length >= 14", timeout=PATIENCE)
    said = page.evaluate(SAID)
    assert sorted(set(said)) == ECHO
    assert said.count("begun: 1") == 2  # shown twice, begun once
    one, two = (page.locator(f"button.{name}").bounding_box() for name in ("one", "two"))
    assert abs(one["y"] - two["y"]) < 2 and two["x"] >= one["x"] + one["width"]
    page.click("button.one")
    page.wait_for_selector("button.three", timeout=PATIENCE)
    assert page.locator("button.one").count() == 0
    ended = page.evaluate("() => window.ended")
    assert {"signal one", "clean-up one"} <= set(ended)
    assert any("voila.js" in url for url in seen.asked) == (name == "widgets")
    policy = page.request.get(page.url, headers={"Accept": "text/html"}).headers["content-security-policy"]
    assert ("'unsafe-inline'" in policy) == (name == "widgets")


def test_what_the_policy_refuses_is_said_on_the_page_with_what_would_allow_it(look: Callable[..., Visit]) -> None:
    seen = look("refused")
    seen.page.wait_for_selector("text=COUNTERPARTS_ALLOW=eval", timeout=PATIENCE)
    seen.page.wait_for_selector("text=COUNTERPARTS_ALLOW=inline-scripts", timeout=PATIENCE)
    seen.page.wait_for_selector("text=esm.sh", timeout=PATIENCE)
    assert seen.page.inner_text("#ran") == "not yet"
    seen.asked = [url for url in seen.asked if not url.startswith("https://esm.sh/")]  # tried, and refused by the browser
    assert all(re.search(REFUSING, each) for each in seen.complaints), seen.complaints
    seen.complaints.clear()


@pytest.mark.slow
def test_a_widget_that_the_light_front_end_cannot_show_is_said_in_its_place(look: Callable[..., Visit]) -> None:
    page = look("later").page
    page.click("button.press")
    page.wait_for_selector("text=cannot be shown here: IntSliderModel", timeout=PATIENCE)
    assert page.locator("button.press").count() == 1
    assert page.evaluate("() => document.activeElement.className") == "press"  # what stays keeps its focus


@pytest.mark.slow
def test_our_own_widgets_work_beside_others(look: Callable[..., Visit]) -> None:
    page = look("ours_and_another").page
    page.wait_for_selector(".cp-share", timeout=PATIENCE)
    assert page.locator(".noUi-handle").count() == 1
    assert page.evaluate("() => document.querySelectorAll('.cp-refused').length") == 0


@pytest.mark.slow
def test_a_cut_line_is_said_and_the_page_comes_back_with_its_kernel(look: Callable[..., Visit]) -> None:
    page = look("stock").page
    page.wait_for_selector("#loading", state="detached", timeout=PATIENCE)
    page.wait_for_function("() => window.counterpartsSockets?.some((each) => each.readyState === WebSocket.OPEN)")
    page.route("**/counterparts/there/**", lambda route: route.abort())
    page.evaluate(
        """() => { // Jupyter's own line may be back before anybody could look
          const look = () => (window.saidCut ||= document.querySelector(".cp-cut")?.hidden === false);
          new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
          window.counterpartsSockets.forEach((each) => each.close());
        }"""
    )
    page.wait_for_function("() => window.saidCut", timeout=PATIENCE)
    page.unroute("**/counterparts/there/**")
    page.wait_for_selector(".cp-cut", state="hidden", timeout=PATIENCE)
    page.locator(".noUi-handle").first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => /k is 6/.test(document.querySelector('main').innerText)", timeout=PATIENCE)


@pytest.mark.slow
def test_what_the_operator_allows_runs(
    chromium: Any, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ALLOW_VARIABLE, " ".join(ALLOWABLE))
    port = free_port()
    with running(ours_on(port, folder), port, tmp_path) as server:
        page = chromium.new_page()
        page.goto(f"{server.address}voila/render/refused.ipynb")
        page.wait_for_selector("text=made 2", timeout=PATIENCE)
        page.wait_for_function("() => document.getElementById('ran').textContent === 'ran'", timeout=PATIENCE)
        page.wait_for_selector("text=esm.sh", timeout=PATIENCE)  # another host is never allowed
        assert "'unsafe-" not in page.request.get(f"{server.address}voila/render/widgets_light.ipynb", headers={"Accept": "text/html"}).headers["content-security-policy"]
        page.close()


@pytest.mark.slow
def test_the_same_widgets_say_the_same_under_stock_voila(chromium: Any, folder: Path, tmp_path: Path) -> None:
    assert WIDGETS  # what is served below
    port = free_port()
    command = [sys.executable, "-m", "voila", str(folder / "widgets.ipynb"), f"--port={port}", "--no-browser", "--Voila.ip=127.0.0.1"]
    with running(command, port, tmp_path) as server:
        page = chromium.new_page()
        page.goto(server.address)
        page.wait_for_function(f"() => ({SAID})().length >= 14", timeout=PATIENCE)
        assert sorted(set(page.evaluate(SAID))) == ECHO
        page.close()
