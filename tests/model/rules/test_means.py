"""A district with a fifth of the money it needs, and a fund while support lasts."""

import pytest

from simulation.model.rules.means import Means

RULE = Means(means=0.2, implementation_fund=0.5, fund_coverage=0.5, months=12)


def test_the_fund_fills_part_of_the_gap_while_it_lasts(tell):
    # 0.2 + 0.8 x 0.5 x 0.5.
    assert tell(RULE, week=51)["affordable"] == pytest.approx(0.4)
    assert tell(RULE, week=52)["affordable"] == pytest.approx(0.2)
