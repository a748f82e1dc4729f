"""The channel between server and zygotes: whole messages, in order, and its end is noticed."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from simulation.serving.kernels.channel import Channel, channel_pair


@pytest.fixture
def ends() -> Iterator[tuple[Channel, Channel]]:
    near, end = channel_pair()
    far = Channel(end)
    yield near, far
    near.close()
    far.close()


def test_messages_come_whole_and_in_order(ends: tuple[Channel, Channel]) -> None:
    near, far = ends
    sent = [{"command": "start", "nth": nth, "words": "é" * nth * 10} for nth in range(50)]
    for each in sent:
        near.send(each)
    heard: list[dict] = []
    while len(heard) < len(sent):
        heard += far.received(wait=True)
    assert heard == sent
    assert list(far.received()) == []
    assert not far.closed


def test_whoever_answers_while_reading_is_not_kept_waiting(ends: tuple[Channel, Channel]) -> None:
    near, far = ends
    near.send({"command": "start"})

    def answered() -> None:
        for each in far.received():
            far.send({"event": "started", "to": each})

    answering = threading.Thread(target=answered, daemon=True)
    answering.start()
    answering.join(20)
    assert not answering.is_alive()
    assert [each["event"] for each in near.received()] == ["started"]


def test_half_a_message_waits_for_its_other_half(ends: tuple[Channel, Channel]) -> None:
    near, far = ends
    near.end.sendall(b'{"event": "wa')
    assert list(far.received()) == []
    near.end.sendall(b'rm"}\n{"event"')
    assert list(far.received()) == [{"event": "warm"}]


def test_the_other_end_hanging_up_is_noticed_and_speaking_on_harms_nobody(ends: tuple[Channel, Channel]) -> None:
    near, far = ends
    near.send({"last": "words"})
    near.close()
    assert list(far.received()) == [{"last": "words"}]
    assert far.closed
    far.send({"anybody": "there"})


def test_an_end_can_be_handed_over(ends: tuple[Channel, Channel]) -> None:
    near, far = ends
    kept, given = socket.socketpair()
    with kept:
        with given:
            near.send({"command": "open"}, given)
        assert list(far.received(wait=True)) == [{"command": "open"}]
        with far.received_socket() as taken:
            kept.sendall(b"hello")
            assert taken.recv(5) == b"hello"
