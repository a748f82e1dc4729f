"""What a member dares to say before a hundred others, and to one."""

import math

import pytest

from simulation.model.rules.disclosure import Disclosure


def test_in_public_before_a_class_of_a_hundred(tell):
    # fear 0.5 in full view: 1 - 0.8 x 0.5 = 0.6 of what trust would allow.
    rule = Disclosure(fear=0.5, discretion=0, session_size=100, rivalry=0, fear_effect=0.8)
    assert tell(rule, felt_trust=0.5)["openness"] == pytest.approx(0.3, rel=1e-5)


def test_with_full_discretion_fear_is_silent(tell):
    rule = Disclosure(fear=1, discretion=1, session_size=100, rivalry=0)
    assert tell(rule, felt_trust=0.5)["openness"] == pytest.approx(0.5, rel=1e-6)


def test_even_a_pair_can_be_seen_going_in(tell):
    rule = Disclosure(fear=1, discretion=0, session_size=1, rivalry=0, fear_effect=1)
    assert tell(rule, felt_trust=0.5)["openness"] == pytest.approx(0.5 * (1 - math.log(2) / math.log(101)), rel=1e-5)


def test_rivals_keep_half_to_themselves(tell):
    rule = Disclosure(fear=0, rivalry=1, rivalry_concealment=0.5)
    assert tell(rule, felt_trust=0.8)["openness"] == pytest.approx(0.4, rel=1e-6)
