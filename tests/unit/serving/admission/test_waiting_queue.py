"""The line in front of the door: first come, first in; nobody who is away holds up the others, or loses their place."""

from __future__ import annotations

from simulation.serving.admission.waiting_page import again, waiting_page
from simulation.serving.admission.waiting_queue import PRESENT, REMEMBERED, Waiting


def test_first_come_first_in() -> None:
    line = Waiting()
    assert [line.ask(who, 0, 0.0) for who in "abc"] == [1, 2, 3]
    assert line.ask("c", 1, 1.0) == 2  # the free place is the first one's
    assert line.ask("a", 1, 1.0) == 0
    assert [line.ask(who, 0, 2.0) for who in "bc"] == [1, 2]


def test_with_room_for_two_the_second_need_not_wait_for_the_first_to_ask() -> None:
    line = Waiting()
    for who in "abc":
        line.ask(who, 0, 0.0)
    assert line.ask("b", 2, 1.0) == 0
    assert line.ask("c", 1, 1.0) == 1
    assert line.ask("a", 1, 1.0) == 0


def test_a_locked_phone_holds_up_nobody_and_finds_its_place_again() -> None:
    line = Waiting()
    for who in "abc":
        line.ask(who, 0, 0.0)
    later = PRESENT + 1
    assert line.ask("b", 0, later) == 1
    assert line.ask("c", 0, later) == 2
    assert line.present(later) == 2
    assert line.ask("a", 0, later) == 1
    assert line.ask("b", 0, later) == 2


def test_a_place_is_not_kept_for_ever() -> None:
    line = Waiting()
    line.ask("a", 0, 0.0)
    line.ask("b", 0, REMEMBERED)
    assert line.ask("a", 0, REMEMBERED + 1) == 2


def test_whoever_waits_is_asked_to_ask_again_before_they_count_as_away() -> None:
    assert all(again(place) < PRESENT / 2 for place in (1, 20, 200, 10_000))
    page = waiting_page(3)
    assert "number 3 in line" in page and "<script" not in page
    assert "You are next" in waiting_page(1)
