"""A trial is a run: the same engine, the same luck, for many sets of assumptions side by side."""

from __future__ import annotations

import numpy as np
import pytest

from simulation import run_futures
from simulation.experiments.trials import Trials, each, mean, without
from simulation.model.plan import defaults

PLAN = defaults().with_(officials=20, counterparts=4, units=2, months=6)
WEEKS = 40


def practice(trials: Trials, **numbers: float) -> np.ndarray:
    return trials.run(PLAN, WEEKS, {"seen": mean("practice", 0, 20)}, **numbers)["seen"]


def test_one_set_is_what_run_futures_finds():
    found = practice(Trials(futures=6, seed=4))
    assert found.shape == (1, 6, WEEKS + 1)
    assert found[0] == pytest.approx(run_futures(PLAN, 6, seed=4, weeks=WEEKS).weekly("practice"), abs=1e-6)


def test_each_set_is_what_a_plan_with_its_numbers_finds_and_batches_change_nothing(monkeypatch):
    values = np.array([0.05, 0.08, 0.1])
    found = practice(Trials({"relapse_per_month": values}, futures=3, seed=4))
    for row, value in zip(found, values, strict=True):
        own = run_futures(PLAN.with_(relapse_per_month=float(value)), 3, seed=4, weeks=WEEKS)
        assert row == pytest.approx(own.weekly("practice"), abs=1e-6)
    monkeypatch.setattr("simulation.experiments.trials._BATCH", 1)
    np.testing.assert_array_equal(practice(Trials({"relapse_per_month": values}, futures=3, seed=4)), found)


def test_a_number_said_for_the_trial_goes_before_the_sets_and_may_leave_its_slider():
    both = practice(Trials({"relapse_per_month": np.array([0.05, 0.1])}, futures=2), relapse_per_month=0.5)
    np.testing.assert_array_equal(both[0], both[1])


def test_a_watch_may_look_at_entries_one_by_one_and_rules_may_be_left_out():
    seen = Trials(futures=2).run(PLAN, 5, {"hours": each("contact_hours")}, without("calendar"))["hours"]
    assert seen.shape == (1, 2, 6, 4) and not seen.any()
