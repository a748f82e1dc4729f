"""A practice half of the way to habit, with and without anybody asking after it."""

import pytest

from simulation.model.rules.habit import Habit

RULE = Habit(
    unsupported_habit_share=0.2,
    relapse_per_month=0.1,
    habit_decay_per_month=0.0,
    colleague_retention=0.5,
    habit_days=66,
    habit_spread=1,
    uses_per_week=7,
)
SEEN = {"practice": 0.8, "habit": 0.4, "habit_rate": 0.25, "support": 1.0, "share_practising": 0.0}


def test_with_support_habit_grows_and_practice_holds(tell):
    # A quarter of the gap of 0.4.
    assert tell(RULE, **SEEN) == pytest.approx({"habit": 0.1, "practice": 0.0})


def test_alone_habit_grows_slowly_and_practice_slides(tell):
    # Cue 0.2; relapse 1 - exp(-0.1 x 12 / 52) = 0.022813 of the gap of 0.4.
    told = tell(RULE, **SEEN | {"support": 0.0})
    assert told == pytest.approx({"habit": 0.02, "practice": -0.4 * 0.022813}, rel=1e-4)


def test_company_halves_the_slide_and_asks_as_a_peer_does(tell):
    told = tell(RULE, **SEEN | {"support": 0.0, "share_practising": 1.0})
    assert told["practice"] == pytest.approx(-0.2 * 0.022813, rel=1e-4)
    assert told["habit"] == pytest.approx(0.1 * 0.6)  # cue 1 - 0.8 x 0.5


def test_daily_use_takes_the_person_in_the_middle_66_days():
    import numpy as np

    pace = RULE.start(np.full((2, 1), 0.5, np.float32))["habit_rate"][0, 0]
    assert 1 - (1 - pace) ** (66 / 7) == pytest.approx(0.95, rel=1e-4)
