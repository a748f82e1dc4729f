"""The people of one future in a browser of their own: by thumb, by keyboard, by ear, bright and dark, moving and still."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from simulation import load, record_future
from tests.browser.people_page import page_of

pytestmark = pytest.mark.browser

PHONE, LAPTOP = (360, 740), (1280, 800)
SIZES = pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
STILL = {"reduced_motion": "reduce"}
LEAST_TARGET = 40  # pixels
MOST_MS = 20_000

PIXELS = """() => {
  const canvas = document.querySelector('.cp-people-stage canvas'), seen = new Map();
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  for (let at = 0; at < data.length; at += 4) if (data[at + 3] > 250) {
    const colour = `${data[at]},${data[at + 1]},${data[at + 2]}`;
    seen.set(colour, (seen.get(colour) ?? 0) + 1);
  }
  return Object.fromEntries(seen);
}"""
PLACES = """() => {
  const { width, height } = document.querySelector('.cp-people-stage').getBoundingClientRect();
  return [Math.floor(width), Math.floor(height)];
}"""
A, DARK_A, STRAIN, INK = "14,111,112", "85,194,189", "122,62,157", "29,37,48"


class Look:
    """One look at the page, and what it complained about."""

    def __init__(self, page: Any) -> None:
        self.page, self.complaints = page, []
        page.set_default_timeout(MOST_MS)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)

    def sent(self, kind: str) -> list[Any]:
        return [content for content in self.page.evaluate("window.sent") if content["kind"] == kind]

    def week(self, week: int) -> None:
        move = "week => { const it = document.querySelector('input[type=range]'); it.value = week; it.dispatchEvent(new Event('input')); }"
        self.page.evaluate(move, week)

    def pixels(self) -> dict[str, int]:
        return self.page.evaluate(PIXELS)

    def month(self) -> str:
        return self.page.inner_text(".cp-people-month")

    def happens(self, kind: str) -> int:
        return self.page.evaluate("kind => window.future.about.head.events.find(one => one[1] === kind)[0]", kind)


@pytest.fixture(scope="module")
def addresses() -> Iterator[Callable[[str], str]]:
    """The address of a page of a partnership, served until the tests of this file are over."""
    open_pages: dict[str, tuple[Any, str]] = {}

    def address(name: str) -> str:
        if name not in open_pages:
            page = page_of(load(name))
            open_pages[name] = page, page.__enter__()
        return open_pages[name][1]

    yield address
    for page, _ in open_pages.values():
        page.__exit__(None, None, None)


@pytest.fixture
def look(chromium: Any, addresses: Callable[[str], str]) -> Iterator[Callable[..., Look]]:
    looks: list[Look] = []

    def make(size: tuple[int, int] = LAPTOP, name: str = "parliament_mentors", **context: Any) -> Look:
        tab = chromium.new_context(viewport={"width": size[0], "height": size[1]}, **{**STILL, **context})
        looks.append(made := Look(tab.new_page()))
        made.page.goto(addresses(name))
        made.page.wait_for_selector("[data-drawn]", state="attached")
        return made

    yield make
    for made in looks:
        made.page.context.close()
        assert made.complaints == []


@SIZES
@pytest.mark.parametrize("name", ["parliament_mentors", "union_parishads", "generic_training"])
def test_everybody_is_painted_and_nothing_is_wider_than_the_page(look: Callable[..., Look], size: tuple[int, int], name: str) -> None:
    seen = look(size, name)
    assert seen.pixels()[A] > 200  # practice
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    narrow = seen.page.evaluate(
        f"""[...document.querySelectorAll('.cp-people button, .cp-people input')]
          .filter(it => it.checkVisibility() && it.getBoundingClientRect().height < {LEAST_TARGET}).map(it => it.outerHTML)"""
    )
    assert narrow == []


def test_somebody_who_looks_is_noticed_and_nobody_while_out_of_sight(look: Callable[..., Look]) -> None:
    seen = look()
    assert seen.sent("looked") == [{"kind": "looked", "at": True}]
    seen.page.evaluate("document.querySelector('#people').style.display = 'none'")
    seen.page.wait_for_function("window.sent.filter(it => it.kind === 'looked').length === 2")
    assert seen.sent("looked")[-1] == {"kind": "looked", "at": False}


@SIZES
def test_a_tap_on_a_person_tells_their_story(look: Callable[..., Look], size: tuple[int, int]) -> None:
    seen = look(size)
    assert seen.page.inner_text(".cp-people-card").strip() == "Tap a person to read what became of them."
    places = seen.page.locator(".cp-people-stage").bounding_box()
    x, y = places["x"] + places["width"] - 30, places["y"] + places["height"] / 4  # the upper peer at the right
    seen.page.mouse.click(x, y)
    seen.page.wait_for_selector(".cp-people-card div div p")
    (asked,) = seen.sent("story")
    assert "a peer from outside" in seen.page.inner_text(".cp-people-name")
    told = seen.page.evaluate("person => window.future.stories[person]", asked["person"])
    assert seen.page.locator(".cp-people-card div div p").all_inner_texts() == told
    seen.page.click(".cp-people-next")
    assert seen.sent("story")[-1]["person"] == (asked["person"] + 1) % 44


def test_a_tap_on_nobody_tells_nothing(look: Callable[..., Look]) -> None:
    seen = look()
    places = seen.page.locator(".cp-people-stage").bounding_box()
    seen.page.mouse.click(places["x"] + 4, places["y"] + 4)
    assert seen.sent("story") == []


def test_the_picture_is_one_tab_stop_and_arrows_move_between_people(look: Callable[..., Look]) -> None:
    seen = look()
    page = seen.page
    page.locator("[value=typical]").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "cp-quiet cp-reader"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "cp-people-stage"
    said = page.inner_text(".cp-people-spoken")
    assert said.startswith("Person 1, supported, team 1.") and "in 100 is done the new way" in said
    assert seen.pixels()[INK] > 50  # the ring that shows who is chosen
    heard = {said}
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
        heard.add(page.inner_text(".cp-people-spoken"))
    assert len(heard) > 4
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    assert seen.sent("story")[-1]["person"] == 0
    page.keyboard.press("End")
    assert "a peer from outside" in page.inner_text(".cp-people-spoken")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "cp-people-play"


@pytest.mark.slow
def test_arrows_reach_everybody(look: Callable[..., Look]) -> None:
    for name in ("parliament_mentors", "union_parishads"):
        seen = look(PHONE, name)
        page = seen.page
        page.locator(".cp-people-stage").focus()
        page.keyboard.press("Home")
        reached = page.evaluate(
            """() => {
              const stage = document.querySelector('.cp-people-stage'), spoken = document.querySelector('.cp-people-spoken');
              const press = (key) => stage.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
              const where = () => Number(/Person (\\d+)/.exec(spoken.textContent)[1]);
              const keys = ['ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp'], ways = new Map([[1, []]]);
              for (const [person, way] of ways) for (const key of keys) {
                press('Home'); way.forEach(press); press(key);
                if (!ways.has(where())) ways.set(where(), [...way, key]);
              }
              return ways.size;
            }"""
        )
        assert reached == page.evaluate("window.future.about.head.people")


def test_the_slider_moves_time_and_says_the_month(look: Callable[..., Look]) -> None:
    seen = look()
    seen.week(0)
    before = seen.pixels()
    assert seen.month() == "month 1"
    seen.page.locator("input[type=range]").focus()
    seen.page.keyboard.press("End")
    assert seen.month() == seen.page.get_attribute("input[type=range]", "aria-valuetext") == "month 42"
    assert seen.pixels()[A] > 2 * before[A]


def test_what_happens_is_said_and_shown(look: Callable[..., Look]) -> None:
    seen = look()
    week = seen.happens("election")
    seen.week(week)
    assert "an election" in seen.page.inner_text(".cp-people-now")
    seen.week(week + 20)
    assert "an election" not in seen.page.inner_text(".cp-people-now")
    assert seen.page.locator(".cp-people-mark").count() == seen.page.evaluate("window.future.about.head.events.length")
    seen.week(0)
    assert STRAIN not in seen.pixels()
    seen.week(seen.happens("crisis"))
    assert seen.pixels()[STRAIN] > 100  # the frame of a window that opened


def test_another_future_is_asked_for_and_drawn(look: Callable[..., Look]) -> None:
    seen = look()
    before = seen.pixels()
    seen.page.check("[value=lucky]")
    assert seen.sent("future") == [{"kind": "future", "luck": "lucky"}]
    assert seen.pixels() != before
    assert seen.page.input_value("[type=number]") == "6"
    seen.page.fill("[type=number]", "41")
    seen.page.keyboard.press("Enter")
    assert seen.sent("future")[-1] == {"kind": "future", "number": 40}


def test_a_new_result_keeps_the_week_and_the_person(look: Callable[..., Look]) -> None:
    seen = look()
    seen.week(60)
    seen.page.locator(".cp-people-stage").focus()
    seen.page.keyboard.press("Home")
    seen.page.keyboard.press("Enter")
    seen.page.evaluate("window.load('unlucky')")
    assert seen.month() == "month 14"
    assert len(seen.sent("story")) == 2
    told = seen.page.evaluate("window.future.stories[0]")
    assert seen.page.locator(".cp-people-card div div p").all_inner_texts() == told


def test_the_list_says_it_all(look: Callable[..., Look]) -> None:
    seen = look()
    assert seen.sent("read") == []  # not before somebody opens it
    seen.page.click(".cp-reader")
    seen.page.wait_for_selector(".cp-people-list ol li")
    assert seen.page.locator(".cp-people-list ol li").count() == 44
    assert "an election" in seen.page.inner_text(".cp-people-list ul")
    first = seen.page.locator(".cp-people-list ol li").first.inner_text()
    assert first.startswith("Person 1, supported, team 1. Met the peer for")


def test_a_week_is_kept_as_a_picture_and_the_future_as_numbers(look: Callable[..., Look]) -> None:
    seen = look(PHONE)
    page = seen.page
    page.click("[value=lucky]")
    seen.week(60)
    page.click(".cp-reader")
    assert "record_future(" in page.inner_text(".cp-python")
    kept: dict[str, bytes] = {}
    for name in ("PNG", "SVG", "Numbers"):
        with page.expect_download() as download:
            page.click(f"dialog[open] button:has-text('{name}')")
        assert download.value.suggested_filename.startswith("people-6-week-60.")
        kept[name] = Path(download.value.path()).read_bytes()
    assert kept["PNG"].startswith(b"\x89PNG") and len(kept["PNG"]) > 10_000
    drawing = ElementTree.fromstring(kept["SVG"])
    fills = [path.get("fill") for path in drawing.iter("{http://www.w3.org/2000/svg}path")]
    assert fills.count("#a9460f") == 4 and "#0e6f70" in fills  # the peers; practice
    assert [text.text for text in drawing.iter("{http://www.w3.org/2000/svg}text")][-1] == "Team 4"
    rows = list(csv.DictReader(kept["Numbers"].decode().splitlines()))
    head = page.evaluate("window.future.about.head")
    assert len(rows) == head["frames"] * (head["people"] + head["ties"])
    assert {row["role"] for row in rows} == {"supported", "colleague", "peer", ""}
    recording = record_future("parliament_mentors", future=5)
    week = [row for row in rows if row["week"] == "60" and row["what"] == "person"]
    assert [float(row["practice"]) for row in week] == pytest.approx(recording.arrays["practice"][60], abs=0.004)


@pytest.mark.slow
def test_the_drawing_is_what_the_canvas_shows(look: Callable[..., Look]) -> None:
    seen = look()
    page = seen.page
    seen.week(100)
    page.click(".cp-reader")
    with page.expect_download() as download:
        page.click("dialog[open] button:has-text('SVG')")
    drawn = """async (text) => {
      const image = new Image();
      image.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
      await image.decode();
      const shown = document.querySelector('.cp-people-stage canvas'), [one, other] = [0, 1].map(() => document.createElement('canvas'));
      const pixels = [[one, image], [other, shown]].map(([canvas, picture]) => {
        [canvas.width, canvas.height] = [shown.width, shown.height];
        const context = canvas.getContext('2d');
        context.fillStyle = '#FAF8F4';
        context.fillRect(0, 0, canvas.width, canvas.height);
        context.drawImage(picture, 0, 0, canvas.width, canvas.height);
        return context.getImageData(0, 0, canvas.width, canvas.height).data;
      });
      const apart = pixels[0].filter((value, at) => Math.abs(value - pixels[1][at]) > 60).length;
      return apart / pixels[0].length;
    }"""
    assert page.evaluate(drawn, Path(download.value.path()).read_text()) < 0.01


def test_a_notice_is_shown_and_the_picture_stays(look: Callable[..., Look]) -> None:
    seen = look()
    before = seen.pixels()
    seen.page.evaluate("window.notice('Something went wrong on our side.')")
    status, stage = seen.page.locator("[role=status]"), seen.page.locator(".cp-people-stage")
    assert status.inner_text() == "Something went wrong on our side."
    assert status.bounding_box()["y"] > stage.bounding_box()["y"] + stage.bounding_box()["height"]  # beside, not over it
    assert seen.pixels() == before
    seen.page.evaluate("window.notice('')")
    assert not seen.page.locator("[role=status]").is_visible()


def test_it_plays_by_itself_and_can_be_paused(look: Callable[..., Look]) -> None:
    seen = look(reduced_motion="no-preference")
    page = seen.page
    page.wait_for_function("() => Number(document.querySelector('input[type=range]').value) > 4")
    assert page.get_attribute(".cp-people-play", "aria-label") == "Pause"
    page.click(".cp-people-play")
    week = page.input_value("input[type=range]")
    page.wait_for_timeout(300)
    assert page.input_value("input[type=range]") == week
    assert page.get_attribute(".cp-people-play", "aria-label") == "Play"


def test_time_stands_still_while_a_story_is_read(look: Callable[..., Look]) -> None:
    seen = look(reduced_motion="no-preference")
    seen.page.wait_for_selector("[aria-label=Pause]")
    places = seen.page.locator(".cp-people-stage").bounding_box()
    seen.page.mouse.click(places["x"] + places["width"] - 30, places["y"] + places["height"] / 4)
    assert len(seen.sent("story")) == 1
    assert seen.page.get_attribute(".cp-people-play", "aria-label") == "Play"


@pytest.mark.slow
def test_where_motion_is_reduced_it_waits_and_then_goes_month_by_month(look: Callable[..., Look]) -> None:
    seen = look()
    page = seen.page
    assert page.get_attribute(".cp-people-play", "aria-label") == "Play"
    assert int(page.input_value("input[type=range]")) == seen.happens("ends")
    seen.week(0)
    page.click(".cp-people-play")
    drawn = int(page.get_attribute("#people", "data-drawn"))
    page.wait_for_function("() => document.querySelector('.cp-people-month').textContent === 'month 3'")
    assert int(page.get_attribute("#people", "data-drawn")) - drawn <= 3  # one picture a month


def test_dark_is_dark_at_once(look: Callable[..., Look]) -> None:
    assert look(color_scheme="dark").pixels()[DARK_A] > 200
    seen = look()
    assert DARK_A not in seen.pixels()
    seen.page.evaluate("document.documentElement.dataset.theme = 'dark'")
    seen.page.wait_for_function(f"() => ({PIXELS})()['{DARK_A}'] > 200")
    seen.page.evaluate("document.documentElement.dataset.theme = 'light'")
    seen.page.wait_for_function(f"() => ({PIXELS})()['{A}'] > 200")


@pytest.mark.slow
def test_forced_colours_are_the_systems(look: Callable[..., Look]) -> None:
    seen = look(forced_colors="active")
    colours = seen.pixels()
    assert A not in colours and sum(colours.values()) > 2000


def test_the_same_future_stands_in_the_same_places(look: Callable[..., Look]) -> None:
    one, other = look(), look()
    for seen in (one, other):
        seen.week(100)
    assert one.page.evaluate(PLACES) == other.page.evaluate(PLACES)
    assert one.pixels() == other.pixels()


def test_nothing_is_left_behind_when_the_view_goes(look: Callable[..., Look]) -> None:
    seen = look(reduced_motion="no-preference")
    seen.page.evaluate("window.gone()")
    drawn = seen.page.get_attribute("#people", "data-drawn")
    seen.page.evaluate("window.load('lucky')")
    seen.page.wait_for_timeout(200)
    assert seen.page.get_attribute("#people", "data-drawn") == drawn
    assert seen.sent("looked")[-1] == {"kind": "looked", "at": False}


@pytest.mark.slow
@SIZES
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(look: Callable[..., Look], size: tuple[int, int], scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python")
    script = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    seen = look(size, color_scheme=scheme)
    seen.page.evaluate(script)
    found = seen.page.evaluate("axe.run(document)")["violations"]
    seen.page.click(".cp-reader")
    found += seen.page.evaluate("axe.run(document)")["violations"]
    assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found] == []
