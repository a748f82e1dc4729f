"""The week in which support ends is one week, wherever it is looked at, for every value of the lever."""

import numpy as np

from simulation import load, record_future
from simulation.ensemble.outcomes import end_of_support
from simulation.ensemble.run import run_futures
from simulation.ensemble.without_support import rules_without_support
from simulation.model.rules import STANDARD
from simulation.vocabulary.levers import LEVERS
from simulation.vocabulary.units import first_week_without
from tests.offenders import check_all, offenders

MONTHS = [LEVERS["months"].at(notch) for notch in range(LEVERS["months"].notches)]


def days_outcomes_and_answers_end_in_the_same_week(months, end=None):
    plan = load("parliament_mentors").with_(months=months, taper=0, in_person=0)
    end = end or first_week_without(months)
    assert end - 1 < months * 52 / 12 <= end
    recording = record_future(plan, weeks=min(end + 60, 520))
    days = recording.arrays["support_days"][1:, 0]  # of weeks 0, 1, 2 ...
    assert np.flatnonzero(days)[-1] == end - 1
    results = run_futures(plan, 4, weeks=end + 53)
    assert results.end_of_support == end_of_support(plan.values) == end
    practice = results.weekly("practice", who="supported")
    alone = run_futures(plan, 4, weeks=end + 53, rules=rules_without_support(STANDARD)).weekly("practice", who="supported")
    np.testing.assert_allclose(results.per_future("gain_at_end"), (practice - alone)[:, end], atol=1e-6)
    np.testing.assert_allclose(results.per_future("gain"), (practice - alone)[:, end + 52], atol=1e-6)


def test_days_outcomes_and_answers_end_in_the_same_week_for_every_number_of_months():
    check_all(MONTHS, days_outcomes_and_answers_end_in_the_same_week)


def test_an_end_a_week_early_or_late_is_found():
    for end in (first_week_without(12) - 1, first_week_without(12) + 1):
        assert offenders([12], lambda months, end=end: days_outcomes_and_answers_end_in_the_same_week(months, end))
