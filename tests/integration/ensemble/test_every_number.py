"""No slider that nothing reads: every number, moved from one end of its range to the other, moves some result.

The same luck on both sides, so whatever differs is the number's doing.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from simulation import Plan, load, parameters, run_futures
from simulation.ensemble.results import Results
from simulation.model.plans.plan import defaults
from simulation.vocabulary.errors import ParameterError
from tests.offenders import check_all, offenders

pytestmark = pytest.mark.slow

# Rotation and many crises bring out what is idle by default; in a mutual network peers are not ahead to begin with; where half
# of the people practise already, thresholds to follow them matter.
PLACES = (
    defaults().with_(rotation_months=6, crisis_per_year=1.0),
    load("twenty_group"),
    defaults().with_(starting_practice=0.5, people_spread=0.3),
    defaults().with_(promised_months=40),
)
WEEKS = 160


def end(plan: Plan, name: str, value: float) -> Plan:
    """The plan with a number at one end of its range, or as near to it as the other numbers allow."""
    number = parameters()[name]
    tries = [value, *(number.at(round(share * (number.notches - 1))) for share in (0.1, 0.9, 0.3, 0.7))]
    for attempt in sorted(tries, key=lambda each: abs(each - value)):
        try:
            return plan.with_(**{name: attempt})
        except ParameterError:
            continue
    return plan


@cache
def standing(place: Plan) -> Results:
    return run_futures(place, futures=6, seed=3, weeks=WEEKS)


def apart(here: Results, there: Results) -> float:
    """The largest difference in any weekly series."""
    return max(np.abs(np.nan_to_num(here.weekly(series)) - np.nan_to_num(there.weekly(series))).max() for series in here.series)


def it_moves_some_result(name: str) -> None:
    number = parameters()[name]
    for place in PLACES:
        for value in (number.low, number.high):
            moved = run_futures(end(place, name, value), futures=6, seed=3, weeks=WEEKS)
            if apart(standing(place), moved) > 1e-3:
                return
    pytest.fail(f"moves nothing from {number.low} to {number.high}")


def test_every_number_moves_some_result() -> None:
    check_all([name for name in parameters() if name != "peer_days_cap"], it_moves_some_result)


def test_the_cap_on_a_peers_days_says_only_which_plans_there_are() -> None:
    assert offenders(["peer_days_cap"], it_moves_some_result) != []  # and so one that moves nothing is found
    with pytest.raises(ParameterError, match="peers of 1 days each give at most"):
        defaults().with_(peer_days_cap=1)
