"""A trial is a run: the same engine, the same luck, for many sets of assumptions side by side."""

from __future__ import annotations

import numpy as np
import pytest

from simulation import run_futures
from simulation.experiments.trials import Trials, each, mean, without
from simulation.model.plans.plan import defaults
from simulation.vocabulary.errors import ParameterError
from simulation.vocabulary.state_variables import INSTITUTIONS

PLAN = defaults().with_(officials=20, counterparts=4, units=2, months=6)
WEEKS = 40


def practice(trials: Trials, **numbers: float) -> np.ndarray:
    return trials.run(PLAN, WEEKS, {"seen": mean("practice", 0, 20)}, **numbers)["seen"]


def test_one_set_is_what_run_futures_finds():
    found = practice(Trials(futures=6, seed=4))
    assert found.shape == (1, 6, WEEKS + 1)
    assert found[0] == pytest.approx(run_futures(PLAN, 6, seed=4, weeks=WEEKS).weekly("practice"), abs=1e-6)


def test_each_set_is_what_a_plan_with_its_numbers_finds_and_chunks_change_nothing(monkeypatch):
    values = np.array([0.05, 0.08, 0.1])
    found = practice(Trials({"relapse_per_month": values}, futures=3, seed=4))
    for row, value in zip(found, values, strict=True):
        own = run_futures(PLAN.with_(relapse_per_month=float(value)), 3, seed=4, weeks=WEEKS)
        np.testing.assert_allclose(row, own.weekly("practice"), rtol=1e-6)
    monkeypatch.setattr("simulation.experiments.trials._LONGEST_CHUNK_S", 1e-9)
    np.testing.assert_array_equal(practice(Trials({"relapse_per_month": values}, futures=3, seed=4)), found)


TABLES = {
    "assumptions": {"relapse_per_month": [0.05, 0.1], "learning_per_hour": [0.3, 0.2]},
    "levers": {"peer_days": [4.0, 20.0], "months": [3, 9], "taper": [0, 2]},
    "settings": {"turnover_per_year": [0.0, 1.0], "friction": [0.9, 0.1]},
    "people": {"counterparts": [2, 8, 2], "officials": [12, 20, 20], "units": [2, 3, 2]},
    "makes": {"peers": [4, 0], "partners": [2, 3], "institutions": [2, 1], "colleagues": [3, 8], "long_ties": [0.0, 0.9]},
    "all at once": {"counterparts": [4, 6, 4], "relapse_per_month": [0.05, 0.1, 0.1], "months": [6, 6, 12]},
}  # fmt: skip


@pytest.mark.parametrize("kind", TABLES)
def test_levers_settings_and_assumptions_may_all_stand_in_a_table(kind):
    """Each row is what `run_futures` finds for the plan with its values."""
    columns = {name: np.array(values, float) for name, values in TABLES[kind].items()}
    size = len(next(iter(columns.values())))
    seen = Trials(columns, futures=4, seed=4).run(PLAN, WEEKS, {"trust": mean("trust"), "reform": mean("reform", 0, 1)})
    for row in range(size):
        plan = PLAN.with_(**{name: values[row] for name, values in TABLES[kind].items()})
        own = run_futures(plan, 4, seed=4, weeks=WEEKS)
        np.testing.assert_allclose(seen["trust"][row], own.weekly("trust"), rtol=1e-6, err_msg=f"row {row}")
        if plan["institutions"] == 1:
            np.testing.assert_allclose(seen["reform"][row], own.weekly("reform"), rtol=1e-6, err_msg=f"row {row}")
    assert len({seen["trust"][row].tobytes() for row in range(size)}) > 1


def test_a_misspelt_name_is_refused_in_one_line():
    with pytest.raises(
        ParameterError, match="sets: there is no number called 'counterpart'; did you mean 'counterparts'"
    ):
        Trials({"counterpart": np.array([2.0])})
    with pytest.raises(
        ParameterError, match="trial: there is no number called 'relapse_per_mont'; did you mean 'relapse_per"
    ):
        practice(Trials(futures=1), relapse_per_mont=0.5)


def test_sets_that_make_no_sense_together_are_refused_in_one_line():
    with pytest.raises(
        ParameterError, match="sets: counterparts = .* people, but only 20 people are in the institutions"
    ):
        practice(Trials({"counterparts": np.array([4.0, 21.0])}, futures=1))


def test_a_number_said_for_the_trial_goes_before_the_sets_and_may_leave_its_slider():
    both = practice(Trials({"relapse_per_month": np.array([0.05, 0.1])}, futures=2), relapse_per_month=0.5)
    np.testing.assert_array_equal(both[0], both[1])


def test_a_watch_may_look_at_entries_one_by_one_and_rules_may_be_left_out():
    seen = Trials(futures=2).run(PLAN, 5, {"hours": each("contact_hours")}, without("calendar"))["hours"]
    assert seen.shape == (1, 2, 6, 4) and not seen.any()


def test_a_number_may_differ_from_future_to_future():
    fear = np.array([0.0, 1.0, 0.0])
    mixed = practice(Trials(futures=3), workload=fear)
    for level in (0.0, 1.0):
        alike = practice(Trials(futures=3), workload=level)
        np.testing.assert_array_equal(mixed[0, fear == level], alike[0, fear == level])
    with pytest.raises(ParameterError, match="trial: workload needs one value for all, or"):
        practice(Trials(futures=2), workload=fear)
    with pytest.raises(ParameterError, match="trial: officials needs one value for all, or"):
        practice(Trials(futures=3), officials=np.array([4.0, 5.0, 6.0]))


def test_people_who_are_not_there_are_refused_in_one_line():
    with pytest.raises(ParameterError, match="trial: counterparts = 60 people, but only 40 people are in the institutions"):
        Trials(futures=2).outcomes(PLAN, counterparts=60, officials=40)
    with pytest.raises(ParameterError, match="trial: partners = 3 peers for each person, but only 1 peers come"):
        practice(Trials(futures=2), peers=1, partners=3)


def test_it_may_be_looked_at_in_some_weeks_only():
    watch = {"practice": each("practice", 0, 4)}
    whole = Trials(futures=2).run(PLAN, 8, watch)["practice"]
    some = Trials(futures=2).run(PLAN, 8, watch, at=(0, 3, 8))["practice"]
    np.testing.assert_array_equal(some, whole[:, :, [0, 3, 8]])


def test_series_stand_beside_the_outcomes_and_draws_can_be_staged_otherwise():
    seen = Trials({"relapse_per_month": np.array([0.1, 0.2])}, futures=2).outcomes(PLAN, also=("practice_supported",))
    assert seen["weekly practice_supported"].shape[:2] == (2, 2) == seen["gain"].shape
    trials = Trials(futures=2)
    draws = trials.draws(PLAN, "crisis/arrival", INSTITUTIONS, 20)
    assert draws.shape == (2, 20, PLAN["institutions"] + (PLAN["peers"] > 0)) and draws.flags.writeable
    watch = {"crises": each("crises")}
    staged = trials.run(PLAN, 20, watch, draws={"crisis/arrival": draws}, crisis_per_year=3)["crises"]
    np.testing.assert_array_equal(staged, trials.run(PLAN, 20, watch, crisis_per_year=3)["crises"])
    draws[:] = 1.0
    assert not trials.run(PLAN, 20, watch, draws={"crisis/arrival": draws}, crisis_per_year=3)["crises"].any()
