"""Citizens notice, months later."""

import pytest

from simulation.model.rules.service import Service
from tests.oracle.rates import MONTH

SAYINGS = """
    mean_practice + service   reform + service   affordable + service"""
ACTS = (
    {"calendar", "trust", "keeping_in_touch", "means", "learning", "small_steps", "reform"},
    {"starting_knowledge": 0.8, "starting_practice": 0.6, "starting_confidence": 0.6, "people_spread": 0.2},
    "service",
)

# One month of 52 / 12 weeks, 12 months to notice: a 52nd of the gap in a week.
RULE = Service(service_lag_months=12, practice_service_share=0.6, means=0.5)


def test_practice_means_and_reform_reach_citizens():
    # 0.5 x (0.6 x 0.8 + 0.4 x 0.5) = 0.34.
    told = RULE.change(mean_practice=0.8, reform=0.5, service=0.08, affordable=0.5)
    assert told == pytest.approx({"service": 0.26 / 52})


def test_at_the_start_citizens_get_what_the_place_would_leave_them_with():
    start = RULE.start(mean_practice=0.8)
    assert start == pytest.approx({"service": 0.5 * 0.6 * 0.8})
    assert RULE.change(mean_practice=0.8, reform=0.0, affordable=0.5, **start) == {"service": 0.0}


def twin_start(model):
    p = model.numbers
    for institution in model.institutions:
        institution.service = p.means * p.practice_service_share * institution.mean("practice")


def twin(model):
    p = model.numbers
    pace = 1 / (p.service_lag_months * MONTH)
    for institution in model.institutions:
        practice = institution.mean("practice")
        worth = p.practice_service_share * practice + (1 - p.practice_service_share) * institution.reform
        institution.add("service", (institution.affordable * worth - institution.service) * pace)
