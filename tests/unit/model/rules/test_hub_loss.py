"""The convenor takes another job."""

import pytest

from simulation.model.rules.hub_loss import HubLoss
from tests.oracle.rates import weekly_of_half_life, weekly_of_year

SAYINGS = """
    convenor_exits_per_year + convenor_exits   convenor_exits - warmth   through_convenor - warmth
    convenor_exit_warmth_loss - warmth   convenor_gap_months - convenor   leaderless - convenor
    convenor_unreplaced_share + leaderless   nobody - leaderless   convenor_share + through_convenor"""
STAGED = {"convenor_unreplaced_share": {"convenor": 1.0, "leaving": 0.0}, "nobody": {"convenor": 1.0, "leaving": 0.0}}
ACTS = (
    {"calendar", "trust", "keeping_in_touch"},
    {"convenor_share": 0.6, "convenor_exits_per_year": 0.8, "convenor_gap_months": 1.0},
    "convenor leaderless through_convenor warmth convenor_exits contact_hours",
)

RULE = HubLoss(
    convenor_share=0.5, convenor_exits_per_year=0.52, convenor_gap_months=3, convenor_unreplaced_share=0.4,
    convenor_exit_warmth_loss=0.7,
)  # fmt: skip
SEEN = {"convenor_exits": 1.0, "through_convenor": 1.0, "warmth": 0.5}
THERE = {"convenor": 0.9, "leaderless": 0.0, "leaving": 1.0, "nobody": 1.0}


def test_the_convenor_goes_and_the_ties_that_ran_through_them_cool():
    told = RULE.change_partnership(**THERE | {"leaving": 0.0099})
    assert told == {"convenor": -0.9, "convenor_exits": 1.0, "leaderless": 0.0}
    assert RULE.change(**SEEN) == pytest.approx({"warmth": -0.35})


def test_other_ties_do_not_notice():
    assert RULE.change(**SEEN | {"through_convenor": 0.0}) == {}


def test_most_weeks_the_convenor_stays():
    assert RULE.change(**SEEN | {"convenor_exits": 0.0}) == {}
    assert RULE.change_partnership(**THERE | {"leaving": 0.0100, "convenor": 1.0}) == {"convenor": 0.0}


def test_who_is_not_there_cannot_leave():
    assert "convenor_exits" not in RULE.change_partnership(**THERE | {"leaving": 0.0, "convenor": 0.5})


def test_half_of_the_gap_is_filled_in_three_months():
    convenor = 0.0
    for _ in range(13):
        convenor += RULE.change_partnership(**THERE | {"convenor": convenor})["convenor"]
    assert convenor == pytest.approx(0.5)


def test_now_and_then_nobody_takes_over_for_good():
    gone = {"leaving": 0.0, "convenor": 1.0}
    assert RULE.change_partnership(**THERE | gone | {"nobody": 0.39})["leaderless"] == 1.0
    assert RULE.change_partnership(**THERE | gone | {"nobody": 0.40})["leaderless"] == 0.0
    # Nor is there anybody then who could leave again.
    left = THERE | {"convenor": 0.0, "leaderless": 1.0, "leaving": 0.0, "nobody": 0.0}
    assert RULE.change_partnership(**left) == {"convenor": 0.0}


def test_about_the_share_asked_for_runs_through_the_convenor():
    assert [RULE.start(route=route)["through_convenor"] for route in (0.2, 0.49, 0.5, 0.9)] == [1.0, 1.0, 0.0, 0.0]


def twin_start(model):
    for tie in model.ties:
        tie.through_convenor = model.luck.once("hub_loss", "route", tie) < model.numbers.convenor_share


def twin(model):
    p, partnership = model.numbers, model.partnership
    leaving = model.luck.weekly("hub_loss", "leaving", partnership) < weekly_of_year(p.convenor_exits_per_year)
    nobody = model.luck.weekly("hub_loss", "nobody", partnership) < p.convenor_unreplaced_share
    if partnership.convenor > 0.5 and leaving:
        partnership.add("convenor", -partnership.convenor)
        partnership.convenor_exits += 1
        if nobody:
            partnership.add("leaderless", 1)
        for tie in model.ties:
            if tie.through_convenor:
                tie.add("warmth", -tie.warmth * p.convenor_exit_warmth_loss)
    elif not partnership.leaderless:
        partnership.add("convenor", (1 - partnership.convenor) * weekly_of_half_life(p.convenor_gap_months))
