"""A district with a fifth of the money it needs, and a fund while support lasts."""

from dataclasses import replace

import pytest

from simulation.model.rules.means import Means
from tests.oracle.rates import MONTH

SAYINGS = """
    means + affordable   implementation_fund + affordable   fund_coverage + affordable   months + affordable"""
ACTS = ({"service"}, {"months": 9}, "affordable service")

RULE = Means(means=0.2, implementation_fund=0.5, fund_coverage=0.5, months=12)


def test_the_fund_fills_part_of_the_gap_while_it_lasts():
    # 0.2 + 0.8 x 0.5 x 0.5.
    assert RULE.change(week=51) == pytest.approx({"affordable": 0.4})
    assert RULE.change(week=52) == pytest.approx({"affordable": 0.2})


def test_a_week_that_begins_with_support_has_it():
    # 13 months are 56.3 weeks.
    longer = replace(RULE, months=13)
    assert [longer.change(week=week)["affordable"] > 0.2 for week in (55, 56, 57)] == [True, True, False]


def twin(model):
    p = model.numbers
    fund = p.implementation_fund if model.week < p.months * MONTH else 0.0
    for institution in model.institutions:
        institution.affordable = p.means + (1 - p.means) * p.fund_coverage * fund
