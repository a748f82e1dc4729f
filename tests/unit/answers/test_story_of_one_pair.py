"""What is told of a pair is what the recording says, tried on recordings made by hand and on every partnership."""

from __future__ import annotations

import numpy as np
import pytest

from simulation import load, record_future, scenarios
from simulation.answers.story_of_one_pair import (
    BOTH_LEFT,
    GIVER_LEFT,
    NEW_PEER,
    RECEIVER_LEFT,
    TO_THE_END,
    Facts,
    facts,
    story,
    title,
)
from simulation.ensemble.recorder import Recording
from simulation.model.engine.shape import Shape
from simulation.model.population import TRUST_BANDS
from simulation.vocabulary.state_variables import STATE_VARIABLES

WEEKS = 52
OFFICIAL, PEER = 0, 4
SHAPE = Shape(officials=4, institutions=1, units=1, colleagues=2, counterparts=1, partners=1, peers=1)
NUMBERS = (1, 5)
Given = list[tuple[int | slice, int, float]]


def recording(**given: Given) -> Recording:
    """A run of 52 weeks in which nothing happens but what is given: (week or weeks, entry, value) by variable."""
    arrays = {v.name: np.zeros((WEEKS + 1, SHAPE.entries(v.table))) for v in STATE_VARIABLES.values()}
    arrays["hours"][:, 0] = np.arange(WEEKS + 1)
    for name, values in given.items():
        for week, entry, value in values:
            arrays[name][week, entry] = value
    return Recording(load("parliament_mentors"), 7, 0, SHAPE, arrays, {}, np.empty((0, 2), int))


def test_a_pair_that_stays() -> None:
    (found,) = facts(recording(trust=[(slice(10, 30), 0, 0.62), (slice(30, None), 0, 0.5)], breaches=[(30, 0, 1)]), 0)
    assert (found.receiver, found.giver, found.begins, found.ends) == (OFFICIAL, PEER, 0, WEEKS)
    assert (found.reached, found.last, found.broken, found.ended) == ((10, 10, None), 1, (30,), TO_THE_END)
    assert title(found, NUMBERS) == "Person 1 and peer 5"
    assert story(found) == [
        "They became acquaintances in month 3 and colleagues in month 3.",
        "A promise was broken in month 7, and cost them some trust.",
        "At the end of the run they are acquaintances.",
    ]


def test_a_pair_that_stays_strangers_is_told_so_once() -> None:
    (found,) = facts(recording(), 0)
    assert story(found) == ["They stayed strangers to the end of the run."]


def test_where_somebody_leaves_a_pair_ends_and_the_next_begins() -> None:
    made = recording(departures=[(20, OFFICIAL, 1), (30, PEER, 1), (40, OFFICIAL, 1), (40, PEER, 1)])
    found = facts(made, 0)
    assert [(one.begins, one.ends) for one in found] == [(0, 19), (20, 29), (30, 39), (40, WEEKS)]
    assert [one.ended for one in found] == [RECEIVER_LEFT, GIVER_LEFT, BOTH_LEFT, TO_THE_END]
    assert [title(one, NUMBERS) for one in found] == [
        "Person 1 and peer 5", "The successor of person 1, and peer 5",
        "The successors of person 1 and of peer 5", "The successors of person 1 and of peer 5",
    ]  # fmt: skip
    assert story(found[0])[-1] == "The official left in month 5; then they were strangers."


def test_where_peers_change_places_it_is_said() -> None:
    made = recording(hours=[(slice(26, None), 0, 1.0)], trust=[(slice(5, 26), 0, 0.9)])
    first, second = facts(made, 0)
    assert (first.ended, second.new_peer) == (NEW_PEER, True)
    assert title(second, NUMBERS) == "Person 1 and a new peer"
    assert story(first) == [
        "They became acquaintances in month 2, colleagues in month 2 and confidants in month 2.",
        "In month 6 everybody got a new peer; then they were confidants.",
    ]


def test_a_tie_that_is_not_there_is_refused() -> None:
    for tie in (-1, SHAPE.ties):
        with pytest.raises(IndexError):
            facts(recording(), tie)


@pytest.mark.parametrize("scenario", sorted(scenarios()))
def test_in_every_partnership_pairs_fill_the_run_and_say_what_it_holds(scenario: str) -> None:
    made = record_future(scenario, future=4)
    for tie in range(made.shape.ties):
        found, trust = facts(made, tie), made.arrays["trust"][:, tie]
        assert [one.begins for one in found] == [0, *(one.ends + 1 for one in found[:-1])]
        assert found[-1].ends == made.weeks
        for one in found:
            held = trust[one.begins : one.ends + 1]
            highest = sum(week is not None for week in one.reached)
            assert highest == sum(held.max() >= least for least in TRUST_BANDS.values())
            assert all(
                trust[week] >= least
                for week, least in zip(one.reached, TRUST_BANDS.values(), strict=True)
                if week is not None
            )
            told = story(one)
            assert 1 <= len(told) <= 3
            assert all(len(sentence.split()) <= 20 and sentence.endswith(".") for sentence in told)
        breaches = np.flatnonzero(made.arrays["breaches"][:, tie]).tolist()
        assert [week for one in found for week in one.broken] == breaches


def test_many_broken_promises_are_counted() -> None:
    told = story(Facts(0, 4, 0, 52, broken=(3, 9, 20), reached=(8, None, None), last=1))
    assert told[1] == "A promise was broken 3 times, first in month 1, and cost them trust."
