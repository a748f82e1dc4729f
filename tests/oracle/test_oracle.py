"""The engine says what the docstrings say.

1. Each rule, with no more company than it needs to do something, agrees with its docstring to rounding in every variable.
2. So does everything together, over three years, in every scenario and in networks of every make.
3. Under luck and colleagues of its own the oracle agrees with the ensemble in the means, within their errors (test_own_luck).
4. Institutions, teams, ties, colleagues and people at the start are those that the docstrings describe (test_structure).

Both reckon in double precision and draw the same, so they part by the order in which sums are taken; weekly series are
written down in single precision.
"""

from __future__ import annotations

import numpy as np
import pytest

from simulation import load, run_futures, scenarios
from simulation.model.plans.plan import Plan, defaults
from simulation.vocabulary.state_variables import GROUPS
from tests.unit.model.rules.files import file_of

from .model import RULES, OracleModel
from .side_by_side import SEED, SideBySide, world_of

ROUNDING = 1e-9  # of a variable
WRITTEN_DOWN = 1e-6  # of a weekly series, in single precision
MENTORED = {"officials": 24, "counterparts": 7, "peers": 3, "partners": 2, "units": 3, "institutions": 2, "taper": 0}
NETWORK = {"officials": 26, "counterparts": 9, "peers": 0, "partners": 3, "units": 2, "institutions": 4}

READY = {"starting_knowledge": 0.8, "starting_practice": 0.6, "starting_confidence": 0.6, "people_spread": 0.2}
# For each rule: the company in which it does something, the numbers that bring it out, and what it must then move.
ACTS: dict[str, tuple[set[str], dict[str, float], str]] = {rule: file_of(rule).ACTS for rule in RULES}
every_make = pytest.mark.parametrize("make", [MENTORED, NETWORK], ids=["mentored", "network"])


@every_make
@pytest.mark.parametrize("rule", ACTS)
def test_a_rule_does_what_its_docstring_says(rule, make):
    company, numbers, moves = ACTS[rule]
    plan = defaults().with_(**(make | numbers))
    both = SideBySide(plan, company | {rule}, futures=6, weeks=80)
    without = world_of(plan, company, futures=6, weeks=80)
    still = set(moves.split())
    for _ in range(80):
        both.step()
        without.advance()
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
    ends = ("_spread", *(f"_{group}" for group in GROUPS))
    means = {name for name in run_futures(plan, 1, weeks=1).series if not name.endswith(ends)}
    assert means == set(OracleModel(plan, SEED, 0, weeks=1).datacollector.model_vars)


@pytest.mark.parametrize("scenario", scenarios())
def test_everything_together_agrees_in_every_scenario(scenario):
    plan = load(scenario)
    outside = plan["peers"] > 0
    small = {"officials": 24, "counterparts": 8, "institutions": min(plan["institutions"], 6), "peer_days_cap": 20}
    plan = plan.with_(**small, peers=4 if outside else 0, units=min(plan["units"], 4))
    early, strays = parted(plan, futures=10, weeks=156)
    assert early < WRITTEN_DOWN and strays == 0


@pytest.mark.slow
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
    assert early < WRITTEN_DOWN and strays == 0
