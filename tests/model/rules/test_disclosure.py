"""What a member dares to say before a hundred others, and to one."""

import math

import pytest

from simulation.model.rules.disclosure import Disclosure

SAYINGS = """
    discretion + openness   felt_trust + openness   fear - openness   fear_effect - openness   rivalry - openness
    rivalry_concealment - openness   session_size - openness"""
ACTS = (
    {"calendar", "trust", "keeping_in_touch"},
    {"session_size": 3, "fear": 0.9, "rivalry": 0.5},
    "openness trust",
)


def test_in_public_before_a_class_of_a_hundred():
    # fear 0.5 in full view: 1 - 0.8 x 0.5 = 0.6 of what trust would allow.
    rule = Disclosure(fear=0.5, discretion=0, session_size=100, rivalry=0, fear_effect=0.8)
    assert rule.change(felt_trust=0.5) == pytest.approx({"openness": 0.3})


def test_with_full_discretion_fear_is_silent():
    rule = Disclosure(fear=1, discretion=1, session_size=100, rivalry=0)
    assert rule.change(felt_trust=0.5) == pytest.approx({"openness": 0.5})


def test_even_a_pair_can_be_seen_going_in():
    rule = Disclosure(fear=1, discretion=0, session_size=1, rivalry=0, fear_effect=1)
    assert rule.change(felt_trust=0.5) == pytest.approx({"openness": 0.5 * (1 - math.log(2) / math.log(101))})


def test_rivals_keep_half_to_themselves():
    rule = Disclosure(fear=0, rivalry=1, rivalry_concealment=0.5)
    assert rule.change(felt_trust=0.8) == pytest.approx({"openness": 0.4})


def twin(model):
    p = model.numbers
    crowd = math.log(1 + p.session_size) / math.log(101)
    safe = (1 - p.fear_effect * p.fear * (1 - p.discretion) * crowd) * (1 - p.rivalry_concealment * p.rivalry)
    for tie in model.ties:
        tie.openness = tie.felt_trust * safe
