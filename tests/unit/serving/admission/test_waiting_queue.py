"""The waiting queue: first come, first in; nobody visitor is away holds up the others, or loses their place."""

from __future__ import annotations

from dataclasses import replace

from simulation.serving.admission.waiting_page import refresh_s, waiting_page
from simulation.serving.admission.waiting_queue import WaitingQueue
from simulation.serving.settings import DEFAULT


def test_first_come_first_in() -> None:
    queue = WaitingQueue(DEFAULT)
    assert [queue.position(visitor, 0, 0.0) for visitor in "abc"] == [1, 2, 3]
    assert queue.position("c", 1, 1.0) == 2  # the free place is the first one's
    assert queue.position("a", 1, 1.0) == 0
    assert [queue.position(visitor, 0, 2.0) for visitor in "bc"] == [1, 2]


def test_with_room_for_two_the_second_need_not_wait_for_the_first_to_ask() -> None:
    queue = WaitingQueue(DEFAULT)
    for visitor in "abc":
        queue.position(visitor, 0, 0.0)
    assert queue.position("b", 2, 1.0) == 0
    assert queue.position("c", 1, 1.0) == 1
    assert queue.position("a", 1, 1.0) == 0


def test_a_locked_phone_holds_up_nobody_and_finds_its_place_again() -> None:
    queue = WaitingQueue(DEFAULT)
    for visitor in "abc":
        queue.position(visitor, 0, 0.0)
    later = DEFAULT.waiting_present_s + 1
    assert queue.position("b", 0, later) == 1
    assert queue.position("c", 0, later) == 2
    assert queue.present(later) == 2
    assert queue.position("a", 0, later) == 1
    assert queue.position("b", 0, later) == 2


def test_a_place_is_not_kept_for_ever() -> None:
    queue = WaitingQueue(DEFAULT)
    queue.position("a", 0, 0.0)
    queue.position("b", 0, DEFAULT.waiting_remembered_s)
    assert queue.position("a", 0, DEFAULT.waiting_remembered_s + 1) == 2


def test_whoever_waits_is_asked_to_ask_again_before_they_count_as_away() -> None:
    assert all(refresh_s(position, DEFAULT) < DEFAULT.waiting_present_s / 2 for position in (1, 20, 200, 10_000))
    page = waiting_page(3, DEFAULT)
    assert "number 3 in line" in page and "<script" not in page
    assert "You are next" in waiting_page(1, DEFAULT)


def test_the_queue_has_an_end_and_those_in_it_keep_their_positions() -> None:
    queue = WaitingQueue(replace(DEFAULT, waiting_at_most=3))
    assert [queue.position(visitor, 0, 0.0) for visitor in ("ann", "bob", "cem", "dan", "eve")] == [1, 2, 3, 4, 4]
    assert len(queue.last_asked) == 3
    assert queue.position("ann", 1, 1.0) == 0
    assert queue.position("eve", 0, 1.0) == 3
    later = 1.0 + DEFAULT.waiting_present_s + 1
    assert queue.position("fay", 1, later) == 0  # those who are away hold up nobody, however many
    assert queue.position("gus", 0, later) == 1
