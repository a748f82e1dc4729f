"""A day with a peer who is ahead."""

import math
from dataclasses import replace

import pytest

from simulation.model.rules.benchmarking import Benchmarking
from tests.oracle.rates import DAY

SAYINGS = """
    giver_practice + receiver_confidence   receiver_practice - receiver_confidence   own_hours + receiver_confidence
    rivalry - receiver_confidence   peer_gap_confidence_per_day + receiver_confidence
    giver_practice + receiver_encouraged   rivalry - receiver_encouraged"""
ACTS = ({"calendar"}, {"rivalry": 0.6, "people_spread": 0.2}, "confidence encouraged")

RULE = Benchmarking(rivalry=0, peer_gap_confidence_per_day=0.4, partners=1)
SPUR = 1 - math.exp(-0.2)  # of a day with a peer half the way ahead: 0.5 x 0.4
AHEAD = {
    "own_hours": 6.0, "giver_practice": 0.8, "receiver_practice": 0.3, "receiver_confidence": 0.4,
    "receiver_encouraged": 0.5,
}  # fmt: skip


def test_a_day_with_a_peer_half_the_way_ahead():
    # Of the 0.6 of confidence and the 0.5 of encouragement that are missing.
    assert RULE.change(**AHEAD) == pytest.approx(
        {"receiver_confidence": 0.6 * SPUR, "receiver_encouraged": 0.5 * SPUR}
    )


def test_all_peers_together_cannot_give_more_than_is_missing():
    # Each of four gives a quarter at most: 1 - exp(-4 x 0.2), a fourth of it.
    of_four = replace(RULE, partners=4).change(**AHEAD)["receiver_confidence"]
    assert of_four == pytest.approx(0.6 * (1 - math.exp(-0.8)) / 4)


def test_people_look_up_and_not_down():
    assert not any(RULE.change(**AHEAD | {"giver_practice": 0.1}).values())


def test_rivals_look_away():
    assert replace(RULE, rivalry=0.5).change(**AHEAD)["receiver_confidence"] == pytest.approx(0.6 * (1 - math.exp(-0.1)))
    assert not any(replace(RULE, rivalry=1).change(**AHEAD).values())


def test_whom_one_does_not_meet_does_not_move_one():
    assert not any(RULE.change(**AHEAD | {"own_hours": 0.0}).values())


def test_nobody_becomes_more_than_fully_confident():
    # Five days a week with the best: 1 - exp(-5 x 1 x 0.4).
    told = RULE.change(**AHEAD | {"own_hours": 30.0, "giver_practice": 1.0, "receiver_practice": 0.0})
    assert told["receiver_confidence"] == pytest.approx(0.6 * (1 - math.exp(-2)))


def twin(model):
    p = model.numbers
    for tie in model.ties:
        who = tie.counterpart
        ahead = max(tie.peer.practice - who.practice, 0)
        moved = p.peer_gap_confidence_per_day * (1 - p.rivalry) * tie.own_hours / DAY * ahead
        spur = (1 - math.exp(-p.partners * moved)) / p.partners
        who.add("confidence", spur * (1 - who.confidence))
        who.add("encouraged", spur * (1 - who.encouraged))
