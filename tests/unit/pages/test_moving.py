"""Moving sliders where an event loop runs: each message to the browser has all futures, and the newest value wins."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest

from simulation import load
from simulation.answers import compare_headline, headline
from simulation.ensemble.compare import Comparison
from simulation.model.plans.plan import Plan
from simulation.pages import executor
from simulation.pages.board import Board
from simulation.pages.design_a_partnership import open_page
from simulation.pages.executor import UncertaintyBand, results_of, run, run_uncertainty_band
from simulation.pages.pictures.fan_payload import fan_data

PLAN = load("parliament_mentors")


@pytest.fixture(autouse=True)
def as_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QUERY_STRING", raising=False)
    monkeypatch.delenv("VOILA_PREHEAT", raising=False)
    monkeypatch.setattr(executor, "_results_cache", type(executor._results_cache)(executor._results_cache.maxsize))
    monkeypatch.setattr(executor, "_uncertainty_cache", type(executor._uncertainty_cache)(executor._uncertainty_cache.maxsize))


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The months of every plan that is run from now on."""
    found: list[float] = []

    def noted(plan: Plan, threads: int | None = None) -> object:
        found.append(plan["months"])
        return run(plan, threads)

    monkeypatch.setattr(executor, "run", noted)
    return found


class Browser:
    """A browser that sends moves as they come, and keeps what it hears."""

    def __init__(self, page: Board) -> None:
        self.page = page
        self.done: list[dict[str, Any]] = []
        self.pictures: list[bytes] = []
        page.levers.send = lambda content, buffers=None: self.done.append(content)
        page.picture.observe(lambda change: self.pictures.append(bytes(change["new"])), "lines")

    def move(self, side: str = "a", **values: float) -> int:
        seq = len(self.done) + 100
        self.page.levers._handle_custom_msg({"seq": seq, "side": side, "values": values}, [])
        return seq

    async def drawn(self, many: int) -> None:
        async with asyncio.timeout(60):
            while len(self.pictures) < many:
                await asyncio.sleep(0.01)

    async def heard(self, many: int) -> None:
        async with asyncio.timeout(60):
            while len(self.done) < many:
                await asyncio.sleep(0.01)


def told(story: Callable[[Browser], Any]) -> Browser:
    async def whole() -> Browser:
        page = open_page()
        page.bet.place("none")
        browser = Browser(page)
        await story(browser)
        return browser

    return asyncio.run(whole())


def lines(plan: Plan) -> bytes:
    return fan_data(run(plan)).packed()


def test_a_move_is_one_picture_of_all_futures(ran: list[float]) -> None:
    async def story(browser: Browser) -> None:
        browser.move(months=9)
        assert browser.done == []  # the loop goes on
        await browser.heard(1)

    browser = told(story)
    plan = PLAN.with_(months=9)
    assert [each[: len(lines(plan))] for each in browser.pictures] == [lines(plan)]
    assert browser.done == [{"kind": "done", "seq": 100, "notice": ""}]
    assert browser.page.picture._sentences() == headline(results_of(plan))
    assert browser.page.code.codes == [plan.code]


def test_the_doubt_band_follows_in_a_message_of_its_own() -> None:
    async def story(browser: Browser) -> None:
        browser.move(months=9)
        await browser.heard(1)
        assert len(browser.pictures) == 1  # nobody waited for it
        await browser.drawn(2)

    browser, plan = told(story), PLAN.with_(months=9)
    wanted = [fan_data(run(plan), doubt=doubt).packed() for doubt in (None, run_uncertainty_band(plan).weekly)]
    assert wanted[0] != wanted[1]
    assert [each[: len(lines(plan))] for each in browser.pictures] == wanted


def test_a_doubt_band_that_is_known_comes_at_once() -> None:
    async def story(browser: Browser) -> None:
        browser.move(months=9)
        await browser.drawn(2)
        browser.move(months=PLAN["months"])
        await browser.drawn(3)
        browser.pictures.clear()
        browser.move(months=9)
        await browser.heard(3)

    plan = PLAN.with_(months=9)
    [whole] = told(story).pictures
    assert whole[: len(lines(plan))] == fan_data(run(plan), doubt=run_uncertainty_band(plan).weekly).packed()


def test_a_doubt_band_that_a_newer_move_has_overtaken_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(plan: Plan, threads: int | None = None) -> UncertaintyBand:
        if plan["months"] == 9:
            time.sleep(0.5)
        return run_uncertainty_band(plan, threads)

    monkeypatch.setattr(executor, "run_uncertainty_band", slow)

    async def story(browser: Browser) -> None:
        browser.move(months=9)
        await browser.heard(1)
        browser.move(months=10)
        await browser.drawn(3)
        await asyncio.sleep(0.3)

    browser, newest = told(story), PLAN.with_(months=10)
    luck = [lines(PLAN.with_(months=months)) for months in (9, 10)]
    wanted = [*luck, fan_data(run(newest), doubt=run_uncertainty_band(newest).weekly).packed()]
    assert [each[: len(each_wanted)] for each, each_wanted in zip(browser.pictures, wanted, strict=True)] == wanted


def test_while_one_is_run_only_the_newest_waits(ran: list[float]) -> None:
    async def story(browser: Browser) -> None:
        ran.clear()
        browser.move(months=7)
        await asyncio.sleep(0)
        for months in (8, 9, 10):
            browser.move(months=months)
        await browser.heard(4)

    browser = told(story)
    assert ran == [7, 10]
    wanted = [lines(PLAN.with_(months=months)) for months in (7, 10)]
    assert [each[: len(lines)] for each, lines in zip(browser.pictures, wanted, strict=True)] == wanted
    assert [each["notice"] for each in browser.done] == [""] * 4


def test_moves_of_both_plans_are_both_kept(ran: list[float]) -> None:
    async def story(browser: Browser) -> None:
        browser.move(months=7)
        await asyncio.sleep(0)
        browser.move(months=8)
        browser.move("b", months=6, taper=0)
        await browser.heard(3)

    a = PLAN.with_(months=8)
    b = a.with_(months=6, taper=0)
    page = told(story).page
    assert page.code.codes == [a.code, b.code]
    assert page.picture._sentences() == compare_headline(Comparison(run(a), run(b)))


def test_what_is_opened_meanwhile_stays(ran: list[float]) -> None:
    async def story(browser: Browser) -> None:
        browser.move(months=9)
        await asyncio.sleep(0)
        browser.page.scene._handle_custom_msg({"scenario": "twenty_group"}, [])
        assert browser.done == [{"kind": "done", "seq": 100, "notice": ""}]
        shown = browser.page.picture.about, browser.page.code.codes
        await asyncio.sleep(0.3)
        assert (browser.page.picture.about, browser.page.code.codes) == shown

    assert told(story).page.code.codes == [load("twenty_group").code]


def test_a_plan_that_is_refused_meanwhile_says_so_and_changes_nothing(ran: list[float]) -> None:
    async def story(browser: Browser) -> None:
        browser.move(months=9)
        browser.move(months=2, taper=9)
        await browser.heard(2)

    browser = told(story)
    assert browser.done[0]["notice"].startswith("Fade-out: 9")
    assert browser.page.code.codes == [PLAN.with_(months=9).code]


def test_a_run_that_fails_is_said_and_the_next_move_begins_where_the_picture_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(plan: Plan, threads: int | None = None) -> object:
        if plan["months"] == 9:
            raise MemoryError("no room")
        time.sleep(0.01)
        return run(plan, threads)

    async def story(browser: Browser) -> None:
        before = bytes(browser.page.picture.lines)
        monkeypatch.setattr(executor, "run", broken)
        browser.move(months=9)
        await browser.heard(1)
        assert bytes(browser.page.picture.lines) == before
        browser.move("b", months=6, taper=0)
        await browser.heard(2)

    browser = told(story)
    assert "Something went wrong" in browser.done[0]["notice"]
    assert browser.done[1]["notice"] == ""
    assert browser.page.code.codes == [PLAN.code, PLAN.with_(months=6, taper=0).code]
