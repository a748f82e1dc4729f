"""Two who have said it all, and a new face."""

import pytest

from simulation.model.rules.groupthink import Groupthink

RULE = Groupthink(
    peer_diversity=0,
    rotation_months=6,
    months=18,
    novelty_half_hours=100,
    similarity_staling=1,
    diversity_novelty_gain=0.5,
    reputation_transfer=0.4,
)
SEEN = {
    "trust": 0.5,
    "warmth": 0.5,
    "freshness": 0.8,
    "hours": 90.0,
    "engagement": 0.6,
    "practice": 0.0,
    "contact_hours": 100.0,
}


def test_a_hundred_hours_take_half_of_what_is_new(tell):
    assert tell(RULE, week=1, peer=1.0, **SEEN) == pytest.approx({"freshness": -0.4}, rel=1e-5)


def test_copying_each_other_takes_it_twice_as_fast(tell):
    # Alike in practice: 1 + 1: a quarter is left.
    assert tell(RULE, week=1, peer=0.0, **SEEN)["freshness"] == pytest.approx(-0.6, rel=1e-5)


def test_a_mix_of_peers_keeps_it_fresh(tell):
    mixed = Groupthink(peer_diversity=1, novelty_half_hours=100, similarity_staling=1, diversity_novelty_gain=0.5)
    assert tell(mixed, week=1, peer=1.0, **SEEN)["freshness"] == pytest.approx(0.8 * (2**-0.5 - 1), rel=1e-5)


def test_rotation_restores_what_is_new_and_costs_trust(tell):
    told = tell(RULE, week=26, peer=1.0, **SEEN)
    assert told == pytest.approx(
        {"freshness": 0.2, "hours": -90, "engagement": 0.2, "trust": -0.3, "warmth": -0.3}, rel=1e-5
    )


def test_rotation_comes_every_six_months_of_the_support():
    assert [week for week in range(160) if RULE.rotates(week)] == [26, 52]
    assert not any(Groupthink(rotation_months=0).rotates(week) for week in range(160))
