"""Three short sentences that say what the recording says, tried on recordings made by hand and on every partnership."""

from __future__ import annotations

import re
from itertools import product

import numpy as np
import pytest

from simulation import load, record_future, scenarios
from simulation.answers.story_of_one_person import Facts, ask, facts, story
from simulation.ensemble.recorder import Recording
from simulation.model.engine.shape import Shape
from simulation.vocabulary.state_variables import STATE_VARIABLES

WEEKS = 52
SUPPORTED, COLLEAGUE, PEER = 0, 1, 4
ONE_PEER = Shape(officials=4, institutions=1, units=1, colleagues=2, counterparts=1, partners=1, peers=1)
CLUB = Shape(officials=4, institutions=2, units=1, colleagues=1, counterparts=3, partners=2, peers=0)


def recording(shape: Shape = ONE_PEER, **given: list[tuple[int | slice, int, float]]) -> Recording:
    """A run of 52 weeks in which nothing happens but what is given: (week or weeks, entry, value) by variable."""
    arrays = {v.name: np.zeros((WEEKS + 1, shape.entries(v.table))) for v in STATE_VARIABLES.values()}
    arrays["taking_part"][:] = 1.0
    arrays["electable"][:, : shape.officials] = 1.0
    for name, values in given.items():
        for week, entry, value in values:
            arrays[name][week, entry] = value
    watches = np.array([[1, 0], [1, 2], [0, 1]])
    return Recording(load("parliament_mentors"), 7, 0, shape, arrays, {}, watches)


def test_somebody_supported_who_stays() -> None:
    since = [(slice(20, None), SUPPORTED, 1.0)]
    made = recording(
        own_hours=[(slice(1, 21), 0, 2.05)], tries=[(3, 0, 1), (9, 0, 1), (11, 0, 1)], successes=[(9, 0, 1), (11, 0, 1)],
        practising=since, practice=[(slice(20, None), SUPPORTED, 0.8)], habit=[(WEEKS, SUPPORTED, 0.654)],
    )  # fmt: skip
    found = facts(made, SUPPORTED)
    assert (found.role, found.peers, found.tried, found.worked) == ("supported", 1, 3, 2)
    assert found.hours == pytest.approx(41)
    assert story(found) == [
        "Met the peer for 41 hours.",
        "Tried 3 steps; 2 worked.",
        "Works mostly the new way since month 5; 65 in 100 is habit.",
    ]


def test_what_comes_after_leaving_is_the_successors() -> None:
    made = recording(
        own_hours=[(10, 0, 5.0), (40, 0, 99.0)], tries=[(12, 0, 1), (41, 0, 1)], departures=[(26, 0, 1), (45, 0, 1)],
        elections=[(26, 0, 1)], practice=[(slice(0, 26), 0, 0.8), (slice(26, None), 0, 0.4)],
    )  # fmt: skip
    assert story(facts(made, SUPPORTED)) == [
        "Met the peer for 5 hours.",
        "Tried one step, and it did not work.",
        "Left at the election in month 6; the successor kept about half of the new practice.",
    ]


def test_an_election_unseats_only_those_whom_it_can() -> None:
    made = recording(departures=[(26, 0, 1)], elections=[(26, 0, 1)], electable=[(slice(None), 0, 0.0)])
    assert story(facts(made, SUPPORTED))[2] == "Left in month 6, before much had changed."


@pytest.mark.parametrize(
    ("after", "said"),
    [(0.98, "nearly all"), (0.7, "about three quarters"), (0.5, "about half"), (0.2, "about a quarter"), (0.1, "hardly any")],
)
def test_how_much_a_successor_kept(after: float, said: str) -> None:
    made = recording(departures=[(30, 0, 1)], practice=[(slice(0, 30), 0, 1.0), (slice(30, None), 0, after)])
    assert f"kept {said} of the new practice" in story(facts(made, SUPPORTED))[2]


def test_who_stopped_coming() -> None:
    made = recording(own_hours=[(3, 0, 4.0)], taking_part=[(slice(8, None), 0, 0.0)])
    assert story(facts(made, SUPPORTED))[0] == "Met the peer for 4 hours, then stayed away."


def test_a_colleague_tells_of_what_they_saw() -> None:
    made = recording(
        practising=[(slice(30, None), 0, 1.0)], practice=[(slice(40, None), COLLEAGUE, 0.3)],
        habit=[(WEEKS, COLLEAGUE, 0.1)],
    )  # fmt: skip
    assert story(facts(made, COLLEAGUE)) == [
        "Had no peer, but at times saw 1 of 2 colleagues work the new way.",
        "Tried no step.",
        "At the end, 30 in 100 is done the new way; 10 is habit.",
    ]
    assert story(facts(recording(), COLLEAGUE))[0] == (
        "Had no peer, and none of the 2 colleagues they watched worked the new way."
    )
    assert story(facts(recording(), 3))[0] == "Had no peer, and no colleague to watch."


def test_a_colleague_counts_only_what_they_saw_while_there() -> None:
    made = recording(practising=[(slice(30, None), 0, 1.0)], departures=[(20, COLLEAGUE, 1)])
    assert facts(made, COLLEAGUE).seen == 0


def test_a_peer_tells_of_those_supported() -> None:
    made = recording(
        own_hours=[(slice(1, 11), 0, 3.0)], tries=[(5, 0, 1), (6, 0, 1)], successes=[(6, 0, 1)],
        practising=[(WEEKS, 0, 1.0)],
    )  # fmt: skip
    assert story(facts(made, PEER)) == [
        "Met one person for 30 hours.",
        "Saw 2 steps tried; 1 worked.",
        "At the end, that person works mostly the new way.",
    ]
    gone = recording(own_hours=[(slice(1, 11), 0, 3.0)], departures=[(5, PEER, 1)])
    assert story(facts(gone, PEER)) == [
        "Met one person for 15 hours.",
        "Saw no step tried.",
        "Left in month 2; whoever came next had to earn trust anew.",
    ]


def test_in_a_mutual_network_peers_are_those_supported() -> None:
    made = recording(CLUB, own_hours=[(slice(1, 11), 0, 1.0), (slice(1, 11), 1, 2.0), (slice(1, 11), 4, 9.0)])
    found = facts(made, 0)
    assert (found.role, found.mutual, found.peers) == ("supported", True, 2)
    assert story(found)[0] == "Met 2 peers, giving and taking: 30 hours."


def test_nobody_outside_the_recording_has_a_story() -> None:
    for member in (-1, 5):
        with pytest.raises(IndexError, match="of 5"):
            facts(recording(), member)


def test_the_answer_has_numbers_and_the_story() -> None:
    answer = ask(recording(), SUPPORTED)
    assert answer.numbers["tried"] == 0 and "role" not in answer.numbers
    assert answer.sentence == "Hardly met a peer. Tried no step. At the end, 0 in 100 is done the new way; 0 is habit."


def well_said(sentences: list[str]) -> bool:
    return len(sentences) == 3 and all(
        len(each.split()) <= 20 and each.endswith(".") and each[0].isupper() and not re.search(r"nan|inf\b|[{}_]", each)
        for each in sentences
    )


@pytest.mark.parametrize("scenario", sorted(scenarios()))
def test_everybody_in_every_partnership_has_three_short_sentences(scenario: str) -> None:
    made = record_future(scenario, future=2)
    for member in range(made.shape.members):
        told = story(facts(made, member))
        assert well_said(told), told


def test_every_way_it_can_go_is_three_short_sentences() -> None:
    wrong = []
    for role, many, left, mutual in product(("supported", "colleague", "peer"), (0, 1, 2, 150), (None, 3.2), (False, True)):
        for worked in (0, many):
            of = Facts(role, mutual, many, 1.2 * many, many, worked, many, worked, 5.0, left, True, 0.3, 0.6, 0.2, worked, True)
            if not well_said(story(of)):
                wrong.append(f"{of}: {story(of)}")
    assert not wrong, "\n".join(wrong)


def test_what_is_not_well_said_is_found() -> None:
    right = ["Met a peer.", "Tried no step.", "Left in month 2."]
    assert well_said(right)
    for wrong in ("met a peer.", "Met a peer", "Met for nan hours.", "Met {hours}.", " ".join(["Met", *["again"] * 20]) + "."):
        assert not well_said([wrong, *right[1:]])
    assert not well_said(right[:2])
