"""Outcomes, each worked by hand on series made for the purpose."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.runs.outcomes import OUTCOMES, OutcomeInputs

WEEKS = 157
NUMBERS = {"months": 12, "officials": 4, "institutions": 2}


def told(moments=None, **weekly):
    series = {name: np.atleast_2d(np.asarray(values, np.float32)) for name, values in weekly.items()}
    return OutcomeInputs(series, moments or {}, NUMBERS, np.array([4]))


def find(name, made):
    return OUTCOMES[name].find(made)


def test_support_of_twelve_months_ends_in_week_52():
    assert told().end == 52


def test_lasting_change_is_what_is_left_twelve_months_after():
    practice = np.full(WEEKS, 0.1)
    practice[52], practice[104] = 0.5, 0.35
    made = told(practice=practice)
    assert find("change_at_end", made) == pytest.approx([0.4])
    assert find("lasting_change", made) == pytest.approx([0.25])


def test_a_run_that_stops_too_soon_has_no_lasting_change():
    assert np.isnan(find("lasting_change", told(practice=np.zeros(104)))).all()


def test_time_to_trust_is_in_months_and_never_where_it_is_not_reached():
    trust = np.zeros((2, WEEKS))
    trust[0, 26:] = 0.4
    assert find("time_to_trust", told(trust=trust)) == pytest.approx([6.0, np.nan], nan_ok=True)


def test_cost_is_days_for_each_persons_worth_of_lasting_practice():
    practice = np.zeros((3, WEEKS))
    practice[0, 104], practice[1, 104] = 0.5, -0.1
    days = np.full((3, WEEKS), 0.25)
    # 156 weeks x 0.25 days x 2 institutions = 78 days; half of the practice of 4 people is 2 people's worth.
    made = told(practice=practice, support_days=days)
    assert find("days_spent", made) == pytest.approx([78, 78, 78])
    assert find("days_per_lasting_change", made) == pytest.approx([39, np.inf, np.inf])


def test_gini_of_gains():
    start = np.zeros((3, 5))
    end = np.array(
        [[0.2, 0.2, 0.2, 0.2, 0.9], [0, 0, 0, 0.8, 0.9], [0, 0, 0, 0, 0.9]]
    )  # the fifth is a peer from outside
    made = told({"practice": np.stack([start, end, end]).astype(np.float32)})
    assert find("gini", made) == pytest.approx([0.0, 0.75, np.nan], nan_ok=True)


def test_the_peers_own_gain():
    start = np.full((1, 5), 0.5)
    end = np.full((1, 5), 0.9)
    end[0, 4] = 0.6
    assert find("peers_gain", told({"knowledge": np.stack([start, end, end]).astype(np.float32)})) == pytest.approx(
        [0.1]
    )


def test_what_is_lost_with_the_convenor():
    hours = np.ones((3, WEEKS))
    exits = np.zeros((3, WEEKS))
    exits[0, 20] = exits[1, 45] = 1  # the second is too near the end of support to tell
    hours[0, 21:34] = 0.6
    assert find("convenor_loss", told(contact_hours=hours, convenor_exits=exits)) == pytest.approx(
        [0.4, np.nan, np.nan], nan_ok=True
    )


def test_counts_are_sums_over_the_weeks():
    events = np.zeros((1, WEEKS))
    events[0, [3, 90]] = 1
    for name in ("reforms", "crises", "windows", "windows_used"):
        assert find(name, told(**{name: events})) == [2.0]


def test_every_outcome_says_what_it_is():
    assert all(o.label and o.unit and o.help and o.better in (-1, 0, 1) for o in OUTCOMES.values())
