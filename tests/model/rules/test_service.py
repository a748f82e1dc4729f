"""Citizens notice, months later."""

import pytest

from simulation.model.rules.service import Service

# One month of 52 / 12 weeks, 12 months to notice: a 52nd of the gap in a week.
RULE = Service(service_lag_months=12, practice_service_share=0.6, means=0.5)


def test_practice_means_and_reform_reach_citizens(tell):
    # 0.5 x (0.6 x 0.8 + 0.4 x 0.5) = 0.34.
    told = tell(RULE, practice=0.8, reform=0.5, service=0.08, affordable=0.5)
    assert told["service"] == pytest.approx(0.26 / 52, rel=1e-5)
