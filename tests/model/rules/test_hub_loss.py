"""The convenor takes another job."""

import pytest

from simulation.model.rules.hub_loss import HubLoss
from tests.oracle.rates import weekly_of_half_life, weekly_of_year

SAYINGS = """
    convenor_exits_per_year + convenor_exits   convenor_exits - warmth   through_convenor - warmth
    convenor_exit_warmth_loss - warmth   convenor_exit_trust_loss - trust   convenor_gap_months - convenor
    convenor_share + through_convenor"""
ACTS = (
    {"calendar", "trust", "keeping_in_touch"},
    {"convenor_share": 0.6, "convenor_exits_per_year": 0.8},
    "convenor through_convenor warmth trust convenor_exits contact_hours",
)

RULE = HubLoss(
    convenor_share=0.5, convenor_exits_per_year=0.52, convenor_gap_months=3, convenor_exit_warmth_loss=0.7,
    convenor_exit_trust_loss=0.1,
)  # fmt: skip
SEEN = {"convenor_exits": 1.0, "through_convenor": 1.0, "warmth": 0.5, "trust": 0.5}


def test_the_convenor_goes_and_the_ties_that_ran_through_them_cool():
    assert RULE.change_partnership(leaving=0.0099, convenor=0.9) == {"convenor": -0.9, "convenor_exits": 1.0}
    assert RULE.change(**SEEN) == pytest.approx({"warmth": -0.35, "trust": -0.05})


def test_other_ties_do_not_notice():
    assert RULE.change(**SEEN | {"through_convenor": 0.0}) == {}


def test_most_weeks_the_convenor_stays():
    assert RULE.change(**SEEN | {"convenor_exits": 0.0}) == {}
    assert RULE.change_partnership(leaving=0.0100, convenor=1.0) == {"convenor": 0.0}


def test_who_is_not_there_cannot_leave():
    assert "convenor_exits" not in RULE.change_partnership(leaving=0.0, convenor=0.5)


def test_half_of_the_gap_is_filled_in_three_months():
    convenor = 0.0
    for _ in range(13):
        convenor += RULE.change_partnership(leaving=1.0, convenor=convenor)["convenor"]
    assert convenor == pytest.approx(0.5)


def test_about_the_share_asked_for_runs_through_the_convenor():
    assert [RULE.start(route=route)["through_convenor"] for route in (0.2, 0.49, 0.5, 0.9)] == [1.0, 1.0, 0.0, 0.0]


def twin_start(model):
    for tie in model.ties:
        tie.through_convenor = model.luck.once("hub_loss", "route", tie) < model.numbers.convenor_share


def twin(model):
    p, partnership = model.numbers, model.partnership
    draw = model.luck.weekly("hub_loss", "leaving", partnership)
    if partnership.convenor > 0.5 and draw < weekly_of_year(p.convenor_exits_per_year):
        partnership.add("convenor", -partnership.convenor)
        partnership.convenor_exits += 1
        for tie in model.ties:
            if tie.through_convenor:
                tie.add("warmth", -tie.warmth * p.convenor_exit_warmth_loss)
                tie.add("trust", -tie.trust * p.convenor_exit_trust_loss)
    else:
        partnership.add("convenor", (1 - partnership.convenor) * weekly_of_half_life(p.convenor_gap_months))
