"""The first page as its visitors meet it: on a phone and on a laptop, by thumb and by keyboard."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from simulation import load
from simulation.answers import headline
from simulation.pages.charts.picture import picture
from simulation.pages.executor import results_of, run
from simulation.serving.rehearsal.wire import unpacked

pytestmark = pytest.mark.browser

PHONE, LAPTOP = (360, 740), (1280, 800)
SIZES = pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
LEAST_TARGET = 44  # pixels, for a thumb
MONTHS = list(range(6, 24))  # where a thumb drags the slider
MOST_ON_THE_WIRE = 10_000  # bytes for one change, all messages together

CANVASES = "[...document.querySelectorAll('.cp-fan-canvas canvas')]"


def colours(page: Any) -> list[int]:
    """For each of the four fans, how many pixels of its canvas are painted, and where (one number a fan)."""
    return page.evaluate(
        f"""{CANVASES}.map(canvas => {{
          const {{ data }} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          let sum = 0;
          for (let i = 0; i < data.length; i += 4) sum = (sum * 31 + data[i] + data[i + 1] + data[i + 2]) % 1000000007;
          return sum;
        }})"""
    )


def months(page: Any) -> Any:
    return page.locator("[data-lever=months] input[type=range]")


@SIZES
def test_bet_move_and_see_the_picture_change_in_place(visit: Callable, size: tuple[int, int]) -> None:
    seen = visit(*size)
    page = seen.page
    seen.open()
    assert page.locator(".cp-fans").is_visible() is False
    assert page.locator(".cp-lever").first.is_visible() is False
    seen.bet()
    assert page.locator(".cp-bet li.cp-mine").count() == 1

    page.evaluate(f"window.before = {CANVASES}")
    assert page.evaluate("window.before.length") == 4
    painted, headline, code = colours(page), page.inner_text(".cp-headline"), page.input_value(".cp-code")
    months(page).focus()
    drawn = seen.drawn()
    for _ in range(6):
        page.keyboard.press("ArrowLeft")
    seen.drawn(after=drawn)
    seen.settled()

    after = colours(page)
    assert all(new != old for new, old in zip(after, painted, strict=True))
    assert page.evaluate(f"{CANVASES}.every((canvas, nth) => canvas === window.before[nth])"), "a canvas was rebuilt"
    assert page.input_value(".cp-code") != code
    assert page.inner_text(".cp-headline")
    assert headline
    assert page.locator("[data-lever=months] input[type=number]").input_value() == "12"


@SIZES
def test_nothing_scrolls_sideways_even_with_everything_open(visit: Callable, size: tuple[int, int]) -> None:
    seen = visit(*size)
    seen.open()
    seen.bet()
    seen.page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    seen.page.click(".cp-compare")
    seen.settled()
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_the_fans_stay_in_sight_on_a_phone_while_sliders_move(visit: Callable) -> None:
    seen = visit(*PHONE)
    seen.open()
    seen.bet()
    months(seen.page).evaluate("slider => slider.scrollIntoView({ block: 'center' })")
    box = seen.page.locator(".cp-fans").bounding_box()
    slider = months(seen.page).bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] < slider["y"] < PHONE[1]


def test_everything_touched_is_large_enough_for_a_thumb(visit: Callable) -> None:
    seen = visit(*PHONE)
    page = seen.page
    seen.open()
    small = f"""(which) => [...document.querySelectorAll(which)].filter(each => each.offsetParent)
      .map(each => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
      .filter(([, box]) => box.height < {LEAST_TARGET} || box.width < {LEAST_TARGET}).map(([html]) => html)"""
    touched = "main button, main select, main input:not([type=radio]), main summary, .cp-plan"
    assert page.evaluate(small, touched) == []
    seen.bet()
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    page.click(".cp-compare")
    assert page.evaluate(small, touched) == []


def test_a_picture_is_a_few_thousand_bytes_and_two_plans_still_below_ten(visit: Callable) -> None:
    seen = visit(*LAPTOP)
    page = seen.page
    seen.open()
    seen.bet()
    page.click(".cp-compare")
    seen.settled()
    page.wait_for_timeout(300)
    seen.received.clear()
    drawn = seen.drawn()
    months(page).focus()
    page.keyboard.press("ArrowLeft")
    seen.drawn(after=drawn)
    seen.settled()
    page.wait_for_timeout(300)
    sizes = [len(message) for message in seen.received]
    assert len([size for size in sizes if size > 6_000]) == 1, sizes  # one picture for one move
    assert sum(sizes) <= MOST_ON_THE_WIRE, sizes


def test_while_a_slider_is_dragged_the_newest_value_wins(visit: Callable) -> None:
    seen = visit(*LAPTOP)
    page = seen.page
    seen.open()
    seen.bet()
    drawn = seen.drawn()
    moves = 40
    months(page).evaluate(
        """(slider, moves) => { for (let nth = 0; nth < moves; nth += 1) {
             slider.value = 4 + (nth % 20); slider.dispatchEvent(new Event('input', { bubbles: true })); } }""",
        moves,
    )
    seen.drawn(after=drawn)
    seen.settled()
    page.wait_for_timeout(200)
    assert seen.drawn() - drawn <= 3, "stale positions were worked off"
    assert page.locator("[data-lever=months] input[type=number]").input_value() == "23"
    code = page.input_value(".cp-code")
    seen.addressed(plan=code)
    page.reload()
    page.wait_for_selector(".cp-bet ul")
    assert page.input_value(".cp-code") == code
    assert months(page).input_value() == "23"


def test_a_dragged_slider_shows_all_futures_and_both_bands_throughout(visit: Callable) -> None:
    """Each picture that comes is that of a whole run at a position of the slider, and each move brings one picture."""
    seen = visit(*LAPTOP)
    page = seen.page
    seen.open()
    seen.bet()
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
    page.wait_for_timeout(300)
    messages = [unpacked(message) for message in seen.received]
    content = [json.loads(parts[4]) for parts in messages]
    pictures = [parts[5] for parts in messages if len(parts) > 5]
    answers = [each for each in content if each.get("data", {}).get("content", {}).get("kind") == "done"]
    whole = [picture(run(load("parliament_mentors").with_(months=month))).packed() for month in MONTHS]
    assert len(pictures) == len(answers) >= 3
    assert all(each in whole for each in pictures), "a picture that is not of all futures and both bands"
    assert pictures[-1] == whole[-1]


def test_plan_b_is_drawn_beside_plan_a_and_both_come_back_after_a_reload(visit: Callable) -> None:
    seen = visit(*LAPTOP)
    page = seen.page
    seen.open()
    seen.bet()
    alone = colours(page)
    page.click(".cp-compare")
    seen.settled()
    page.click("[data-lever=months] button >> nth=0")
    seen.settled()
    page.wait_for_function("() => document.querySelectorAll('.cp-code-row:not([hidden]) .cp-code').length === 2")
    beside = colours(page)
    assert all(new != old for new, old in zip(beside, alone, strict=True))
    codes = [page.input_value(f".cp-code-{letter} .cp-code") for letter in "ab"]
    assert codes[0] != codes[1]
    seen.addressed(plan=codes[0], b=codes[1])

    page.reload()
    page.wait_for_selector(".cp-bet ul")  # the bet is remembered in this tab
    seen.drawn()
    assert [page.input_value(f".cp-code-{letter} .cp-code") for letter in "ab"] == codes
    assert colours(page) == beside
    page.click(".cp-compare")
    seen.settled()
    assert colours(page) == alone


def test_the_place_has_sliders_too_and_is_the_same_for_both_plans(visit: Callable) -> None:
    seen = visit(*PHONE)
    page = seen.page
    seen.open()
    seen.bet()
    page.click(".cp-compare")
    seen.settled()
    page.click(".cp-group >> nth=-1 >> summary")
    before = colours(page)
    fear = page.locator("[data-lever=fear] input[type=number]")
    fear.fill("0")
    fear.press("Enter")  # while the sliders move plan B
    seen.settled()
    assert all(new != old for new, old in zip(colours(page), before, strict=True))
    page.click(".cp-plan-a")
    assert fear.input_value() == "0"
    codes = [page.input_value(f".cp-code-{letter} .cp-code") for letter in "ab"]
    assert codes[0] == codes[1] and load(codes[0])["fear"] == 0.0


def test_a_typed_code_brings_another_plan_and_a_bad_one_a_kind_line(visit: Callable) -> None:
    seen = visit(*PHONE)
    page = seen.page
    seen.open()
    seen.bet()
    first = page.input_value(".cp-code")
    page.click("[data-lever=months] button >> nth=1")
    seen.settled()
    assert page.input_value(".cp-code") != first
    page.fill("form input", "zzz-zzz")
    page.click("form button")
    page.wait_for_function("() => document.querySelector('.cp-code-notice').textContent.includes('plan code')")
    page.fill("form input", first)
    page.keyboard.press("Enter")
    page.wait_for_function("code => document.querySelector('.cp-code').value === code", arg=first)
    assert months(page).input_value() == "18"


def test_numbers_that_do_not_go_together_are_said_in_one_line_and_the_picture_stays(visit: Callable) -> None:
    seen = visit(*LAPTOP)
    page = seen.page
    seen.open()
    seen.bet()
    page.evaluate("document.querySelectorAll('.cp-group').forEach(each => each.open = true)")
    before = colours(page)
    page.fill("[data-lever=months] input[type=number]", "2")
    page.keyboard.press("Enter")
    page.wait_for_selector(".cp-notice:not([hidden])")
    said = page.inner_text(".cp-notice")
    assert said.startswith("taper = 3")
    assert "\n" not in said
    assert colours(page) == before
    page.fill("[data-lever=taper] input[type=number]", "1")
    page.keyboard.press("Enter")
    page.wait_for_selector(".cp-notice", state="hidden")
    assert colours(page) != before


def test_another_partnership_asks_anew_and_hides_the_answer(visit: Callable) -> None:
    seen = visit(*LAPTOP)
    page = seen.page
    seen.open()
    seen.bet("little")
    page.select_option(".cp-chooser select", "generic_training")
    page.wait_for_selector(".cp-bet-choices")
    page.wait_for_selector(".cp-fans", state="hidden")
    page.click(".cp-bet-skip")
    page.wait_for_selector(".cp-fans")
    assert page.locator(".cp-bet li.cp-mine").count() == 0


def test_the_text_twin_says_what_the_picture_shows(visit: Callable) -> None:
    seen = visit(*PHONE)
    page = seen.page
    seen.open()
    seen.bet()
    page.click(".cp-twin summary")
    rows = page.locator(".cp-table tbody tr").all_inner_texts()
    assert [row.split()[0] for row in rows] == ["Practice", "Trust", "Reform", "Service"]
    assert all(re.search(r"\d+% \d+–\d+", row) for row in rows)
    assert page.locator(".cp-sentences p").count() == len(headline(results_of(load("parliament_mentors")))) - 1


def test_without_the_static_file_the_page_asks_its_kernel_and_nobody_else(visit: Callable) -> None:
    seen = visit(*LAPTOP)
    refused: list[str] = []

    def refuse(route: Any) -> None:
        refused.append(route.request.url)
        route.fulfill(status=404, body="")

    seen.page.route("**/counterparts/*.js", refuse)
    seen.open()
    seen.bet()
    assert refused
    assert len(colours(seen.page)) == 4
    seen.complaints[:] = [each for each in seen.complaints if "404" not in each]  # the file we took away


def test_without_any_vega_the_words_and_the_table_still_say_it(visit: Callable) -> None:
    seen = visit(*PHONE)
    page = seen.page
    page.route("**/counterparts/*.js", lambda route: route.fulfill(status=404, body=""))
    page.add_init_script("delete window.DecompressionStream")  # nor can what the kernel sends be opened
    seen.open()
    page.click("[data-bet=most]")
    page.wait_for_selector(".cp-fans .cp-closed")
    assert page.locator(".cp-table tbody tr").count() == 4
    assert page.inner_text(".cp-headline")
    seen.complaints[:] = [each for each in seen.complaints if "404" not in each]  # the file we took away


def test_a_kernel_that_has_gone_is_said_in_words_and_a_reload_brings_everything_back(visit: Callable) -> None:
    seen = visit(*PHONE)
    page = seen.page
    seen.open()
    seen.bet()
    page.click("[data-lever=months] button >> nth=0")
    seen.settled()
    code = page.input_value(".cp-code")
    seen.addressed(plan=code)
    kernel = json.loads(page.text_content("#jupyter-config-data"))["kernelId"]
    token = next(each["value"] for each in page.context.cookies() if each["name"] == "_xsrf")
    gone = page.request.post(f"{seen.address}voila/api/shutdown/{kernel}", headers={"X-XSRFToken": token})
    assert gone.status == 204
    page.clock.install()
    page.click("[data-lever=months] button >> nth=0")
    page.clock.fast_forward(20_000)
    page.wait_for_selector(".cp-notice:not([hidden])")
    assert "reload the page" in page.inner_text(".cp-notice")
    seen.complaints.clear()  # the browser says that the kernel is gone, which it is
    page.reload()
    seen.drawn()
    assert page.input_value(".cp-code") == code
    seen.complaints.clear()


def test_the_page_says_that_it_is_starting_before_any_kernel_answers(visit: Callable) -> None:
    seen = visit(*PHONE)
    held: list[Any] = []
    seen.page.route(
        "**/page.js", lambda route: held.append(route)
    )  # on a slow line the page's words are here before its scripts
    seen.page.goto(seen.address, wait_until="commit")
    assert "starting" in seen.page.inner_text(".cp-starting")
    seen.page.wait_for_selector("main", state="attached")
    held[0].continue_()
    seen.page.wait_for_selector(".cp-bet-choices")
    assert seen.page.locator(".cp-starting").count() == 0


def test_what_the_model_is_not_is_always_in_sight(visit: Callable) -> None:
    seen = visit(*PHONE)
    seen.open()
    for _ in range(3):
        box = seen.page.locator(".cp-not").bounding_box()
        assert 0 < box["y"] < PHONE[1]
        seen.page.mouse.wheel(0, 1500)
    seen.page.click(".cp-not a")
    seen.page.wait_for_timeout(200)
    assert 0 <= seen.page.locator("#How-sure-are-we").bounding_box()["y"] < PHONE[1]


def test_files_are_kept_by_the_browser_and_the_page_itself_is_not(visit: Callable) -> None:
    seen = visit(*PHONE)
    seen.open()
    kept = {url: seen.page.request.get(url).headers for url in seen.asked if url.endswith((".js", ".css"))}
    assert len(kept) > 8
    assert {said["cache-control"] for said in kept.values()} == {"public, max-age=31536000, immutable"}
    assert {said["content-encoding"] for said in kept.values()} == {"gzip"}
    page = seen.page.request.get(f"{seen.address}voila/render/design_a_partnership.ipynb")
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


@SIZES
def test_axe_finds_nothing(visit: Callable, size: tuple[int, int]) -> None:
    axe = pytest.importorskip("axe_playwright_python")
    script = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    seen = visit(*size)
    page = seen.page
    seen.open()
    standard = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    page.evaluate(script)
    for step in ("before the bet", "all open"):
        if step == "all open":
            seen.bet()
            page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            page.click(".cp-compare")
            seen.settled()
        found = page.evaluate("rules => axe.run(document, rules)", standard)["violations"]
        assert [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found] == [], step
