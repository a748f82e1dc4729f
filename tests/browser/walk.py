"""A walk through a page as a visitor takes it: every step, with what it shows before and after the bet."""

from __future__ import annotations

from collections.abc import Iterator

from tests.browser.conftest import PATIENCE, Visit

START = "start"
EXERCISES = ("trust_takes_time", "small_is_beautiful", "design_a_partnership")
PAGES = (START, *EXERCISES)
VIEWS = {
    START: ("cards", "tour", "partnership", "menu"),
    **dict.fromkeys(
        EXERCISES,
        ("story", "bet", "not yet", "bet placed", "over time", "people", "two plans", "a or b", "happened", "sure"),
    ),
}
VIEWS["trust_takes_time"] = (*VIEWS["trust_takes_time"][:5], "pairs", *VIEWS["trust_takes_time"][5:])
WHOLE = ".cp-view-over-time [data-whole=yes], .cp-view-over-time[data-whole=yes]"  # with its doubt band
STILL = {"reduced_motion": "reduce"}  # nothing moves by itself: what is seen is the same each time


def walk(seen: Visit, page: str, lang: str = "") -> Iterator[str]:
    """Each view of a page in turn, named once it stands."""
    query = f"?lang={lang}" if lang else ""
    if page == START:
        seen.page.goto(f"{seen.address}voila/render/{START}.ipynb{query}")
        seen.page.wait_for_selector("[data-scenario]", timeout=PATIENCE)
        seen.page.wait_for_selector("#loading", state="detached", timeout=PATIENCE)
        views = _start(seen)
    else:
        seen.open(query, page)
        views = _exercise(seen)
    for view in views:
        _at_rest(seen)
        yield view


def _start(seen: Visit) -> Iterator[str]:
    yield "cards"
    for view, opener in (("tour", "[data-tour]"), ("partnership", "[data-scenario]")):
        seen.page.locator(opener).first.click()
        yield view
        seen.page.keyboard.press("Escape")
    seen.page.click(".cp-tools > button[aria-expanded]")
    yield "menu"


def _exercise(seen: Visit) -> Iterator[str]:
    page = seen.page
    yield "story"
    seen.go("bet")
    if page.locator(".cp-bet-left:not([hidden])").count():
        page.wait_for_selector(".cp-bet-axes[data-drawn=yes]", timeout=PATIENCE)
    yield "bet"
    seen.go("try")
    yield "not yet"
    seen.go("bet")
    page.locator("[data-bet]").nth(1).click()
    page.wait_for_selector(".cp-bet-open", timeout=PATIENCE)
    yield "bet placed"
    seen.go("try")
    page.click(".cp-tab[data-view=over-time]")
    seen.drawn()
    page.wait_for_selector(WHOLE, timeout=PATIENCE)
    yield "over time"
    if page.locator(".cp-tab[data-view=pairs]").count():
        page.click(".cp-tab[data-view=pairs]")
        page.wait_for_selector(".cp-view-pairs canvas", timeout=PATIENCE)
        yield "pairs"
    page.click(".cp-tab[data-view=people]")
    page.wait_for_selector(".cp-people [data-drawn], .cp-people[data-drawn], [data-drawn] .cp-people", timeout=PATIENCE)
    yield "people"
    seen.plan_b()
    drawn = seen.drawn()
    number = page.locator("[data-lever] input[type=number]").first
    number.fill(str(round(float(number.input_value()) / 2)))  # the second plan has half of the first's
    number.press("Enter")
    seen.settled()
    seen.drawn(after=drawn)
    page.wait_for_selector(WHOLE, timeout=PATIENCE)
    yield "two plans"
    page.click(".cp-tab[data-view=a-or-b]")
    page.wait_for_selector(".cp-view-a-or-b[data-pictured], .cp-view-a-or-b [data-pictured]", timeout=PATIENCE)
    yield "a or b"
    seen.go("happened")
    page.wait_for_selector(".cp-happened-said p", timeout=PATIENCE)
    page.wait_for_selector(".cp-fall canvas", timeout=PATIENCE)
    yield "happened"
    seen.go("sure")
    yield "sure"


def _at_rest(seen: Visit) -> None:
    """Wait until fonts are there and the screen is laid out and painted alike twice, a moment apart; no pointer hovers over anything."""
    seen.page.mouse.move(0, 0)
    seen.page.evaluate("document.fonts.ready.then(() => true)")
    layout = """() => JSON.stringify([...document.querySelectorAll('canvas, p, button')].filter((each) => each.checkVisibility())
      .map((each) => [each.tagName === 'CANVAS' ? each.toDataURL().length : each.innerText, each.getBoundingClientRect()]))"""
    before = ""
    for _ in range(40):
        now = seen.page.evaluate(layout)
        if now == before:
            return
        before = now
        seen.page.wait_for_timeout(120)
