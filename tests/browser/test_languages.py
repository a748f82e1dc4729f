"""Every text on every page is in the catalogues, and fits a phone when it is two fifths longer or runs from right to left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from simulation.translation.pseudo_locales import PSEUDO_LOCALES, write_pseudo_locales
from simulation.vocabulary.languages import CATALOGUES_VARIABLE
from tests.browser.conftest import PATIENCE, Visit, serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = 360, 740
LOOK = (Path(__file__).with_name("words_on_page.js")).read_text(encoding="utf-8").partition("() =>")
PAGES = ["trust_takes_time", "small_is_beautiful", "design_a_partnership"]
Look = Callable[[str], None]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that offers both test locales."""
    folder = tmp_path_factory.mktemp("languages")
    write_pseudo_locales(folder / "catalogues")
    yield from serving(folder, **{CATALOGUES_VARIABLE: str(folder / "catalogues")})


def looking(seen: Visit, faults: dict[str, list[str]]) -> Look:
    """Look at the page as it stands, and keep what is wrong with it."""

    def look(where: str) -> None:
        for kind, found in seen.page.evaluate(LOOK[1] + LOOK[2]).items():
            if found:
                faults[f"{where}, {kind}"] = found

    return look


@pytest.mark.parametrize("tag", PSEUDO_LOCALES)
def test_the_first_page_is_whole_in_a_test_locale(visit, tag):
    seen, faults = visit(*PHONE), {}
    look = looking(seen, faults)
    seen.page.goto(f"{seen.address}voila/render/start.ipynb?lang={tag}")
    seen.page.wait_for_selector("[data-scenario]", timeout=PATIENCE)
    look("cards")
    for opener in ("[data-tour]", "[data-code]", "[data-scenario]"):
        seen.page.locator(opener).first.click()
        look(opener)
        seen.page.keyboard.press("Escape")
    seen.page.click(".cp-tools > button[aria-expanded]")
    look("menu")
    assert faults == {}


@pytest.mark.parametrize("tag", PSEUDO_LOCALES)
@pytest.mark.parametrize("name", PAGES)
def test_every_step_is_whole_in_a_test_locale(visit, name, tag):
    seen, faults = visit(*PHONE), {}
    look = looking(seen, faults)
    seen.open(f"?lang={tag}", name)
    assert seen.page.evaluate("document.documentElement.lang") == tag
    assert seen.page.evaluate("document.dir") == ("rtl" if tag.startswith("ar") else "ltr")
    look("story")
    seen.go("bet")
    look("bet")
    seen.page.locator("[data-bet]").nth(1).click()
    seen.page.wait_for_selector(".cp-bet-open", timeout=PATIENCE)
    look("bet placed")
    seen.go("try")
    seen.page.click(".cp-tab[data-view=over-time]")
    seen.drawn()
    look("over time")
    seen.page.click(".cp-tab[data-view=people]")
    seen.page.wait_for_selector(".cp-people [data-drawn], .cp-people[data-drawn], [data-drawn] .cp-people", timeout=PATIENCE)
    look("people")
    seen.page.click(".cp-view-people .cp-reader")
    seen.page.wait_for_selector("dialog[open] .cp-people-list li", timeout=PATIENCE)
    look("people read")
    seen.page.keyboard.press("Escape")
    if seen.page.locator(".cp-tab[data-view=pairs]").count():
        seen.page.click(".cp-tab[data-view=pairs]")
        seen.page.wait_for_selector(".cp-view-pairs[data-lines], .cp-view-pairs [data-lines]", timeout=PATIENCE)
        look("pairs")
        seen.page.focus(".cp-view-pairs .cp-people-stage")
        seen.page.keyboard.press("Home")
        seen.page.wait_for_selector(".cp-view-pairs .cp-people-card p:not(.cp-people-name, .cp-people-hint)", timeout=PATIENCE)
        look("one pair")
        seen.page.click(".cp-view-pairs .cp-reader")
        seen.page.wait_for_selector("dialog[open] td", timeout=PATIENCE)
        look("pairs read")
        seen.page.keyboard.press("Escape")
    for group in seen.page.locator(".cp-levers summary").all():
        group.click()
    look("all sliders")
    seen.plan_b()
    look("two plans")
    seen.page.evaluate("document.dispatchEvent(new Event('counterparts-share'))")
    seen.page.wait_for_selector("dialog[open]")
    look("share")
    seen.page.keyboard.press("Escape")
    seen.go("happened")
    seen.page.wait_for_selector(".cp-happened-said p", timeout=PATIENCE)
    look("happened")
    seen.go("sure")
    look("sure")
    assert faults == {}


def test_a_language_is_chosen_on_the_device_and_stays(visit):
    seen = visit(*PHONE)
    seen.open()
    assert seen.page.evaluate("document.documentElement.lang") == "en"
    seen.page.click(".cp-tools > button[aria-expanded]")
    seen.page.click(".cp-menu .cp-choice:has-text('Language')")
    with seen.page.expect_navigation():
        seen.page.click("dialog[open] [lang='en-XA']")
    seen.page.wait_for_selector(".cp-chooser select", state="attached", timeout=PATIENCE)
    assert seen.page.evaluate("document.documentElement.lang") == "en-XA"
    seen.open(page="trust_takes_time")
    assert seen.page.evaluate("document.documentElement.lang") == "en-XA"


def test_a_browser_that_prefers_a_language_gets_it(visit):
    seen = visit(*PHONE, locale="ar-XB")
    seen.open()
    assert seen.page.evaluate("document.dir") == "rtl"


@pytest.mark.parametrize("tag", ["xx", "../../etc", "<script>", "e" * 300])
def test_a_language_that_is_not_there_is_said_and_nothing_is_lost(visit, tag):
    seen = visit(*PHONE)
    seen.page.goto(f"{seen.address}voila/render/trust_takes_time.ipynb")
    seen.page.wait_for_selector("#loading", state="detached", timeout=PATIENCE)
    seen.page.goto(seen.page.evaluate("tag => `${location.pathname}?lang=${encodeURIComponent(tag)}`", tag).replace("/", seen.address, 1))
    seen.page.wait_for_selector(".cp-cut:has-text('not there in the language')", timeout=PATIENCE)
    assert seen.page.evaluate("document.documentElement.lang") == "en"
    seen.bet("colleagues")
