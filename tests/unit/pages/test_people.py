"""The people are fetched when somebody looks, stay the newest, and whatever a browser sends is answered or left aside."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from simulation import load, run_futures
from simulation.answers.story_of_one_person import story
from simulation.answers.which_future import FutureRank, which_future
from simulation.ensemble.results import Results
from simulation.fault_log import is_fault
from simulation.model.plans.plan import Plan
from simulation.pages import executor
from simulation.pages.executor import run_people
from simulation.pages.one_future import OneFuture
from simulation.pages.pictures import future_picture
from simulation.pages.pictures import people as people_module
from simulation.pages.pictures.people import People, words
from simulation.pages.widget_assets import full_module, modules
from simulation.vocabulary.errors import ParameterError

PLAN = load("parliament_mentors")
OTHER = PLAN.with_(months=9)
LOOKED = {"kind": "looked", "at": True}


class Counting:
    """An executor that notes which futures it was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[Plan, int]] = []
        self.error: Exception | None = None

    def results(self, plan: Plan) -> Results:
        raise AssertionError("the people need no results of their own")

    def people(self, plan: Plan, future: int) -> OneFuture:
        self.asked.append((plan, future))
        if self.error is not None:
            raise self.error
        return run_people(plan, future)


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counting]:
    monkeypatch.setattr(executor, "_people_cache", type(executor._people_cache)(executor._people_cache.maxsize))
    made, before = Counting(), executor._executor
    executor.set_executor(made)
    yield made
    executor.set_executor(before)


class Room:
    """A page with the people, and what its browser heard."""

    def __init__(self) -> None:
        self.people = People()
        self.heard: list[dict[str, Any]] = []
        self.people.send = lambda content, buffers=None: self.heard.append(content)  # type: ignore[method-assign]

    def says(self, content: Any) -> None:
        self.people._handle_custom_msg(content, [])


@pytest.fixture
def room(counting: Counting) -> Room:
    return Room()


@pytest.fixture(scope="module")
def results() -> Results:
    return run_futures(PLAN, futures=20, seed=7)


@pytest.fixture(scope="module")
def others() -> Results:
    return run_futures(OTHER, futures=20, seed=7)


def test_nothing_is_fetched_before_somebody_looks(room: Room, counting: Counting, results: Results) -> None:
    room.people.show(PLAN, results)
    assert counting.asked == [] and room.people.about == {} and room.people.data == b""
    room.says(LOOKED)
    assert room.people.in_sight
    assert counting.asked == [(PLAN, which_future(results, FutureRank.TYPICAL))]
    assert room.people.about["luck"] == "typical" and room.people.about["futures"] == 20
    assert len(room.people.data) > 1000


def test_looking_before_there_is_a_result_fetches_it_once_it_is_there(
    room: Room, counting: Counting, results: Results
) -> None:
    room.says(LOOKED)
    assert counting.asked == []
    room.people.show(PLAN, results)
    assert len(counting.asked) == 1
    room.says(LOOKED)  # a second browser, or the same again
    assert len(counting.asked) == 1


def test_out_of_sight_new_results_wait(room: Room, counting: Counting, results: Results, others: Results) -> None:
    room.people.show(PLAN, results)
    room.says(LOOKED)
    room.says({"kind": "looked", "at": False})
    room.people.show(OTHER, others)
    assert len(counting.asked) == 1
    room.says(LOOKED)
    assert [plan for plan, _ in counting.asked] == [PLAN, OTHER]


def test_a_new_result_keeps_the_kind_of_future(
    room: Room, counting: Counting, results: Results, others: Results
) -> None:
    room.says(LOOKED)
    room.people.show(PLAN, results)
    room.says({"kind": "future", "luck": "unlucky"})
    room.people.show(OTHER, others)
    assert counting.asked[1:] == [
        (PLAN, which_future(results, FutureRank.UNLUCKY)), (OTHER, which_future(others, FutureRank.UNLUCKY))
    ]  # fmt: skip
    assert room.people.about["luck"] == "unlucky"
    room.says({"kind": "future", "number": 11})
    room.people.show(PLAN, results)
    assert counting.asked[3:] == [(OTHER, 11), (PLAN, 11)]
    assert room.people.about["luck"] == "" and room.people.about["number"] == 11


def test_what_was_seen_last_is_not_fetched_again(room: Room, counting: Counting, results: Results) -> None:
    room.says(LOOKED)
    room.people.show(PLAN, results)
    for luck in ("lucky", "unlucky", "typical", "lucky", "unlucky"):
        room.says({"kind": "future", "luck": luck})
    assert len(counting.asked) == 3


def test_a_story_is_told_of_the_future_in_sight(room: Room, results: Results) -> None:
    room.says(LOOKED)
    room.people.show(PLAN, results)
    nth = room.people.about["nth"]
    found = run_people(PLAN, room.people.about["number"])
    room.says({"kind": "story", "person": 3, "nth": nth})
    assert room.heard == [{"kind": "story", "nth": nth, "person": 3, "sentences": story(found.facts[3])}]
    room.says({"kind": "read", "nth": nth})
    assert room.heard[-1]["stories"] == [story(each) for each in found.facts]
    assert len(json.dumps(room.heard[-1])) < 30_000
    room.says({"kind": "future", "luck": "lucky"})
    room.says({"kind": "story", "person": 3, "nth": nth})  # asked of the one before
    assert len(room.heard) == 2


NONSENSE = [
    None, 7, "looked", [], {}, {"kind": 7}, {"kind": "looked"}, {"kind": "looked", "at": "yes"}, {"kind": ["future"]},
    {"kind": "future", "luck": "best"}, {"kind": "future", "luck": ["lucky"]}, {"kind": "story"}, {"kind": "read"},
    {"kind": "story", "person": 0, "nth": 99}, {"kind": "story", "person": -1, "nth": 1},
    {"kind": "story", "person": 44, "nth": 1}, {"kind": "story", "person": "0", "nth": 1},
    {"kind": "story", "person": True, "nth": 1}, {"kind": "story", "person": 10**30, "nth": 1},
    {"kind": "story", "person": None, "nth": 1}, {"kind": "vega"},
]  # fmt: skip


@pytest.mark.parametrize("content", NONSENSE, ids=str)
def test_messages_that_make_no_sense_are_left_aside(
    room: Room, counting: Counting, results: Results, content: Any
) -> None:
    room.says(content)  # before anything is there
    room.says(LOOKED)
    room.people.show(PLAN, results)
    before = dict(room.people.about), room.people.data
    room.says(content)
    assert (dict(room.people.about), room.people.data) == before
    assert room.heard == [] and room.people.notice == "" and len(counting.asked) == 1


@pytest.mark.parametrize("number", [-1, 20, 10**12, 2.5, "4", True, None, {}])
def test_a_future_that_is_not_there_is_answered_with_those_that_are(
    room: Room, counting: Counting, results: Results, number: Any
) -> None:
    room.says({"kind": "future", "number": number})  # nothing to choose from yet
    assert room.people.notice == ""
    room.says(LOOKED)
    room.people.show(PLAN, results)
    room.says({"kind": "future", "number": number})
    assert room.people.notice == "There are 20 futures: choose a number from 1 to 20."
    assert len(counting.asked) == 1 and room.people.choice is FutureRank.TYPICAL
    room.says({"kind": "future", "number": 4})
    assert room.people.notice == ""


def test_what_goes_wrong_is_a_kind_sentence_and_the_picture_stays(
    room: Room, counting: Counting, results: Results, others: Results
) -> None:
    room.says(LOOKED)
    room.people.show(PLAN, results)
    before = dict(room.people.about)
    counting.error = MemoryError("no room")
    room.people.show(OTHER, others)
    assert is_fault(room.people.notice) and "no room" not in room.people.notice
    assert dict(room.people.about) == before
    counting.error = ParameterError("months = 900; allowed: 1 to 60")
    room.says(LOOKED)  # tried again
    assert room.people.notice == "Months of support: 900; allowed: 1 to 60"
    counting.error = None
    room.says(LOOKED)
    assert room.people.notice == "" and room.people.about["nth"] == before["nth"] + 1


def test_with_an_event_loop_the_newest_wins(
    room: Room, counting: Counting, results: Results, others: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow(plan: Plan, future: int, soon: Any = executor.people_async) -> OneFuture:
        await asyncio.sleep(0.05)
        return await soon(plan, future)

    monkeypatch.setattr(future_picture, "people_async", slow)

    async def play() -> None:
        room.says(LOOKED)
        room.people.show(PLAN, results)
        await asyncio.sleep(0)
        room.people.show(PLAN, results)
        room.says({"kind": "future", "luck": "lucky"})
        room.people.show(OTHER, others)
        assert room.people.about == {}  # the loop goes on meanwhile
        async with asyncio.timeout(20):
            while room.people._fetches.busy:
                await asyncio.sleep(0.01)

    asyncio.run(play())
    assert [plan for plan, _ in counting.asked] == [PLAN, OTHER]
    assert counting.asked[-1] == (OTHER, which_future(others, FutureRank.LUCKY))
    assert room.people.about["luck"] == "lucky" and room.people.notice == ""


def test_an_error_in_the_event_loop_is_a_kind_sentence_too(room: Room, counting: Counting, results: Results) -> None:
    counting.error = RuntimeError("a pool that is gone")

    async def play() -> None:
        room.says(LOOKED)
        room.people.show(PLAN, results)
        async with asyncio.timeout(20):
            while room.people._fetches.busy:
                await asyncio.sleep(0.01)

    asyncio.run(play())
    assert is_fault(room.people.notice)


def test_a_crowd_says_that_not_everybody_is_shown(room: Room, results: Results) -> None:
    crowd = PLAN.with_(officials=400)
    room.says(LOOKED)
    room.people.show(PLAN, results)
    assert room.people.about["part"] == ""
    room.people.show(crowd, run_futures(crowd, futures=5, seed=7))
    assert "150 of 404 people" in room.people.about["part"]
    assert len(room.people.about["part"].split()) <= 20


def test_one_future_is_light_as_it_is_sent(room: Room, results: Results) -> None:
    room.says(LOOKED)
    room.people.show(PLAN, results)
    assert len(room.people.data) + len(json.dumps(room.people.about)) <= 30_000


def test_words_are_sentences_a_browser_can_fill() -> None:
    found = words()
    assert set(found["lucks"]) == {each.value for each in FutureRank}
    assert set(found["titles"]) == {"supported", "colleague", "peer"}
    assert "{n}" in found["month"]


def test_the_module_is_one_file_of_its_parts() -> None:
    charts = Path(people_module.__file__).parent
    text = full_module(charts / "people.js")
    shared = charts.parent / "shared"
    parts = [shared / "elements.js", shared / "icons.js", *(charts / f"people{part}.js" for part in (".data", ".words", ""))]
    firsts = [text.index(part.read_text(encoding="utf-8")) for part in parts]
    assert firsts == sorted(firsts) and text.count("export default") == 1
    assert [path.name for path in modules() if path.name.startswith("people")] == ["people.js"]
