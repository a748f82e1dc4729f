"""The pairs of one future as lines: as many as the data says, told at a tap, by keyboard and in a table, and kept."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from simulation import load, run_futures
from simulation.answers.story_of_one_pair import story, title
from simulation.answers.which_future import FutureRank, which_future
from simulation.pages.executor import run_people
from simulation.pages.one_future import OneFuture
from tests.browser.conftest import PATIENCE, Visit

pytestmark = pytest.mark.browser

PHONE, LAPTOP = (360, 740), (1280, 800)
SIZES = pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
VIEW = ".cp-view-pairs"
STAGE, TOLD = f"{VIEW} .cp-people-stage", f"{VIEW} .cp-people-card div div p"
CHANGED = """() => { // how many values of the canvas differ clearly from those at the first call
  const canvas = document.querySelector('.cp-view-pairs canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  window.before ??= data;
  return data.filter((value, at) => Math.abs(value - window.before[at]) > 60).length;
}"""
LINES = "() => document.querySelector('[data-lines]')?.dataset.lines"


@pytest.fixture(scope="module")
def typical() -> OneFuture:
    """The future that every visitor sees first."""
    results = run_futures(load("parliament_mentors"), futures=100, seed=7, doubt=True)
    return run_people(results.plan, which_future(results, FutureRank.TYPICAL))


def looked(visit: Callable[..., Visit], size: tuple[int, int], **context: Any) -> Visit:
    seen: Visit = visit(*size, **context)
    seen.open(page="trust_takes_time")
    seen.bet("colleagues")
    seen.page.click(".cp-tab[data-view=pairs]")
    seen.page.wait_for_function(LINES, timeout=PATIENCE)
    return seen


def kept(seen: Visit, name: str) -> bytes:
    with seen.page.expect_download() as download:
        seen.page.click(f"dialog[open] button:has-text('{name}')")
    return Path(download.value.path()).read_bytes()


@SIZES
def test_there_are_as_many_lines_as_pairs_and_all_is_kept(
    visit: Callable[..., Visit], typical: OneFuture, size: tuple[int, int]
) -> None:
    seen = looked(visit, size, reduced_motion="reduce")
    page, count = seen.page, len(typical.pairs.facts)
    assert page.evaluate(LINES) == str(count)
    page.click(f"{VIEW} .cp-reader")
    page.wait_for_selector("dialog[open] tbody tr")
    rows = page.locator("dialog[open] tbody tr").all_inner_texts()
    assert len(rows) == count and rows[0].startswith("Person 1 and peer 41\t")
    assert "record_future(" in page.inner_text("dialog[open] .cp-python")
    drawing = ElementTree.fromstring(kept(seen, "SVG"))
    assert sum(len(group) for group in drawing.iter() if "mark-line" in group.get("class", "")) == count
    assert kept(seen, "PNG").startswith(b"\x89PNG")
    numbers = list(csv.DictReader(kept(seen, "Numbers").decode().splitlines()))
    assert {int(row["line"]) for row in numbers} == set(range(1, count + 1))
    assert len(numbers) == len(typical.pairs.data)
    page.keyboard.press("Escape")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@SIZES
def test_a_tap_and_the_arrow_keys_tell_of_a_pair(
    visit: Callable[..., Visit], typical: OneFuture, size: tuple[int, int]
) -> None:
    seen = looked(visit, size, reduced_motion="reduce")
    page, facts = seen.page, typical.pairs.facts
    page.wait_for_timeout(300)  # fonts and sizes settle
    place = page.locator(STAGE).bounding_box()
    for part in (0.35, 0.45, 0.55):  # somewhere there a line passes
        page.mouse.click(place["x"] + 0.45 * place["width"], place["y"] + part * place["height"])
    page.wait_for_selector(TOLD)
    told = page.locator(TOLD).all_inner_texts()
    assert told in [story(one) for one in facts]
    card, view = page.locator(TOLD).first.bounding_box(), page.locator(VIEW).bounding_box()
    assert view["y"] <= card["y"] and card["y"] + card["height"] <= view["y"] + view["height"]  # in sight
    page.locator(STAGE).focus()
    for key, line in (
        ("Home", 0),
        ("ArrowDown", 1),
        ("ArrowRight", 2),
        ("ArrowUp", 1),
        ("End", len(facts) - 1),
        ("ArrowRight", 0),
    ):
        page.keyboard.press(key)
        one = facts[line]
        named = title(one, (one.receiver + 1, one.giver + 1))
        page.wait_for_function(
            "name => document.querySelector('.cp-view-pairs .cp-people-name').textContent === name", arg=named
        )
        assert page.locator(TOLD).all_inner_texts() == story(one)
    page.wait_for_timeout(200)
    assert page.evaluate(CHANGED) == 0
    for key in ["ArrowDown"] * (len(facts) - 1) + ["Home"]:
        page.keyboard.press(key)
        page.wait_for_timeout(30)
    page.wait_for_timeout(300)
    assert page.evaluate(CHANGED) < 30  # no trace of the lines between is left, but what smoothing makes
    page.click(f"{VIEW} .cp-people-next")
    page.wait_for_function(
        "() => document.querySelector('.cp-view-pairs .cp-people-name').textContent.includes('successor of person 1')"
    )


def test_the_people_and_the_pairs_choose_one_future(visit: Callable[..., Visit]) -> None:
    seen = looked(visit, LAPTOP, reduced_motion="reduce")
    page = seen.page
    number = before = page.input_value(f"{VIEW} [type=number]")
    page.check(f"{VIEW} [value=lucky]")
    while number == before:
        page.wait_for_timeout(50)
        number = page.input_value(f"{VIEW} [type=number]")
    page.click(".cp-tab[data-view=people]")
    page.wait_for_function("() => document.querySelector('.cp-view-people [value=lucky]').checked")
    assert page.input_value(".cp-view-people [type=number]") == number


def test_before_the_bet_no_pair_is_sent(visit: Callable[..., Visit]) -> None:
    seen = visit(*LAPTOP)
    seen.open(page="trust_takes_time")
    seen.go("try")
    assert not seen.page.is_visible(VIEW) and not seen.page.is_visible(".cp-tab[data-view=pairs]")
    assert seen.page.evaluate(LINES) is None


@pytest.mark.slow
@SIZES
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit: Callable[..., Visit], size: tuple[int, int], scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python")
    script = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    seen = looked(visit, size, color_scheme=scheme, reduced_motion="reduce")
    seen.page.evaluate(f"() => {{ {script} }}")
    for opener in (f"{VIEW} .cp-people-next", f"{VIEW} .cp-reader"):
        if seen.page.is_visible(opener):
            seen.page.click(opener)
        found = seen.page.evaluate("axe.run(document)")["violations"]
        assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found] == []
