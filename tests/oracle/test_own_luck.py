"""With luck, people and colleagues of its own, drawn by Python's generator, the oracle comes to the same on average.

So the engine's draws are as even and as independent as the docstrings take them to be, and who watches whom makes no
difference but by chance. Differences of means are measured on their standard error.
"""

from __future__ import annotations

import functools

import numpy as np
import pytest

from simulation import run_futures
from simulation.model.plans.plan import defaults

from .model import OracleModel

SEEDS = 40
FUTURES = 600
WEEKS = (26, 78, 130)
SERIES = (
    "knowledge confidence practice habit trust warmth felt_trust engagement freshness reform service practising".split()
)
COUNTED = "departures breaches crises reforms".split()  # over all weeks
PLAN = defaults().with_(
    officials=24, counterparts=8, peers=4, partners=2, units=3, institutions=2, crisis_per_year=1.0, months=18,
    starting_practice=0.3, people_spread=0.15, election_every_months=24,
)  # fmt: skip


@functools.cache
def oracles() -> dict[str, np.ndarray]:
    """Weekly series of runs on their own luck, shape (seeds, weeks + 1)."""
    runs = []
    for seed in range(SEEDS):
        oracle = OracleModel(PLAN, seed, weeks=max(WEEKS))
        while oracle.running:
            oracle.step()
        runs.append(oracle)
    return {name: np.array([run.weekly(name) for run in runs], float) for name in (*SERIES, *COUNTED)}


def errors_apart(**changes: float) -> dict[str, float]:
    """By how many standard errors the means of the oracles and of an ensemble differ."""
    ensemble = run_futures(PLAN.with_(**changes), FUTURES, seed=3, weeks=max(WEEKS))
    found = {}
    for name in SERIES:
        for week in WEEKS:
            found[f"{name} in week {week}"] = _z(oracles()[name][:, week], ensemble.weekly(name)[:, week])
    for name in COUNTED:
        found[name] = _z(oracles()[name].sum(axis=1), ensemble.weekly(name).sum(axis=1, dtype=float))
    return found


def _z(ours: np.ndarray, theirs: np.ndarray) -> float:
    error = np.sqrt(ours.var(ddof=1) / len(ours) + theirs.var(ddof=1) / len(theirs))
    return float(abs(ours.mean() - theirs.mean()) / error)


@pytest.mark.slow
def test_means_agree_within_their_errors():
    # 40 looks; were they independent, a right model would see one beyond 3.5 in 1 of 50 choices of seeds.
    assert {name: z for name, z in errors_apart().items() if z > 3.5} == {}


@pytest.mark.parametrize(
    "changes",
    [{"turnover_per_year": 0.4}, {"learning_per_hour": 0.1}, {"following_per_month": 0.03}, {"crisis_per_year": 1.6}],
    ids=lambda changes: next(iter(changes)),
)
def test_the_same_look_would_notice_a_slip(changes):
    assert max(errors_apart(**changes).values()) > 3.5
