"""The pairs show the future that the people show, from one recording, and nothing before somebody may see it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simulation import load, record_future, run_futures, scenarios
from simulation.answers.story_of_one_pair import story, title
from simulation.answers.which_future import FutureRank, which_future
from simulation.ensemble.results import Results
from simulation.pages import executor, small_is_beautiful, trust_takes_time
from simulation.pages.controls.bet import PlacedBet
from simulation.pages.executor import run_people
from simulation.pages.one_future import OneFuture
from simulation.pages.pictures.pairs import Pairs
from simulation.pages.pictures.pairs_payload import PairLines, pair_lines, weeks_of
from simulation.pages.pictures.people import People
from tests.offenders import check_all, offenders
from tests.unit.pages.test_people import Counting, counting  # noqa: F401

PLAN = load("parliament_mentors")
LOOKED, AWAY = {"kind": "looked", "at": True}, {"kind": "looked", "at": False}
MOST_BYTES = 30_000
LARGE = {
    "a large club": load("twenty_group").with_(officials=2000, counterparts=200, institutions=60, partners=12),
    "five years": load("union_parishads").with_(months=60),
    "a new peer every month": PLAN.with_(rotation_months=1),
}


class Room:
    """A page with both pictures, and what the browser of the pairs heard."""

    def __init__(self) -> None:
        self.people = People()
        self.pairs = Pairs(self.people)
        self.heard: list[dict[str, Any]] = []
        self.pairs.send = lambda content, buffers=None: self.heard.append(content)  # type: ignore[method-assign]

    def show(self, results: Results) -> None:
        for picture in (self.people, self.pairs):
            picture.show(results.plan, results)


@pytest.fixture
def room(counting: Counting) -> Room:  # noqa: F811
    return Room()


@pytest.fixture(scope="module")
def results() -> Results:
    return run_futures(PLAN, futures=20, seed=7)


def points(packed: PairLines) -> list[np.ndarray]:
    """Trust of each line, as the browser reads it."""
    numbers, at, found = np.frombuffer(packed.data, np.uint8) / 255, 0, []
    for one in packed.facts:
        count = len(weeks_of(one, packed.head["every"]))
        found.append(numbers[at : at + count])
        at += count
    assert at == len(numbers), "bytes that nobody reads"
    return found


def it_fits(packed: PairLines) -> None:
    assert len(packed.data) + len(json.dumps(packed.head)) <= MOST_BYTES
    assert len(packed.head["lines"]) == len(packed.facts) >= packed.head["pairs"]
    points(packed)


def test_every_partnership_fits() -> None:
    plans = {name: load(name) for name in sorted(scenarios())} | LARGE
    check_all(plans, lambda name: it_fits(pair_lines(record_future(plans[name], future=3))))


def test_one_that_does_not_fit_or_has_bytes_that_nobody_reads_is_found() -> None:
    packed = pair_lines(record_future(PLAN, future=3))
    assert not offenders([packed], it_fits, lambda _: "right")
    for more in (b"x", bytes(MOST_BYTES)):
        (found,) = offenders([replace(packed, data=packed.data + more)], it_fits, lambda _: "wrong")
        assert found.startswith("wrong: ") and "TypeError" not in found


def test_lines_are_those_of_the_recording_to_eight_bits() -> None:
    recording = record_future(PLAN, future=3)
    packed = pair_lines(recording)
    trust, ends = recording.arrays["trust"], {(one, other) for one, other in zip(*_ends(recording), strict=True)}
    assert packed.head["every"] == 1 and packed.head["pairs"] == packed.head["everybody"] == len(ends)
    tie = -1
    for one, drawn in zip(packed.facts, points(packed), strict=True):
        tie += one.begins == 0
        assert drawn == pytest.approx(trust[one.begins : one.ends + 1, tie], abs=0.5 / 255 + 1e-9)


def _ends(recording: Any) -> tuple[list[int], list[int]]:
    return recording.shape.receiver().tolist(), recording.shape.giver().tolist()


def test_both_pictures_show_one_future_and_record_it_once(room: Room, counting: Counting, results: Results) -> None:  # noqa: F811
    room.show(results)
    assert counting.asked == [] and room.pairs.about == {} and room.pairs.data == b""
    room.people._handle_custom_msg(LOOKED, [])
    room.people._handle_custom_msg(AWAY, [])
    room.pairs._handle_custom_msg(LOOKED, [])
    assert counting.asked == [(PLAN, which_future(results, FutureRank.TYPICAL))]
    room.pairs._handle_custom_msg({"kind": "future", "luck": "lucky"}, [])
    assert room.pairs.about["luck"] == "lucky" and room.people.about["luck"] == "typical"  # out of sight: it waits
    room.people._handle_custom_msg(LOOKED, [])
    assert room.people.about["luck"] == "lucky" and room.people.about["number"] == room.pairs.about["number"]
    assert len(counting.asked) == 2


def test_a_pairs_story_and_the_table_are_told_of_the_future_in_sight(room: Room, results: Results) -> None:
    room.show(results)
    room.pairs._handle_custom_msg(LOOKED, [])
    nth, found = room.pairs.about["nth"], run_people(PLAN, room.pairs.about["number"])
    room.pairs._handle_custom_msg({"kind": "story", "line": 1, "nth": nth}, [])
    one = found.pairs.facts[1]
    numbers = one.receiver + 1, one.giver + 1  # everybody is in this picture
    said = {"kind": "story", "nth": nth, "line": 1, "title": title(one, numbers), "sentences": story(one)}
    assert room.heard == [said]
    room.pairs._handle_custom_msg({"kind": "read", "nth": nth}, [])
    rows = room.heard[-1]["rows"]
    assert len(rows) == len(found.pairs.facts) and all(len(months) == 3 for _title, months, _ended in rows)
    for nonsense in (None, -1, len(rows), "0", True, 10**30):
        room.pairs._handle_custom_msg({"kind": "story", "line": nonsense, "nth": nth}, [])
    room.pairs._handle_custom_msg({"kind": "read", "nth": nth + 1}, [])
    assert len(room.heard) == 2 and room.pairs.notice == ""


@pytest.mark.parametrize("picture", ["people", "pairs"])
def test_the_lines_of_python_beside_a_picture_make_its_numbers(room: Room, results: Results, picture: str) -> None:
    room.show(results)
    widget = getattr(room, picture)
    said: list[Any] = []
    widget.send = lambda content, buffers=None: said.append(content)
    widget._handle_custom_msg(LOOKED, [])
    widget._handle_custom_msg({"kind": "read", "nth": widget.about["nth"]}, [])
    *work, shown = said[0]["python"].split("\n")
    names: dict[str, Any] = {}
    exec("\n".join([*work, f"shown = {shown}"]), names)
    ties = names["shown"] if picture == "pairs" else names["shown"][1]
    recording = record_future(PLAN, future=widget.about["number"], seed=executor.SEED)
    assert ties["trust"].to_numpy() == pytest.approx(recording.arrays["trust"].reshape(-1))
    if picture == "people":
        assert names["shown"][0]["practice"].to_numpy() == pytest.approx(recording.arrays["practice"].reshape(-1))


def test_a_crowd_says_how_many_pairs_are_drawn(room: Room) -> None:
    crowd = LARGE["a large club"]
    room.show(run_futures(crowd, futures=3, seed=7))
    room.pairs._handle_custom_msg(LOOKED, [])
    assert room.pairs.about["count"][0] == "You see 160 of 2400 pairs."


def test_only_pages_that_say_so_have_the_pairs_and_none_before_the_bet() -> None:
    assert small_is_beautiful.open_page().pairs is None
    page = trust_takes_time.open_page()
    assert page.pairs is not None and page.pairs in page.try_it.children
    page.pairs._handle_custom_msg(LOOKED, [])
    assert page.pairs.data == b"" and page.pairs.about == {}
    page._bet_placed(PlacedBet("colleagues"))
    assert len(page.pairs.data) > 1000


def test_one_future_is_the_same_whoever_records_it() -> None:
    one, other = run_people(PLAN, 2), run_people(PLAN, 2)
    assert isinstance(one, OneFuture) and one == other
