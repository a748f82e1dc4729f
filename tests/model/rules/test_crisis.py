"""A bad crisis in a calm place, and the weeks after."""

import pytest

from simulation.model.rules.crisis import Crisis

RULE = Crisis(
    crisis_per_year=0.52,
    crisis_severity=0.5,
    window_months=6,
    window_convexity=3,
    crisis_strain=0.8,
    strain_half_life_months=1,
    window_open_threshold=0.1,
)
CALM = {"window": 0.0, "strain": 0.0, "open_weeks": 0.0, "window_used": 0.0}


def test_a_severe_crisis_opens_a_window_and_strains(tell):
    # Mean severity one half means power 1: the draw 0.8 is the severity. 0.8 ** 3 = 0.512; 0.8 x 0.8 = 0.64.
    told = tell(RULE, arrival=0.009, severity=0.8, **CALM | {"window_used": 1.0})
    assert told["window"] == pytest.approx(0.512, rel=1e-5)
    assert told["strain"] == pytest.approx(0.64, rel=1e-5)
    assert (told["crises"], told["windows"], told["window_used"]) == (1.0, 1.0, -1.0)


def test_several_mild_crises_open_a_window_between_them(tell):
    # 0.08 x (1 - 0.051922) + 0.92 x 0.064 = 0.1347: neither alone would do; in an open window 0.4 ** 3 opens nothing anew.
    assert tell(RULE, arrival=0.009, severity=0.4, **CALM | {"window": 0.08})["windows"] == 1.0
    assert tell(RULE, arrival=0.009, severity=0.4, **CALM | {"window": 0.3})["windows"] == 0.0
    assert tell(RULE, arrival=0.009, severity=0.8, **CALM | {"window": 0.3})["windows"] == 1.0


def test_a_mild_crisis_opens_nothing(tell):
    # 0.4 ** 3 = 0.064 stays below 0.1.
    told = tell(RULE, arrival=0.009, severity=0.4, **CALM)
    assert (told["crises"], told["windows"]) == (1.0, 0.0)


def test_crises_come_at_the_yearly_rate(tell):
    # 0.52 a year are 0.01 a week: chance 1 - exp(-0.01) = 0.00995.
    assert tell(RULE, arrival=0.0099, severity=0.8, **CALM)["crises"] == 1.0
    assert tell(RULE, arrival=0.0100, severity=0.8, **CALM)["crises"] == 0.0


def test_the_window_shuts_in_months_and_strain_eases_sooner(tell):
    # Half-lives of 3 months = 13 weeks and 1 month = 4.333 weeks: 5.19 % and 14.78 % of what is there go in a week.
    told = tell(RULE, arrival=1.0, severity=0.5, window=0.5, strain=0.5, open_weeks=3.0, window_used=1.0)
    assert told["window"] == pytest.approx(-0.5 * 0.051922, rel=1e-3)
    assert told["strain"] == pytest.approx(-0.5 * 0.147822, rel=1e-3)
    assert told["open_weeks"] == 1.0
    assert (
        tell(RULE, arrival=1.0, severity=0.5, window=0.05, strain=0.0, open_weeks=9.0, window_used=1.0)["open_weeks"]
        == -9.0
    )
