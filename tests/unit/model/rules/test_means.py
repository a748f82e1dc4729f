"""A district with a fifth of the money it needs, and a fund while support lasts."""

from dataclasses import replace

import pytest

from simulation.model.rules.means import Means
from tests.oracle.rates import weeks_of_support

SAYINGS = """
    means + affordable   implementation_fund + affordable"""
ACTS = ({"service"}, {"months": 9, "support_from_month": 2.5}, "affordable service")

RULE = Means(means=0.2, implementation_fund=0.5, months=12, support_from_month=0)


def test_the_fund_fills_part_of_the_gap_while_it_lasts():
    # 0.2 + 0.8 x 0.5.
    assert RULE.change(week=51) == pytest.approx({"affordable": 0.6})
    assert RULE.change(week=52) == pytest.approx({"affordable": 0.2})


def test_a_week_that_begins_with_support_has_it():
    # 13 months are 56.3 weeks.
    longer = replace(RULE, months=13)
    assert [longer.change(week=week)["affordable"] > 0.2 for week in (55, 56, 57)] == [True, True, False]


def test_the_fund_comes_with_the_support():
    # 2.5 months are 10.8 weeks: from week 11 on, for 52 weeks.
    later = replace(RULE, support_from_month=2.5)
    assert [later.change(week=week)["affordable"] > 0.2 for week in (0, 10, 11, 62, 63)] == [
        False, False, True, True, False,
    ]  # fmt: skip


def twin(model):
    p = model.numbers
    begin, end = weeks_of_support(p)
    fund = p.implementation_fund if begin <= model.week < end else 0.0
    for institution in model.institutions:
        institution.affordable = p.means + (1 - p.means) * fund
