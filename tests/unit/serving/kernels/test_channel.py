"""The line between server and parents: whole messages, in order, and its end is noticed."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from simulation.serving.kernels.channel import Line, pair


@pytest.fixture
def ends() -> Iterator[tuple[Line, Line]]:
    near, end = pair()
    far = Line(end)
    yield near, far
    near.close()
    far.close()


def test_messages_come_whole_and_in_order(ends: tuple[Line, Line]) -> None:
    near, far = ends
    sent = [{"do": "start", "nth": nth, "words": "é" * nth * 10} for nth in range(50)]
    for each in sent:
        near.say(each)
    heard: list[dict] = []
    while len(heard) < len(sent):
        heard += far.heard(wait=True)
    assert heard == sent
    assert list(far.heard()) == []
    assert not far.ended


def test_whoever_answers_while_reading_is_not_kept_waiting(ends: tuple[Line, Line]) -> None:
    near, far = ends
    near.say({"do": "start"})

    def answered() -> None:
        for each in far.heard():
            far.say({"said": "started", "to": each})

    answering = threading.Thread(target=answered, daemon=True)
    answering.start()
    answering.join(20)
    assert not answering.is_alive()
    assert [each["said"] for each in near.heard()] == ["started"]


def test_half_a_message_waits_for_its_other_half(ends: tuple[Line, Line]) -> None:
    near, far = ends
    near.end.sendall(b'{"said": "wa')
    assert list(far.heard()) == []
    near.end.sendall(b'rm"}\n{"said"')
    assert list(far.heard()) == [{"said": "warm"}]


def test_the_other_end_hanging_up_is_noticed_and_speaking_on_harms_nobody(ends: tuple[Line, Line]) -> None:
    near, far = ends
    near.say({"last": "words"})
    near.close()
    assert list(far.heard()) == [{"last": "words"}]
    assert far.ended
    far.say({"anybody": "there"})


def test_an_end_can_be_handed_over(ends: tuple[Line, Line]) -> None:
    near, far = ends
    kept, given = socket.socketpair()
    with kept:
        with given:
            near.say({"do": "open"}, given)
        assert list(far.heard(wait=True)) == [{"do": "open"}]
        with far.handed() as taken:
            kept.sendall(b"hello")
            assert taken.recv(5) == b"hello"
