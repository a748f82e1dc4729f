"""A first look while the hand moves, all futures once it rests, and nothing that is no longer asked for."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from simulation import load
from simulation.answers import headline
from simulation.pages import afterwards, board, futures
from simulation.pages.design_a_partnership import open_page
from simulation.pages.futures import FIRST_LOOK, FUTURES, futures_of


@pytest.fixture(autouse=True)
def no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QUERY_STRING", raising=False)
    monkeypatch.delenv("VOILA_PREHEAT", raising=False)
    monkeypatch.setattr(futures, "_kept", type(futures._kept)())


def move(page: Any, **values: float) -> None:
    page.levers.send = lambda content, buffers=None: None
    page.levers._handle_custom_msg({"seq": 1, "side": "a", "values": values}, [])


async def whole(page: Any) -> None:
    async with asyncio.timeout(60):
        while page.fans.about["futures"] != [FUTURES, FUTURES]:
            await asyncio.sleep(0.02)


def test_a_first_look_then_all() -> None:
    page = open_page()

    async def story() -> None:
        move(page, months=9)
        plan = load("parliament_mentors").with_(months=9)
        assert page.fans.about["futures"] == [FIRST_LOOK, FUTURES]
        assert page.fans.about["sentences"] == headline(futures_of(plan, FIRST_LOOK))
        assert page.code.codes == [plan.code]
        await whole(page)
        assert page.fans.about["sentences"] == headline(futures_of(plan))

    asyncio.run(story())


def test_while_the_hand_moves_only_the_newest_is_run_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page()
    asked: list[tuple[float, int]] = []
    monkeypatch.setattr(
        futures, "run", lambda plan, n, run=futures.run: asked.append((plan["months"], n)) or run(plan, n)
    )

    async def story() -> None:
        for month in (7, 8, 9, 10):
            move(page, months=month)
            await asyncio.sleep(afterwards.REST / 4)
        await whole(page)

    asyncio.run(story())
    assert asked == [*((month, FIRST_LOOK) for month in (7, 8, 9, 10)), (10, FUTURES)]


def test_what_is_opened_meanwhile_stays() -> None:
    page = open_page()

    async def story() -> None:
        move(page, months=9)
        page.scene._handle_custom_msg({"scenario": "twenty_group"}, [])
        shown = page.fans.about
        assert shown["futures"] == [FUTURES, FUTURES]
        await asyncio.sleep(3 * afterwards.REST)
        assert page.fans.about == shown

    asyncio.run(story())


def test_both_plans_are_looked_at_under_the_same_futures() -> None:
    page = open_page()
    page.levers.send = lambda content, buffers=None: None

    async def story() -> None:
        page.levers._handle_custom_msg({"seq": 1, "side": "b", "values": {"months": 6, "taper": 0}}, [])
        assert page.fans.about["futures"] == [FIRST_LOOK, FUTURES]
        await whole(page)
        assert len(page.fans.about["ends"]) == 2

    asyncio.run(story())


def test_a_fault_afterwards_leaves_the_first_look_and_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page()
    noted: list[BaseException] = []
    monkeypatch.setattr(afterwards, "note", noted.append)

    async def broken(_plan: object) -> None:
        raise MemoryError("no room")

    monkeypatch.setattr(board, "futures_later", broken)

    async def story() -> None:
        move(page, months=9)
        await asyncio.sleep(3 * afterwards.REST)
        assert page.fans.about["futures"] == [FIRST_LOOK, FUTURES]
        assert [str(each) for each in noted] == ["no room"]

    asyncio.run(story())
