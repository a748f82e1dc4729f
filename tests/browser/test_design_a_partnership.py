"""The first page as its visitors meet it: on a phone and on a laptop, by thumb and by keyboard."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1

from simulation import load, scenarios
from simulation.answers import headline
from simulation.pages.executor import results_of, run, run_uncertainty_band
from simulation.pages.pictures.fan_payload import fan_data
from tests.browser.conftest import EXERCISE, Visit

pytestmark = pytest.mark.browser

PHONE, LAPTOP = (360, 740), (1280, 800)
SIZES = pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
LEAST_TARGET = 44  # pixels, for a thumb
MONTHS = list(range(6, 24))  # where a thumb drags the slider
MOST_ON_THE_WIRE = 10_000  # bytes for one change, all messages together

CANVAS = "document.querySelector('.cp-view-over-time canvas')"
STEPS = ("story", "bet", "try", "happened", "sure")


def colours(page: Any) -> int:
    """A number that tells how the large picture is painted."""
    return page.evaluate(
        f"""(() => {{
          const canvas = {CANVAS};
          const {{ data }} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          let sum = 0;
          for (let i = 0; i < data.length; i += 4) sum = (sum * 31 + data[i] + data[i + 1] + data[i + 2]) % 1000000007;
          return sum;
        }})()"""
    )


def months(page: Any) -> Any:
    return page.locator("[data-lever=months] input[type=range]")


def looked(visit: Callable, size: tuple[int, int], page: str = EXERCISE) -> Visit:
    """A visitor who has placed a bet and is at Try."""
    seen = visit(*size)
    seen.open(page=page)
    seen.go("bet")
    seen.page.click(".cp-bet-choices button >> nth=1")
    seen.page.wait_for_selector(".cp-bet-open")
    seen.go("try")
    seen.drawn()
    return seen


def draw(page: Any, heights: list[float]) -> None:
    """Draw a line over the whole width by these heights, shares of the box from its top."""
    box = page.locator(".cp-bet-over").bounding_box()
    page.mouse.move(box["x"] + 130, box["y"] + box["height"] * heights[0])
    page.mouse.down()
    for nth, height in enumerate(heights[1:], 1):
        x = box["x"] + 130 + (box["width"] - 131) * nth / (len(heights) - 1)
        page.mouse.move(x, box["y"] + box["height"] * height, steps=8)
    page.mouse.up()


@SIZES
def test_bet_move_and_see_the_picture_change_in_place(visit: Callable, size: tuple[int, int]) -> None:
    seen = visit(*size)
    page = seen.page
    seen.open()
    seen.go("try")
    assert page.locator(".cp-lever").first.is_visible() is False
    assert page.locator(".cp-picture").first.is_visible() is False
    page.click("[data-bet-first]")
    seen.bet()
    page.evaluate(f"window.before = {CANVAS}")
    painted, code, headline = colours(page), seen.codes(), page.inner_text(".cp-accent")
    months(page).focus()
    drawn = seen.drawn()
    for _ in range(6):
        page.keyboard.press("ArrowLeft")
    seen.drawn(after=drawn)
    seen.settled()

    assert colours(page) != painted
    assert page.evaluate(f"{CANVAS} === window.before"), "the canvas was rebuilt"
    assert seen.codes() != code
    assert page.inner_text(".cp-accent") != headline and "started at" in page.inner_text(".cp-accent")
    assert page.locator("[data-lever=months] input[type=number]").input_value() == "12"
    seen.go("happened")
    page.locator(".cp-fall-names span").nth(3).wait_for()
    assert page.locator(".cp-happened-said p").count() == 3


@SIZES
def test_a_line_is_drawn_and_stands_in_the_picture_in_words_and_after_a_reload(visit: Callable, size) -> None:
    seen = visit(*size)
    page = seen.page
    seen.open()
    seen.go("bet")
    page.wait_for_selector("[data-drawn=yes]")
    assert page.locator("[data-show]").is_disabled()
    draw(page, [0.8, 0.3])
    draw(page, [0.8, 0.3, -0.4])  # off the axes at the end: the line stays on them
    page.click("[data-show]")
    page.wait_for_selector(".cp-bet-open")
    said = page.inner_text(".cp-bet-said")
    assert said.startswith("At the end you expected 100 in 100")
    seen.go("happened")
    of_the_bet = page.locator(".cp-happened-bet", has_text=said)  # told when somebody looks
    of_the_bet.wait_for(timeout=30_000)
    page.reload()
    of_the_bet.wait_for(timeout=30_000)


@SIZES
@pytest.mark.parametrize("name", ["design_a_partnership", "trust_takes_time", "small_is_beautiful"])
def test_the_picture_is_in_sight_whenever_a_control_moves(visit: Callable, size, name) -> None:
    """Each slider, brought into view, leaves the whole picture in the viewport; nothing scrolls sideways."""
    seen = looked(visit, size, name)
    page = seen.page
    seen.plan_b()
    page.evaluate("document.querySelectorAll('.cp-group').forEach(each => each.open = true)")
    sliders = page.locator("[data-lever] input[type=range]")
    assert sliders.count() >= 25
    away = page.evaluate(
        """() => [...document.querySelectorAll('[data-lever]')].map(lever => {
          lever.scrollIntoView({ block: 'nearest' });
          const slider = lever.querySelector('input[type=range]').getBoundingClientRect();
          const picture = document.querySelector('.cp-view-over-time .cp-fan').getBoundingClientRect();
          const over = document.elementFromPoint(slider.left + slider.width / 2, slider.top + slider.height / 2);
          const seen = (box) => box.top >= 0 && box.bottom <= innerHeight && box.height > 90 && box.left >= 0 && box.right <= innerWidth;
          return seen(picture) && slider.top >= 0 && slider.bottom <= innerHeight && lever.contains(over) ? '' : lever.dataset.lever;
        }).filter(Boolean)"""
    )
    assert away == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize("step", STEPS)
def test_on_a_laptop_no_step_but_the_last_needs_scrolling(visit: Callable, step: str) -> None:
    seen = looked(visit, (1280, 720))
    seen.go(step)
    seen.page.wait_for_timeout(300)
    over = seen.page.evaluate("(() => { const main = document.querySelector('main'); return main.scrollHeight - main.clientHeight; })()")
    assert over <= 1 or step == "sure"


def test_everything_touched_is_large_enough_for_a_thumb(visit: Callable) -> None:
    seen = visit(*PHONE)
    page = seen.page
    seen.open()
    small = f"""() => [...document.querySelectorAll('main button, main select, main summary, .cp-plan, .cp-foot button, .cp-tool')]
      .filter(each => each.checkVisibility()).map(each => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
      .filter(([html, box]) => !html.includes('cp-why') && (box.height < {LEAST_TARGET} || box.width < {LEAST_TARGET})).map(([html]) => html)"""
    for step in STEPS[:2]:
        seen.go(step)
        assert page.evaluate(small) == [], step
    seen.bet()
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    for step in STEPS[2:]:
        seen.go(step)
        assert page.evaluate(small) == [], step


def test_steps_stand_in_the_address_and_the_browser_goes_back_and_forward(visit: Callable) -> None:
    seen = looked(visit, LAPTOP)
    page = seen.page
    first = seen.codes()
    page.click("[data-lever=months] button[aria-label^=less]")
    seen.settled()
    moved = seen.codes()
    seen.addressed(plan=moved[0])
    seen.go("happened")
    page.go_back()
    page.wait_for_function("() => document.body.dataset.step === 'try'")
    page.go_back()
    page.wait_for_function("code => document.querySelector('.cp-code').value === code", arg=first[0])
    assert months(page).input_value() == "18"
    page.go_forward()
    page.wait_for_function("code => document.querySelector('.cp-code').value === code", arg=moved[0])
    seen.open("?step=nonsense&view=strange&bet=everything")
    assert "does not have" in page.inner_text(".cp-cut")
    assert page.evaluate("document.body.dataset.step") == "story"


def test_undo_redo_reset_and_surprise(visit: Callable) -> None:
    seen = looked(visit, LAPTOP)
    page = seen.page
    undo, redo = page.locator(".cp-tool[aria-label=Undo]"), page.locator(".cp-tool[aria-label=Redo]")
    assert undo.is_disabled() and redo.is_disabled()
    for _ in range(2):
        page.click("[data-lever=months] button[aria-label^=less]")
        seen.settled()
        page.wait_for_timeout(1_000)  # two moves, not one
    assert months(page).input_value() == "16"
    undo.click()
    seen.settled()
    assert months(page).input_value() == "17"
    redo.click()
    seen.settled()
    assert months(page).input_value() == "16"
    page.click(".cp-lever-tools button:has-text('Reset')")
    seen.settled()
    assert months(page).input_value() == "18"
    page.click(".cp-lever-tools button:has-text('Surprise')")
    seen.settled()
    assert months(page).input_value() == "6"


def test_one_future_at_a_time(visit: Callable) -> None:
    seen = looked(visit, LAPTOP)
    page = seen.page
    page.wait_for_timeout(1_000)
    drawn, painted = seen.drawn(), colours(page)
    page.click(".cp-one")
    assert seen.drawn(after=drawn + 2) > drawn and colours(page) != painted
    page.click(".cp-one")
    page.wait_for_timeout(1_000)
    assert colours(page) == painted


def test_a_picture_is_a_few_thousand_bytes_and_two_plans_still_below_ten(visit: Callable) -> None:
    seen = looked(visit, LAPTOP)
    page = seen.page
    seen.plan_b()
    page.wait_for_timeout(300)
    seen.received.clear()
    drawn = seen.drawn()
    months(page).focus()
    page.keyboard.press("ArrowLeft")
    seen.drawn(after=drawn)
    seen.settled()
    page.wait_for_timeout(1_500)
    sizes = [len(message) for message in seen.received]
    assert len([size for size in sizes if size > 6_000]) == 1, sizes  # one picture for one move: B has no doubt band
    assert sum(sizes) <= MOST_ON_THE_WIRE, sizes


def test_while_a_slider_is_dragged_the_newest_value_wins(visit: Callable) -> None:
    seen = looked(visit, LAPTOP)
    page = seen.page
    drawn = seen.drawn()
    moves = 40
    seen.received.clear()
    months(page).evaluate(
        """(slider, moves) => { for (let nth = 0; nth < moves; nth += 1) {
             slider.value = 4 + (nth % 20); slider.dispatchEvent(new Event('input', { bubbles: true })); } }""",
        moves,
    )
    seen.drawn(after=drawn)
    seen.settled()
    page.wait_for_timeout(200)
    content = [json.loads(deserialize_msg_from_ws_v1(message)[1][3]) for message in seen.received]
    answers = [each for each in content if each.get("data", {}).get("content", {}).get("kind") == "done"]
    assert 1 <= len(answers) <= 3, "stale positions were worked off"
    assert page.locator("[data-lever=months] input[type=number]").input_value() == "23"
    (code,) = seen.codes()
    seen.addressed(plan=code)
    page.reload()
    seen.drawn()
    assert seen.codes() == [code]
    assert months(page).input_value() == "23"


def test_a_dragged_slider_shows_all_futures_throughout_and_both_bands_where_it_stops(visit: Callable) -> None:
    """Each picture that comes is that of all futures at a position of the slider, each move brings one, and where the
    slider rests the doubt band follows.
    """
    seen = looked(visit, LAPTOP)
    page = seen.page
    seen.settled()
    page.wait_for_timeout(300)
    seen.received.clear()
    page.evaluate(
        """async (months) => {
          const slider = document.querySelector('[data-lever=months] input[type=range]');
          for (const month of months) {
            slider.value = month;
            slider.dispatchEvent(new Event('input', { bubbles: true }));
            await new Promise((resolve) => setTimeout(resolve, 50));
          }
        }""",
        MONTHS,
    )
    seen.settled()
    page.wait_for_timeout(1_500)  # for the doubt band
    messages = [deserialize_msg_from_ws_v1(message)[1] for message in seen.received]
    content = [json.loads(parts[3]) for parts in messages]
    pictures = [bytes(parts[4]) for parts in messages if len(parts) > 4 and len(parts[4])]
    answers = [each for each in content if each.get("data", {}).get("content", {}).get("kind") == "done"]
    plans = [load("parliament_mentors").with_(months=month) for month in MONTHS]
    luck = [fan_data(run(plan)).packed() for plan in plans]
    both = [fan_data(run(plan), doubt=run_uncertainty_band(plan).weekly).packed() for plan in plans]
    moved = [each for each in pictures if each.startswith(tuple(luck))]
    rested = [each for each in pictures if each.startswith(tuple(both))]
    assert len(answers) - 1 <= len(moved) <= len(answers) >= 3  # the last position may be asked twice, and drawn once
    assert len(moved) + len(rested) == len(pictures), "not all futures"
    assert pictures[-1].startswith(both[-1])


def test_plan_b_is_drawn_beside_plan_a_and_both_come_back_after_a_reload(visit: Callable) -> None:
    seen = looked(visit, LAPTOP)
    page = seen.page
    alone = colours(page)
    seen.plan_b()
    page.click("[data-lever=months] button[aria-label^=less]")
    seen.settled()
    beside, codes = colours(page), seen.codes()
    assert beside != alone
    assert len(set(codes)) == 2
    seen.addressed(plan=codes[0], b=codes[1])
    assert "B less A" in page.inner_text(".cp-headline")
    page.click(".cp-tab[data-view=a-or-b]")
    page.wait_for_timeout(500)
    assert page.locator(".cp-view-a-or-b canvas").is_visible()

    page.reload()
    seen.drawn()
    assert seen.codes() == codes
    page.click(".cp-compare")
    seen.settled()
    assert seen.codes() == codes[:1]


def test_the_place_has_sliders_too_and_is_the_same_for_both_plans(visit: Callable) -> None:
    seen = looked(visit, PHONE)
    page = seen.page
    seen.plan_b()
    page.click(".cp-group >> nth=-1 >> summary")
    before = colours(page)
    fear = page.locator("[data-lever=fear] input[type=number]")
    fear.fill("0")
    fear.press("Enter")  # while the sliders move plan B
    seen.settled()
    assert colours(page) != before
    page.click(".cp-plan-a")
    assert fear.input_value() == "0"
    codes = seen.codes()
    assert codes[0] == codes[1] and load(codes[0])["fear"] == 0.0


def test_a_typed_code_brings_another_plan_and_a_bad_one_a_kind_line(visit: Callable) -> None:
    seen = looked(visit, PHONE)
    page = seen.page
    (first,) = seen.codes()
    page.click("[data-lever=months] button >> nth=-1")
    seen.settled()
    assert seen.codes() != [first]
    page.click(".cp-tool[aria-label=Menu]")
    page.click(".cp-menu button:has-text('Share')")
    assert page.evaluate("(() => { const it = document.querySelector('.cp-qr'); return it.decode().then(() => it.naturalWidth > 0); })()")
    page.fill("dialog[open] form input", "zzz-zzz")
    page.click("dialog[open] .cp-codes form button")
    page.wait_for_function("() => document.querySelector('.cp-code-notice').textContent.includes('plan code')")
    page.fill("dialog[open] form input", first)
    page.keyboard.press("Enter")
    page.wait_for_function("code => document.querySelector('.cp-code').value === code", arg=first)
    assert months(page).input_value() == "18"


def test_numbers_that_do_not_go_together_are_said_in_one_line_and_the_picture_stays(visit: Callable) -> None:
    seen = looked(visit, LAPTOP)
    page = seen.page
    page.evaluate("document.querySelectorAll('.cp-group').forEach(each => each.open = true)")
    before = colours(page)
    page.fill("[data-lever=months] input[type=number]", "2")
    page.keyboard.press("Enter")
    page.wait_for_selector(".cp-notice:not([hidden])")
    said = page.inner_text(".cp-notice")
    assert said.startswith("Fade-out: 3")
    assert "\n" not in said
    assert colours(page) == before
    page.fill("[data-lever=taper] input[type=number]", "1")
    page.keyboard.press("Enter")
    page.wait_for_selector(".cp-notice", state="hidden")
    assert colours(page) != before


def test_another_partnership_asks_anew_and_hides_the_answer(visit: Callable) -> None:
    seen = looked(visit, LAPTOP)
    page = seen.page
    seen.go("story")
    page.select_option(".cp-chooser select", "generic_training")
    seen.go("bet")
    page.wait_for_selector(".cp-bet-choices button")
    seen.go("try")
    page.wait_for_selector(".cp-closed")
    page.click("[data-look]")
    page.wait_for_selector(".cp-view-over-time .cp-fan")
    seen.go("bet")
    assert page.locator(".cp-bet li.cp-mine").count() == 0


def test_the_text_alternative_says_what_the_picture_shows_and_it_can_be_kept(visit: Callable) -> None:
    seen = looked(visit, PHONE)
    page = seen.page
    page.click(".cp-reader")
    page.wait_for_selector("dialog[open] .cp-table tbody tr")  # the kernel is asked for them now
    rows = page.locator("dialog[open] .cp-table tbody tr").all_inner_texts()
    assert [row.split("\t")[0] for row in rows] == ["The new way", "Their colleagues", "Trust", "Rules", "Citizens"]
    assert all(re.search(r"\d+ \(\d+–\d+\)", row) for row in rows)
    assert page.locator("dialog[open] .cp-told p").count() == len(headline(results_of(load("parliament_mentors"))))
    for name, begins in (("PNG", b"\x89PNG"), ("SVG", b"<svg"), ("Numbers", b"month,doubt_low")):
        with page.expect_download() as kept:
            page.click(f"dialog[open] button:has-text('{name}')")
        assert Path(kept.value.path()).read_bytes().startswith(begins), name
    assert "run_futures(plan" in page.inner_text(".cp-python")


def test_without_the_static_file_the_page_asks_its_kernel_and_nobody_else(visit: Callable) -> None:
    seen = visit(*LAPTOP)
    refused: list[str] = []

    def refuse(route: Any) -> None:
        refused.append(route.request.url)
        route.fulfill(status=404, body="")

    seen.page.route("**/counterparts/vega-*.js", refuse)
    seen.open()
    seen.bet()
    assert refused
    assert colours(seen.page)
    seen.complaints[:] = [each for each in seen.complaints if "404" not in each]  # the file we took away


def test_without_any_vega_the_words_and_the_table_still_say_it(visit: Callable) -> None:
    seen = visit(*PHONE)
    page = seen.page
    page.route("**/counterparts/vega-*.js", lambda route: route.fulfill(status=404, body=""))
    page.add_init_script("delete window.DecompressionStream")  # nor can what the kernel sends be opened
    seen.open()
    seen.go("bet")
    page.click("[data-bet=most]")
    page.wait_for_selector(".cp-bet-open")
    seen.go("try")
    page.wait_for_selector(".cp-view-over-time .cp-failed")
    assert page.locator(".cp-view-over-time .cp-table tbody tr").count() == 5
    assert page.inner_text(".cp-headline")
    seen.go("happened")
    page.wait_for_selector(".cp-fall li")
    seen.complaints[:] = [each for each in seen.complaints if "404" not in each]  # the file we took away


def test_a_kernel_that_has_gone_is_said_in_words_and_a_reload_brings_everything_back(visit: Callable) -> None:
    seen = looked(visit, PHONE)
    page = seen.page
    page.click("[data-lever=months] button[aria-label^=less]")
    seen.settled()
    (code,) = seen.codes()
    seen.addressed(plan=code)
    kernel = json.loads(page.text_content("#jupyter-config-data"))["kernelId"]
    token = next(each["value"] for each in page.context.cookies() if each["name"] == "_xsrf")
    gone = page.request.post(f"{seen.address}voila/api/shutdown/{kernel}", headers={"X-XSRFToken": token})
    assert gone.status == 204
    page.clock.install()
    page.click("[data-lever=months] button[aria-label^=less]")
    page.clock.fast_forward(20_000)
    page.locator(".cp-notice:visible", has_text="reload the page").wait_for()
    seen.complaints.clear()  # the browser says that the kernel is gone, which it is
    page.reload()
    seen.drawn()
    assert seen.codes() == [code]
    seen.complaints.clear()


def test_the_page_says_that_it_is_starting_before_any_kernel_answers(visit: Callable) -> None:
    seen = visit(*PHONE)
    held: list[Any] = []
    seen.page.route(
        "**/page.js", lambda route: held.append(route)
    )  # on a slow line the page's words are here before its scripts
    seen.page.goto(f"{seen.address}voila/render/{EXERCISE}.ipynb", wait_until="commit")
    assert "starting" in seen.page.inner_text(".cp-starting")
    seen.page.wait_for_selector("main", state="attached")
    held[0].continue_()
    seen.page.wait_for_selector(".cp-chooser")
    seen.page.wait_for_selector(".cp-starting", state="detached")  # when every widget of the page stands


def test_what_the_model_is_not_is_always_in_sight(visit: Callable) -> None:
    for size in (PHONE, LAPTOP):
        seen = visit(*size)
        seen.open()
        for step in STEPS:
            seen.go(step)
            box = seen.page.locator(".cp-not").bounding_box()
            assert 0 < box["y"] < size[1]
    seen.go("story")
    seen.page.click(".cp-not a")
    seen.page.wait_for_function("() => document.body.dataset.step === 'sure'")


def test_the_start_page_leads_to_each_exercise_with_the_partnership_chosen(visit: Callable) -> None:
    seen = visit(*PHONE)
    page = seen.page
    page.goto(seen.address)
    page.wait_for_selector(".cp-start-card")
    assert page.locator(".cp-start-card").count() == len(scenarios())
    page.click("[data-tour]")
    for _ in range(5):
        page.click(".cp-tour-tools .cp-filled")
    page.wait_for_selector("dialog[open]", state="detached")
    page.click("[data-scenario=twenty_group]")
    page.click("dialog[open] [data-page=trust_takes_time]")
    page.wait_for_selector(".cp-chooser select", state="attached")
    assert page.input_value(".cp-chooser select") == "twenty_group"
    assert page.inner_text(".cp-title") == "Trust takes time"


def test_files_are_kept_by_the_browser_and_the_page_itself_is_not(visit: Callable) -> None:
    seen = visit(*PHONE)
    seen.open()
    kept = {url: seen.page.request.get(url).headers for url in seen.asked if url.endswith((".js", ".css"))}
    assert len(kept) > 8
    assert {said["cache-control"] for said in kept.values()} == {"public, max-age=31536000, immutable"}
    assert {said["content-encoding"] for said in kept.values()} == {"gzip"}
    page = seen.page.request.get(f"{seen.address}voila/render/design_a_partnership.ipynb", headers={"Accept": "text/html"})
    assert "no-store" in page.headers["cache-control"]


def test_leaving_the_page_ends_its_kernel(visit: Callable) -> None:
    seen = visit(*PHONE)
    seen.open()
    kernel = json.loads(seen.page.text_content("#jupyter-config-data"))["kernelId"]
    ask = seen.page.request
    assert ask.get(f"{seen.address}counterparts/there/{kernel}").text() == "yes"
    seen.page.goto("about:blank")
    for _ in range(50):
        if ask.get(f"{seen.address}counterparts/there/{kernel}").text() == "no":
            break
        seen.page.wait_for_timeout(200)
    else:
        pytest.fail("the kernel was still there ten seconds after its page had gone")


def axe_finds(page: Any, script: str) -> list[Any]:
    standard = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    page.evaluate(script)
    found = page.evaluate("rules => axe.run(document, rules)", standard)["violations"]
    return [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found]


@pytest.mark.parametrize(
    ("size", "look"),
    [
        pytest.param(PHONE, "light", id="phone-light"),
        pytest.param(PHONE, "dark", id="phone-dark", marks=pytest.mark.slow),
        pytest.param(LAPTOP, "light", id="laptop-light", marks=pytest.mark.slow),
        pytest.param(LAPTOP, "dark", id="laptop-dark", marks=pytest.mark.slow),
    ],
)
def test_axe_finds_nothing(visit: Callable, size: tuple[int, int], look: str) -> None:
    axe = pytest.importorskip("axe_playwright_python")
    script = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    seen = visit(*size, color_scheme=look)
    page = seen.page
    seen.open()
    for step in STEPS[:3]:
        seen.go(step)
        assert axe_finds(page, script) == [], step
    seen.bet()
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    seen.plan_b()
    for step in STEPS[1:]:
        seen.go(step)
        assert axe_finds(page, script) == [], f"{step}, all open"
    page.goto(seen.address)
    page.wait_for_selector(".cp-start-card")
    assert axe_finds(page, script) == [], "start"
