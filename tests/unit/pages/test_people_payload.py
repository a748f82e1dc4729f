"""One future packed for a browser: small in every partnership, and nothing in it that was not in the recording."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simulation import load, record_future, scenarios
from simulation.ensemble.recorder import Recording
from simulation.model.engine.shape import Shape
from simulation.model.plans.plan import Plan
from simulation.pages.pictures.people_payload import Payload, frame_weeks, payload
from simulation.pages.pictures.people_selection import MAX_PEOPLE, MAX_TIES, OUTSIDE, select_people
from tests.offenders import check_all, offenders

MOST_BYTES = 30_000  # of one future, what is said beside the bytes included
LARGE = {
    "many supported": load("parliament_mentors").with_(officials=400, counterparts=200, peers=30, partners=4),
    "a large club": load("twenty_group").with_(officials=2000, counterparts=200, institutions=60, partners=12),
    "a large place": load("parliament_mentors").with_(officials=2000),
    "more peers than people": load("parliament_mentors").with_(officials=200, counterparts=200, peers=60),
    "five years": load("union_parishads").with_(months=60),
}
SMALL = load("parliament_mentors").with_(officials=2, counterparts=1, peers=1, peer_days=2)


def unpacked(packed: Payload) -> dict[str, Any]:
    """The bytes as the browser reads them; rows of numbers frame by frame, as shares."""
    head, data, at = packed.head, np.frombuffer(packed.data, np.uint8), 0

    def take(count: int) -> np.ndarray:
        nonlocal at
        at += count
        return data[at - count : at]

    people, ties, circles, frames = (head[name] for name in ("people", "ties", "circles", "frames"))
    found: dict[str, Any] = {name: take(people) for name in ("circle", "team", "role")}
    found |= {name: take(ties) for name in ("giver", "receiver")}
    found["links"] = take(2 * head["links"]).reshape(-1, 2)
    for names, count in ((("practice", "habit"), people), (("warmth", "trust"), ties), (("strain", "window"), circles)):
        found |= {name: take(frames * count).reshape(frames, count) / 255 for name in names}
    for name in ("departures", "breaches"):
        events = take(3 * head[name]).reshape(-1, 3).astype(int)
        found[name] = [(whose, low + 256 * high) for whose, low, high in events.tolist()]
    assert at == len(data), "bytes that nobody reads"
    return found


def size(packed: Payload) -> int:
    return len(packed.data) + len(json.dumps(packed.head))


def recorded(plan: Plan | str, future: int = 3) -> tuple[Recording, Payload]:
    recording = record_future(plan, future=future)
    return recording, payload(recording)


def it_fits_and_shows_everybody(recording: Recording, packed: Payload) -> None:
    assert size(packed) <= MOST_BYTES
    assert packed.head["people"] == packed.head["everybody"] == recording.shape.members
    assert packed.head["ties"] == recording.shape.ties
    assert packed.head["step"] <= 6  # weeks between frames
    unpacked(packed)


@pytest.mark.parametrize("future", [0, 41])
def test_every_partnership_fits_and_shows_everybody(future: int) -> None:
    check_all(sorted(scenarios()), lambda scenario: it_fits_and_shows_everybody(*recorded(scenario, future)))


def test_one_that_does_not_fit_or_shows_fewer_is_found() -> None:
    assert offenders(["a large place"], lambda name: it_fits_and_shows_everybody(*recorded(LARGE[name])))
    recording, packed = recorded(SMALL)
    unread = replace(packed, data=packed.data + b"more")
    assert offenders([unread], lambda one: it_fits_and_shows_everybody(recording, one), str)


@pytest.mark.parametrize("name", LARGE)
def test_large_partnerships_fit_too(name: str) -> None:
    recording, packed = recorded(LARGE[name])
    assert size(packed) <= MOST_BYTES
    assert packed.head["people"] == min(MAX_PEOPLE, recording.shape.members)
    assert packed.head["ties"] <= MAX_TIES
    assert packed.head["everybody"] == recording.shape.members
    unpacked(packed)


def test_the_smallest_partnership_fits_too() -> None:
    _recording, packed = recorded(SMALL)
    found = unpacked(packed)
    assert packed.head["people"] == 3 and found["role"].tolist() == [0, 1, 2]


def test_numbers_are_those_of_the_recording_to_eight_bits() -> None:
    recording, packed = recorded("district_sanitation")
    found, head = unpacked(packed), packed.head
    frames = frame_weeks(recording.weeks, head["step"])
    assert head["frames"] == len(frames) and frames[0] == 0 and frames[-1] == head["weeks"] == recording.weeks
    for name in ("practice", "habit", "warmth", "trust"):
        assert found[name] == pytest.approx(recording.arrays[name][frames], abs=0.5 / 255 + 1e-9)
    assert found["strain"] == pytest.approx(recording.arrays["strain"][frames][:, :10], abs=0.5 / 255 + 1e-9)


def test_ties_links_and_events_are_those_of_the_recording() -> None:
    recording, packed = recorded("union_parishads")
    found, shape = unpacked(packed), recording.shape
    assert found["giver"].tolist() == shape.giver().tolist() and found["receiver"].tolist() == shape.receiver().tolist()
    watched = {tuple(sorted(pair)) for pair in recording.watches.tolist()}
    assert {tuple(pair) for pair in found["links"].tolist()} == watched
    events = recording.events()
    left = events[events.event == "left"]
    assert sorted(found["departures"]) == sorted(zip(left.entry.tolist(), left.week.tolist(), strict=True))
    kinds = [kind for _, kind, *_ in packed.head["events"]]
    assert kinds.count("election") == (events.event == "election").sum()
    struck = [places for _, kind, *places in packed.head["events"] if kind == "crisis"]
    officials = events[(events.event == "crisis") & (events.entry < shape.institutions)]
    assert sum(len(places[0]) for places in struck) == len(officials) > 0
    assert [week for week, *_ in packed.head["events"]] == sorted(week for week, *_ in packed.head["events"])


def test_support_begins_and_ends_on_the_time_axis_unless_the_run_stops_before() -> None:
    kinds = [kind for _, kind, *_ in payload(record_future("parliament_mentors", weeks=20)).head["events"]]
    assert "begins" in kinds and "ends" not in kinds


def test_one_institution_is_shown_by_its_teams_several_as_themselves() -> None:
    teams, places = recorded("parliament_mentors")[1], recorded("district_sanitation")[1]
    assert teams.head["by_team"] and teams.head["circles"] == 4
    assert not places.head["by_team"] and places.head["places"] == list(range(1, 11))
    found = unpacked(teams)
    assert (found["circle"][found["role"] == 2] == OUTSIDE).all() and (found["circle"][found["role"] < 2] < 4).all()
    assert np.ptp(found["strain"], axis=1) == pytest.approx(0)  # a crisis comes to all teams


def test_of_a_crowd_those_supported_come_first_then_people_around_them() -> None:
    shape = Shape(officials=1000, institutions=10, units=1, colleagues=3, counterparts=5, partners=2, peers=20)
    seen = select_people(shape)
    assert len(seen.members) == MAX_PEOPLE
    assert set(range(5)) <= set(seen.members.tolist())
    assert set(range(1000, 1020)) <= set(seen.members.tolist())
    assert set(seen.places.tolist()) == set(range(5))  # no institution without anybody supported
    assert (shape.institution()[seen.members[seen.members < 1000]] < 5).all()


def test_of_too_many_ties_everybody_keeps_the_first() -> None:
    shape = Shape(officials=100, institutions=10, units=1, colleagues=3, counterparts=100, partners=8, peers=0)
    seen = select_people(shape)
    assert len(seen.ties) == MAX_TIES
    assert set(shape.receiver()[seen.ties].tolist()) == set(range(100))
