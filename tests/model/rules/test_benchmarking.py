"""A day with a peer who is ahead."""

import pytest

from simulation.model.rules.benchmarking import Benchmarking

RULE = Benchmarking(rivalry=0, peer_gap_confidence_per_day=0.03, rivalry_discount=0.5)


def test_a_day_with_a_peer_half_the_way_ahead(tell):
    assert tell(RULE, peer=0.8, practice=0.3, contact_hours=6.0)["confidence"] == pytest.approx(0.015, rel=1e-5)


def test_a_peer_who_lags_makes_complacent(tell):
    assert tell(RULE, peer=0.1, practice=0.3, contact_hours=6.0)["confidence"] == pytest.approx(-0.006, rel=1e-5)


def test_rivals_spur_half_as_much(tell):
    rival = Benchmarking(rivalry=1, peer_gap_confidence_per_day=0.03, rivalry_discount=0.5)
    assert tell(rival, peer=0.8, practice=0.3, contact_hours=6.0)["confidence"] == pytest.approx(0.0075, rel=1e-5)
