"""A day with a peer who is ahead."""

from dataclasses import replace

import pytest

from simulation.model.rules.benchmarking import Benchmarking
from tests.oracle.rates import DAY

SAYINGS = """
    giver_practice + receiver_confidence   receiver_practice - receiver_confidence"""
ACTS = ({"calendar"}, {"rivalry": 0.6, "people_spread": 0.2}, "confidence")

RULE = Benchmarking(rivalry=0, peer_gap_confidence_per_day=0.03, rivalry_discount=0.5)
AHEAD = {"contact_hours": 6.0, "giver_practice": 0.8, "receiver_practice": 0.3}


def test_a_day_with_a_peer_half_the_way_ahead():
    assert RULE.change(**AHEAD) == pytest.approx({"receiver_confidence": 0.015})


def test_a_peer_who_lags_makes_complacent():
    assert RULE.change(**AHEAD | {"giver_practice": 0.1}) == pytest.approx({"receiver_confidence": -0.006})


def test_rivals_spur_half_as_much():
    assert replace(RULE, rivalry=1).change(**AHEAD) == pytest.approx({"receiver_confidence": 0.0075})


def test_whom_one_does_not_meet_does_not_move_one():
    assert RULE.change(**AHEAD | {"contact_hours": 0.0}) == {}


def twin(model):
    p = model.numbers
    spur = p.peer_gap_confidence_per_day * (1 - p.rivalry_discount * p.rivalry)
    for tie in model.ties:
        ahead = tie.peer.practice - tie.counterpart.practice
        tie.counterpart.add("confidence", spur * tie.contact_hours / DAY * ahead)
