"""One future recorded whole: the bits of the ensemble, everybody's story, and what happened."""

import numpy as np
import pytest

from simulation import record_future, run_futures
from simulation.vocabulary.errors import ParameterError
from simulation.vocabulary.state_variables import STATE_VARIABLES


@pytest.fixture(scope="module")
def recording():
    return record_future("parliament_mentors", future=3, seed=2, weeks=110)


def test_it_is_the_future_of_the_ensemble_bit_for_bit(recording):
    results = run_futures("parliament_mentors", futures=5, seed=2, weeks=110)
    for name in results.series:
        np.testing.assert_array_equal(recording.weekly(name), results.weekly(name)[3], err_msg=name)


def test_every_variable_of_everybody_is_there_in_every_week(recording):
    assert set(recording.arrays) == set(STATE_VARIABLES)
    assert recording.arrays["practice"].shape == (111, 44)
    assert recording.arrays["trust"].shape == (111, 12)
    officials = recording.arrays["practice"][:, :40].mean(axis=1)
    assert recording.weekly("practice") == pytest.approx(officials, abs=1e-6)


def test_tidy_frames_have_a_row_for_each_week_and_entry(recording):
    ties = recording.tidy("ties")
    assert len(ties) == 111 * 12 and {"week", "entry", "giver", "receiver", "trust", "warmth"} <= set(ties.columns)
    assert ties.loc[ties.week == 50, "trust"].to_numpy() == pytest.approx(recording.arrays["trust"][50])
    with pytest.raises(ParameterError, match="table = 'people'; allowed: partnership, institutions, members, ties"):
        recording.tidy("people")


def test_events_say_what_happened_to_whom_and_when(recording):
    events = recording.events()
    counted = events.groupby("event").size()
    assert counted["tried"] == recording.arrays["tries"].sum()
    assert counted["worked"] == recording.arrays["successes"].sum() <= counted["tried"]
    assert counted["left"] == counted["arrived"] == recording.arrays["departures"].sum()
    met = events[events.event == "met"]
    assert set(met.receiver) == set(range(12)) and set(met.giver) <= set(range(40, 44))
    assert (recording.arrays["contact_hours"][met.week, met.entry] > 0).all()
    assert events.week.is_monotonic_increasing and events.week.min() >= 1
    gone = events[events.event == "left"].iloc[0]
    assert recording.arrays["tenure"][gone.week, gone.entry] == 0


def test_plain_python_records_the_same():
    compiled, plain = (record_future("twenty_group", future=1, weeks=9, compiled=how) for how in (True, False))
    for name, values in compiled.arrays.items():
        np.testing.assert_array_equal(values, plain.arrays[name], err_msg=name)
