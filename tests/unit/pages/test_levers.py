"""Levers take what is right, refuse the rest in one line, and always answer."""

from __future__ import annotations

from typing import Any

import pytest

from simulation import parameters
from simulation.experiments.claims.the_place_has_sliders import SLIDERS
from simulation.model.plans.loading import load
from simulation.pages.controls.levers import Levers, OnDone, Values
from simulation.vocabulary.errors import ParameterError
from simulation.vocabulary.parameters import Group, Role


class Room:
    """A visitor's side of the levers: what was asked of the page, and what the browser heard back."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, answer: Any = "") -> None:
        self.asked: list[tuple[str, Values | None]] = []
        self.heard: list[dict[str, Any]] = []
        self.answer = answer
        self.levers = Levers(parameters(), ("peer_days", "months"), self._take)
        monkeypatch.setattr(self.levers, "send", lambda content, buffers=None: self.heard.append(content))

    def _take(self, side: str, values: Values | None, done: OnDone) -> None:
        load("parliament_mentors").with_(**(values or {}))  # as the board does: it refuses what a plan cannot be
        self.asked.append((side, values))
        if isinstance(self.answer, Exception):
            raise self.answer
        done(self.answer)

    def says(self, content: Any) -> dict[str, Any]:
        self.levers._handle_custom_msg(content, [])
        return self.heard[-1]


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Room:
    return Room(monkeypatch)


def test_every_lever_is_there_once_and_beside_them_the_seven_sliders_of_the_place(room: Room) -> None:
    frame = room.levers.frame
    placed = frame["first"] + [name for _, names in frame["groups"] for name in names]
    levers = {name for name, each in parameters().items() if each.role is Role.LEVER}
    assert len(placed) == len(set(placed)) and levers < set(placed)
    assert set(placed) - levers == set(SLIDERS) == set(frame["shared"])


def test_the_groups_are_there_in_order(room: Room) -> None:
    assert [title for title, _ in room.levers.frame["groups"]] == [group.value for group in Group]


def test_a_first_lever_that_does_not_exist_is_named_with_the_nearest() -> None:
    with pytest.raises(KeyError, match=r"peer_day is not on a slider.*peer_days"):
        Levers(parameters(), ("peer_day",), lambda side, values, done: None)


def test_a_move_reaches_the_page_and_is_answered_by_its_number(room: Room) -> None:
    heard = room.says({"seq": 4, "side": "a", "values": {"months": 9, "discretion": 0.35}})
    assert room.asked == [("a", {"months": 9, "discretion": 0.35})]
    assert heard == {"kind": "done", "seq": 4, "notice": ""}


def test_plan_b_can_be_put_away(room: Room) -> None:
    room.says({"seq": 1, "side": "b", "values": None})
    assert room.asked == [("b", None)]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ({"seq": 1, "side": "a", "values": {"months": 400}}, "Months of support: 400 is out of range"),
        ({"seq": 1, "side": "a", "values": {"months": "<b>"}}, "is not a number"),
        ({"seq": 1, "side": "a", "values": {"months": 1.5}}, "must be a whole number"),
        ({"seq": 1, "side": "a", "values": {"officials": 5}}, "'officials' is not on a slider"),
        ({"seq": 1, "side": "a", "values": [1]}, "left aside"),
        ({"seq": 1, "side": "c", "values": {}}, "left aside"),
        ({"seq": "x"}, "left aside"),
        ("nonsense", "left aside"),
        (None, "left aside"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_and_moves_nothing(room: Room, content: Any, line: str) -> None:
    heard = room.says(content)
    assert line in heard["notice"]
    assert "\n" not in heard["notice"]
    assert room.asked == []


def test_numbers_that_do_not_go_together_are_said_by_the_names_of_their_sliders(monkeypatch: pytest.MonkeyPatch) -> None:
    room = Room(monkeypatch, ParameterError("taper = 9 months of fading out, but support lasts only 3 months"))
    assert room.says({"seq": 2, "side": "a", "values": {}})["notice"].startswith("Fade-out: 9 months")


def test_a_fault_of_ours_shows_a_code_and_no_trace(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv("COUNTERPARTS_LOG", raising=False)
    notice = Room(monkeypatch, RuntimeError("inner secret")).says({"seq": 2, "side": "a", "values": {}})["notice"]
    assert "Your sliders are safe" in notice
    assert "secret" not in notice
    assert "Traceback" not in notice
    assert "inner secret" in caplog.text
    code = notice.rstrip(".").split()[-1]
    assert f"page fault {code}" in caplog.text
