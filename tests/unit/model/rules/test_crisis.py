"""A bad crisis in a calm place, and the weeks after."""

import pytest

from simulation.model.rules.crisis import Crisis
from tests.oracle.rates import weekly_of_half_life, weekly_of_year

SAYINGS = """
    severity + window   severity + strain   crisis_per_year + crises   crisis_per_year + window   crisis_severity + window
    crisis_severity + strain   window_months + window   crisis_strain + strain
    window_convexity - window"""
ACTS = (
    {"reform"},
    {"crisis_per_year": 3.0, "window_months": 12.0, "response_weeks": 0, "starting_knowledge": 0.8,
     "starting_practice": 0.6, "starting_confidence": 0.6, "people_spread": 0.2},
    "window strain open_weeks window_used crises windows",
)  # fmt: skip

RULE = Crisis(
    crisis_per_year=0.52, crisis_severity=0.5, window_months=6, window_convexity=3, crisis_strain=0.8,
    window_open_threshold=0.1,
)  # fmt: skip
CALM = {"window": 0.0, "strain": 0.0, "open_weeks": 0.0, "window_used": 0.0}


def test_a_severe_crisis_opens_a_window_and_strains():
    # Mean severity one half means power 1: the draw 0.8 is the severity. 0.8 ** 3 = 0.512; 0.8 x 0.8 = 0.64.
    assert RULE.change(arrival=0.009, severity=0.8, **CALM | {"window_used": 1.0}) == pytest.approx(
        {"window": 0.512, "strain": 0.64, "open_weeks": 0.0, "window_used": -1.0, "crises": 1.0, "windows": 1.0}
    )


def test_several_mild_crises_open_a_window_between_them():
    # 0.08 x (1 - 0.051922) + 0.92 x 0.064 = 0.1347: neither alone would do; where one is open 0.4 ** 3 opens none anew.
    assert RULE.change(arrival=0.009, severity=0.4, **CALM | {"window": 0.08})["windows"] == 1.0
    assert RULE.change(arrival=0.009, severity=0.4, **CALM | {"window": 0.3})["windows"] == 0.0
    assert RULE.change(arrival=0.009, severity=0.8, **CALM | {"window": 0.3})["windows"] == 1.0


def test_a_mild_crisis_opens_nothing():
    # 0.4 ** 3 = 0.064 stays below 0.1.
    told = RULE.change(arrival=0.009, severity=0.4, **CALM)
    assert (told["crises"], told["windows"]) == (1.0, 0.0)


def test_crises_come_at_the_yearly_rate():
    # 0.52 a year are 0.01 a week: chance 1 - exp(-0.01) = 0.00995.
    assert RULE.change(arrival=0.0099, severity=0.8, **CALM)["crises"] == 1.0
    assert "crises" not in RULE.change(arrival=0.0100, severity=0.8, **CALM)


def test_the_window_shuts_in_months_and_strain_eases_sooner():
    # Half-lives of 3 months = 13 weeks and 1 month = 4.333 weeks: 5.19 % and 14.78 % of what is there go in a week.
    late = {"window": 0.5, "strain": 0.5, "open_weeks": 3.0, "window_used": 1.0}
    assert RULE.change(arrival=1.0, severity=0.5, **late) == pytest.approx(
        {"window": -0.5 * 0.051922, "strain": -0.5 * 0.147822, "open_weeks": 1.0}, rel=1e-3
    )
    assert RULE.change(arrival=1.0, severity=0.5, **late | {"window": 0.05})["open_weeks"] == -3.0


def twin(model):
    p = model.numbers
    chance = weekly_of_year(p.crisis_per_year)
    shutting = weekly_of_half_life(p.window_months / 2)
    easing = weekly_of_half_life(1)
    for institution in model.institutions:
        arrives = model.luck.weekly("crisis", "arrival", institution) < chance
        draw = model.luck.weekly("crisis", "severity", institution)
        severity = draw ** (1 / p.crisis_severity - 1) if arrives else 0.0
        window = institution.window
        opening = (1 - window) * severity**p.window_convexity
        institution.add("window", opening - window * shutting)
        shock = (1 - institution.strain) * p.crisis_strain * severity
        institution.add("strain", shock - institution.strain * easing)
        is_open = window > p.window_open_threshold
        institution.add("open_weeks", 1 if is_open else -institution.open_weeks)
        by_now = opening if is_open else window + opening - window * shutting
        opened = by_now > p.window_open_threshold
        if opened:
            institution.add("window_used", -institution.window_used)
        institution.crises += arrives
        institution.windows += opened
