"""A tie that nobody calls for a year, and the call that wakes it."""

import pytest

from simulation.model.rules.keeping_in_touch import KeepingInTouch
from tests.oracle.rates import weekly

SAYINGS = """
    contact_hours + warmth   contact_hours + trust   trust + warmth   cooling_per_month - warmth
    trust_fade_per_month - trust   warming_hours - warmth"""
ACTS = ({"calendar", "trust"}, {"months": 9}, "warmth trust felt_trust support")

RULE = KeepingInTouch(cooling_per_month=0.19, trust_fade_per_month=0.0135, warming_hours=3)


def silence(trust, weeks=52):
    warmth = 1.0
    for _ in range(weeks):
        told = RULE.change(trust=trust, warmth=warmth, contact_hours=0.0)
        trust, warmth = trust + told["trust"], warmth + told["warmth"]
    return trust, warmth


def test_a_bridge_between_strangers_dies_within_the_year():
    # Nine of ten unsupported bridges are gone in a year: exp(-0.19 x 12) = 0.102 of the warmth is left at trust 0.
    assert silence(0.0)[1] == pytest.approx(0.102, abs=0.002)


def test_an_old_tie_rests():
    # exp(-0.0135 x 12) = 0.85 of trust; warmth cools at 0.19 x (1 - 0.9) ** 3 = 0.0002 a month at first.
    trust, warmth = silence(0.9)
    assert trust == pytest.approx(0.9 * 0.8504, rel=1e-3)
    assert warmth > 0.9


def test_three_hours_bring_back_half_of_the_warmth():
    assert RULE.change(trust=0.5, warmth=0.0, contact_hours=3.0)["warmth"] == pytest.approx(0.5)


def test_a_week_with_three_hours_cools_and_fades_half_as_much():
    # At full warmth nothing warms; half of the week's 4.29 % at trust 0, and of its 0.311 % at trust 0.5.
    assert RULE.change(trust=0.0, warmth=1.0, contact_hours=3.0)["warmth"] == pytest.approx(-0.0429 / 2, rel=1e-3)
    assert RULE.change(trust=0.5, warmth=1.0, contact_hours=3.0)["trust"] == pytest.approx(-0.00311 / 4, rel=1e-3)


def twin(model):
    p = model.numbers
    cooling, fading = weekly(p.cooling_per_month), weekly(p.trust_fade_per_month)
    for tie in model.ties:
        idle = 2 ** (-tie.contact_hours / p.warming_hours)
        tie.add("warmth", (1 - tie.warmth) * (1 - idle) - tie.warmth * idle * cooling * (1 - tie.trust) ** 3)
        tie.add("trust", -tie.trust * idle * fading)
