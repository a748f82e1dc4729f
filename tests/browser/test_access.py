"""Pages for whoever needs them otherwise: enlarged to 200 %, in the system's colours, on a tablet, without motion."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Visit
from tests.browser.walk import EXERCISES, PAGES, START, STILL, walk

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SCRIPT = Path(__file__).with_name("access.js").read_text(encoding="utf-8")
LAPTOP_ZOOMED = {"width": 640, "height": 400, "device_scale_factor": 2}  # 1280 x 800 at 200 %
PHONE, LAPTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
TABLETS = {"upright": {"width": 768, "height": 1024}, "lying": {"width": 1024, "height": 768}}
LARGE_TYPE = "document.addEventListener('DOMContentLoaded', () => (document.documentElement.style.fontSize = '200%'))"
TRY = ("over time", "people", "two plans", "a or b")  # views with a picture and sliders
FIRST = (START, EXERCISES[-1])  # the first page and the fullest: always; the others with the slow tests
EVERY_PAGE = pytest.mark.parametrize(
    "page", [pytest.param(page, marks=() if page in FIRST else pytest.mark.slow) for page in PAGES]
)
FORCED = {"forced_colors": "active", "color_scheme": "dark"}


def asked(page: Any, question: str) -> Any:
    """What a function of access.js finds on the page."""
    return page.evaluate(f"{SCRIPT}\n{question}()")


def faults(seen: Visit, page: str, *questions: str, at_try: tuple[str, ...] = ()) -> dict[str, Any]:
    """What each question finds wrong, by view, along the whole walk; some are asked only where there are sliders."""
    found = {}
    for view in walk(seen, page):
        for question in (*questions, *(at_try if view in TRY else ())):
            wrong = asked(seen.page, question)
            if wrong:  # on a machine that has much to do, what is shown late is looked at once more
                seen.page.wait_for_timeout(1_500)
                wrong = asked(seen.page, question)
            if wrong:
                found[f"{view}, {question}"] = wrong
    return found


@EVERY_PAGE
def test_a_laptop_enlarged_to_twice_its_size_cuts_nothing_off_and_keeps_picture_and_slider_in_sight(
    visit: Callable, page: str
) -> None:
    seen = visit(**LAPTOP_ZOOMED, **STILL)
    assert faults(seen, page, "sideways", "cut", "unreachable", at_try=("together",)) == {}


@EVERY_PAGE
def test_a_phone_with_type_of_twice_its_size_cuts_nothing_off(visit: Callable, page: str) -> None:
    seen = visit(**PHONE, **STILL)
    seen.page.add_init_script(LARGE_TYPE)
    assert faults(seen, page, "sideways", "cut", "unreachable") == {}


@pytest.mark.parametrize("size", TABLETS)
@EVERY_PAGE
def test_a_tablet_shows_all_and_keeps_picture_and_slider_in_sight(visit: Callable, page: str, size: str) -> None:
    seen = visit(**TABLETS[size], has_touch=True, **STILL)
    assert faults(seen, page, "sideways", "cut", "unreachable", at_try=("together",)) == {}


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
@EVERY_PAGE
def test_in_the_systems_colours_nothing_that_matters_is_colour_alone(
    visit: Callable, page: str, size: dict[str, int]
) -> None:
    """Controls have edges, what is chosen is filled or framed, tracks and bars can be seen, pictures stand off the ground."""
    seen = visit(**size, **STILL, **FORCED)
    assert seen.page.evaluate("matchMedia('(forced-colors: active)').matches")
    assert faults(seen, page, "edgeless", "alikeChosen", "unseenParts", "emptyPictures") == {}


@pytest.mark.slow
def test_in_the_systems_colours_the_ring_of_the_focus_is_seen_everywhere(visit: Callable) -> None:
    seen = visit(**LAPTOP, **STILL, **FORCED)
    page = seen.page
    for view in walk(seen, EXERCISES[0]):
        if view not in ("story", "bet", "over time", "people", "happened", "sure"):
            continue
        for _ in range(30):
            page.keyboard.press("Tab")
            where = page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
            if page.evaluate(
                "document.activeElement === document.body || document.activeElement.matches('main, .cp-people-stage')"
            ):
                continue
            assert asked(page, "ring"), f"{view}: {where}"


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_where_motion_is_reduced_nothing_moves_by_itself(visit: Callable, page: str) -> None:
    seen = visit(**LAPTOP, **STILL)
    for view in walk(seen, page):
        assert (
            seen.page.evaluate("document.getAnimations().filter((each) => each.playState === 'running').length") == 0
        ), view
        assert seen.page.evaluate("getComputedStyle(document.querySelector('main')).scrollBehavior") == "auto"
        painted = asked(seen.page, "painted")
        seen.page.wait_for_timeout(400)
        assert asked(seen.page, "painted") == painted, view


def test_the_questions_find_what_is_wrong(visit: Callable) -> None:
    """Each fault, made on purpose, is found."""
    seen = visit(**LAPTOP_ZOOMED, **STILL, **FORCED)
    seen.open(page=EXERCISES[0])
    page = seen.page
    found = ("sideways", "cut", "unreachable", "edgeless", "alikeChosen", "unseenParts", "emptyPictures")
    assert {name: asked(page, name) for name in found if asked(page, name)} == {}
    page.evaluate(
        """() => document.querySelector('main').insertAdjacentHTML('beforeend', `<div id="wrong">
          <p class="wide">wide</p><div class="short"><p>A sentence that is longer than its box is high and wide.</p></div>
          <button class="away">away</button><button class="bare">bare</button>
          <button class="one" aria-pressed="true">one</button><button class="one" aria-pressed="false">two</button>
          <input type="range"><canvas width="40" height="40"></canvas></div>`)"""
    )
    sheet = (
        "#wrong .wide { width: 900px; } #wrong .short { width: 60px; height: 20px; overflow: hidden; } main { overflow-x: visible !important; }"
        "#wrong .away { position: fixed; left: -200px; } #wrong .bare { all: unset; position: static; }"
        "#wrong input { appearance: none; background: none; } #wrong .one { border: 1px solid; } "
    )
    page.evaluate(
        "text => { const made = new CSSStyleSheet(); made.replaceSync(text); document.adoptedStyleSheets.push(made); }",
        sheet,
    )
    for name in found:
        assert asked(page, name), name
