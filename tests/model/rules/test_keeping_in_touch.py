"""A tie that nobody calls for a year, and the call that wakes it."""

import pytest

from simulation.model.rules.keeping_in_touch import KeepingInTouch

RULE = KeepingInTouch(cooling_per_month=0.19, trust_fade_per_month=0.0135, warming_hours=3)


def silence(tell, trust, weeks=52):
    warmth = 1.0
    for _ in range(weeks):
        told = tell(RULE, trust=trust, warmth=warmth, contact_hours=0.0)
        trust, warmth = trust + told["trust"], warmth + told["warmth"]
    return trust, warmth


def test_a_bridge_between_strangers_dies_within_the_year(tell):
    # Nine of ten unsupported bridges are gone in a year: exp(-0.19 x 12) = 0.102 of the warmth is left at trust 0.
    assert silence(tell, 0.0)[1] == pytest.approx(0.102, abs=0.002)


def test_an_old_tie_rests(tell):
    # exp(-0.0135 x 12) = 0.85 of trust; warmth cools at 0.19 x (1 - 0.9) ** 3 = 0.0002 a month at first.
    trust, warmth = silence(tell, 0.9)
    assert trust == pytest.approx(0.9 * 0.8504, rel=1e-3)
    assert warmth > 0.9


def test_three_hours_bring_back_half_of_the_warmth(tell):
    told = tell(RULE, trust=0.5, warmth=0.0, contact_hours=3.0)
    assert told["warmth"] == pytest.approx(0.5, rel=1e-6)
