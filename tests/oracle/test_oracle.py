"""The arrays say what the docstrings say.

1. Each rule, with no more company than it needs to do something, agrees with its docstring to rounding in every array.
2. So does everything together, over three years, in every scenario and in networks of every make.
3. Under luck and colleagues of its own the oracle agrees with the ensemble in the means, within their errors (test_own_luck).
4. Institutions, teams, ties, colleagues and people at the start are those that the docstrings describe (test_structure).

The arrays hold four bytes a number and the oracle eight, so they part by rounding, and once in a long while a draw or a
practice near one half falls on different sides of its mark; after that such a future goes its own way.
"""

from __future__ import annotations

import numpy as np
import pytest

from simulation import load, run_futures, scenarios
from simulation.model.plan import Plan, defaults
from simulation.model.rules import STANDARD
from simulation.model.week import Weeks

from .model import OPENING, RULES, OracleModel
from .side_by_side import SEED, SideBySide, world_of

ROUNDING = 2e-5
MENTORED = {"officials": 24, "counterparts": 7, "peers": 3, "partners": 2, "units": 3, "institutions": 2, "taper": 0}
NETWORK = {"officials": 26, "counterparts": 9, "peers": 0, "partners": 3, "units": 2, "institutions": 4}

TOGETHER = {"calendar", "trust", "keeping_in_touch"}
BUSY = {"crisis_per_year": 3.0, "window_months": 12.0, "response_weeks": 0}
READY = {"starting_knowledge": 0.8, "starting_practice": 0.6, "starting_confidence": 0.6, "people_spread": 0.2}
# For each rule: the company in which it does something, the numbers that bring it out, and what it must then move.
ACTS: dict[str, tuple[set[str], dict[str, float], str]] = {
    "crisis": ({"reform"}, BUSY | READY, "window strain open_weeks window_used crises windows"),
    "calendar": (
        {"crisis", "hub_loss", "breach", "staying_engaged"}, BUSY | {"session_size": 8, "months": 13},
        "contact_hours hours reserve support_days visit_phase",
    ),
    "means": ({"service"}, {"months": 9}, "affordable service"),
    "disclosure": (TOGETHER, {"session_size": 3, "fear": 0.9, "rivalry": 0.5}, "openness trust"),
    "trust": ({"calendar", "keeping_in_touch", "disclosure", "breach"}, {"session_size": 2}, "trust initial_trust"),
    "keeping_in_touch": ({"calendar", "trust"}, {"months": 9}, "warmth trust felt_trust support"),
    "breach": (TOGETHER, {"broken_promises_per_year": 2.0, "deceptions_per_year": 0.2}, "trust scar breaches"),
    "learning": ({*TOGETHER, "disclosure", "groupthink"}, {"months": 9}, "knowledge"),
    "small_steps": (
        {*TOGETHER, "learning", "means", "crisis", "reform"}, BUSY, "practice confidence trust weeks_since_try applying",
    ),
    "habit": ({*TOGETHER, "learning", "small_steps"}, {"months": 9}, "habit practice habit_rate"),
    "diffusion": (
        set(),
        {"starting_practice": 0.4, "people_spread": 0.2, "following_per_month": 0.4, "threshold_spread": 0.25},
        "practice confidence practising threshold examples_needed",
    ),
    "benchmarking": ({"calendar"}, {"rivalry": 0.6, "people_spread": 0.2}, "confidence"),
    "reform": ({*TOGETHER, "crisis"}, BUSY | READY, "reform window_used reforms windows_used"),
    "staying_engaged": ({*TOGETHER, "groupthink"}, {"people_spread": 0.2}, "engagement contact_hours"),
    "groupthink": ({*TOGETHER, "staying_engaged"}, {"rotation_months": 4, "months": 12}, "freshness hours engagement trust warmth"),
    "hub_loss": (
        TOGETHER, {"convenor_share": 0.6, "convenor_exits_per_year": 0.8},
        "convenor through_convenor warmth trust convenor_exits contact_hours",
    ),
    "service": ({*TOGETHER, "means", "learning", "small_steps", "reform"}, READY, "service"),
    "turnover": (
        {*TOGETHER, "breach", "groupthink", "learning", "small_steps", "habit"},
        {"election_every_months": 10, "turnover_per_year": 0.6, "deceptions_per_year": 0.2},
        "practice habit knowledge confidence tenure weeks_since_try trust warmth scar hours freshness departures",
    ),
}  # fmt: skip
every_make = pytest.mark.parametrize("make", [MENTORED, NETWORK], ids=["mentored", "network"])


def test_the_oracle_has_every_rule_in_its_part_of_the_week():
    assert list(RULES) == [rule.name() for rule in STANDARD] and set(ACTS) == set(RULES)
    opening = [rule.name() for rule in STANDARD if rule.phase.value == "opening"]
    assert opening == [rule.__name__ for rule in OPENING]


@every_make
@pytest.mark.parametrize("rule", ACTS)
def test_a_rule_does_what_its_docstring_says(rule, make):
    company, numbers, moves = ACTS[rule]
    plan = defaults().with_(**(make | numbers))
    both = SideBySide(plan, company | {rule}, futures=6, weeks=80)
    without = world_of(plan, company, futures=6, weeks=80)
    other = Weeks(without)
    still = set(moves.split())
    for _ in range(80):
        both.step()
        other.step()
        assert {name: far for name, far in both.apart() if far > ROUNDING} == {}
        still -= {name for name in still if (both.world.arrays[name] != without.arrays[name]).any()}
    assert still == set(), f"{rule} was to move these and did not"


def parted(plan: Plan, futures: int, weeks: int) -> tuple[float, int]:
    """How far the worst future's weekly series are apart in the first half year, and how many ever part by 1/1000."""
    results = run_futures(plan, futures, seed=SEED, weeks=weeks)
    early, strays = 0.0, 0
    for future in range(futures):
        oracle = OracleModel(plan, SEED, future, weeks)
        while oracle.running:
            oracle.step()
        far = np.zeros(weeks + 1)
        for name in oracle.datacollector.model_vars:
            theirs = results.weekly(name)[future].astype(float)
            far = np.maximum(far, np.abs(theirs - oracle.weekly(name)) / np.maximum(np.abs(theirs), 1))
        early, strays = max(early, far[:27].max()), strays + bool(far.max() > 1e-3)
    return early, strays


def test_the_oracle_writes_down_all_that_a_run_does():
    plan = defaults().with_(**MENTORED)
    means = {name for name in run_futures(plan, 1, weeks=1).series if not name.endswith("_spread")}
    assert means == set(OracleModel(plan, SEED, 0, weeks=1).datacollector.model_vars)


@pytest.mark.parametrize("scenario", scenarios())
def test_everything_together_agrees_in_every_scenario(scenario):
    plan = load(scenario)
    outside = plan["peers"] > 0
    small = {"officials": 24, "counterparts": 8, "institutions": min(plan["institutions"], 6)}
    plan = plan.with_(**small, peers=4 if outside else 0, units=min(plan["units"], 4))
    early, strays = parted(plan, futures=10, weeks=156)
    assert early < ROUNDING and strays <= 1


@pytest.mark.parametrize(
    "numbers",
    [
        MENTORED | {"rotation_months": 5, "crisis_per_year": 2.0, "months": 24},
        NETWORK | {"rotation_months": 6, "partners": 4, "units": 1, "session_size": 5, "convenor_share": 0.8},
        NETWORK | {"institutions": 26, "counterparts": 26, "crisis_per_year": 1.5, "election_every_months": 13},
        MENTORED | {"institutions": 1, "partners": 3, "long_ties": 0.5, "colleagues": 12, **READY},
    ],
    ids=["rotating mentors", "rotating network", "everybody alone at home", "crowded"],
)
def test_everything_together_agrees_in_other_makes(numbers):
    early, strays = parted(defaults().with_(**numbers), futures=20, weeks=156)
    assert early < ROUNDING and strays <= 1
