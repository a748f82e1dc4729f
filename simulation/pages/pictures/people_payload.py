"""One future as people, small enough to send to a phone: 8 bits a number, weeks thinned until all of it fits.

The bytes hold, one after the other: for each person circle, team and role; for each tie giver and receiver; the links
between colleagues as pairs; then, number by number, frame by frame: practice and habit of the people, warmth and trust
of the ties, strain and open window of the circles; at last what happened: departures, then broken promises, three
bytes each (whose, and the week in two, low one first). `head` holds the counts that tell them apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.ensemble.outcomes import begin_of_support, end_of_support
from simulation.ensemble.recorder import Recording
from simulation.pages.pictures.people_shown import OUTSIDE, Shown, shown

MOST_BYTES = 28_400  # of the bytes; what is said beside them comes to less than 1,600 more
MOST_BREACHES = 600
FULL_SCALE = 255
ROLES = ("supported", "colleague", "peer")
MEMBERS_SERIES, TIES_SERIES, CIRCLE_SERIES = ("practice", "habit"), ("warmth", "trust"), ("strain", "window")


@dataclass(frozen=True)
class Payload:
    """`data`, the bytes; `head`, small numbers and lists for JSON; `members`, who is in the picture, in its order."""

    data: bytes
    head: dict[str, Any]
    members: tuple[int, ...]


def payload(recording: Recording, most_bytes: int = MOST_BYTES) -> Payload:
    """The payload of a recording. Frames lie `head["step"]` weeks apart, and the last one on the last week."""
    who, arrays, shape = shown(recording.shape), recording.arrays, recording.shape
    place = np.full(shape.members, -1)
    place[who.members] = np.arange(len(who.members))
    ends = place[np.stack([shape.giver()[who.ties], shape.receiver()[who.ties]])]
    links = _links(recording.watches, place)
    departures = _events(arrays["departures"][:, who.members])
    breaches = _events(arrays["breaches"][:, who.ties])[:MOST_BREACHES]
    roles = np.select([who.members < shape.counterparts, who.members < shape.officials], [0, 1], 2)
    fixed = [who.circles, who.teams, roles, *ends, links]
    happened = [_packed(departures), _packed(breaches)]
    home = np.zeros_like(who.places) if who.by_team else who.places
    moving = [arrays[name][:, who.members] for name in MEMBERS_SERIES]
    moving += [arrays[name][:, who.ties] for name in TIES_SERIES]
    moving += [arrays[name][:, home] for name in CIRCLE_SERIES]
    spent = sum(part.size for part in fixed) + sum(map(len, happened))
    step = _step(recording.weeks, sum(part.shape[1] for part in moving), most_bytes - spent)
    frames = framed(recording.weeks, step)
    numbers = [*fixed, *(np.rint(np.clip(part[frames], 0.0, 1.0) * FULL_SCALE) for part in moving)]
    data = b"".join([*(part.astype(np.uint8).tobytes() for part in numbers), *happened])
    head = {
        "people": len(who.members), "ties": len(who.ties), "links": len(links), "circles": len(who.places),
        "departures": len(departures), "breaches": len(breaches), "weeks": recording.weeks, "step": step,
        "frames": len(frames), "by_team": who.by_team, "places": (who.places + 1).tolist(), "mutual": shape.mutual,
        "everybody": who.everybody, "open": float(recording.plan.values["window_open_threshold"]),
        "events": timeline(recording, who),
    }  # fmt: skip
    return Payload(data, head, tuple(who.members.tolist()))


def timeline(recording: Recording, who: Shown) -> list[list[Any]]:
    """What happens to all on the time axis, in order: [week, kind], and for a crisis the places it comes to.

    kind: begins, ends (support), crisis, election, convenor (leaves).
    """
    arrays, numbers = recording.arrays, recording.plan.values
    found: list[list[Any]] = []
    begin, end = begin_of_support(numbers), end_of_support(numbers)
    found += [[week, kind] for week, kind in ((begin, "begins"), (end, "ends")) if week <= recording.weeks]
    for kind, name in (("election", "elections"), ("convenor", "convenor_exits")):
        found += [[int(week), kind] for week in _weeks(arrays[name])]
    home = np.array([0]) if who.by_team else who.places
    struck = arrays["crises"][:, home] > 0.0
    for week in _weeks(struck):
        found.append([int(week), "crisis", [] if who.by_team else (home[struck[week]] + 1).tolist()])
    return sorted(found, key=lambda event: event[0])


def framed(weeks: int, step: int) -> NDArray[np.int64]:
    """The weeks of the frames: every `step`-th from the first on, and the last."""
    kept = np.arange(0, weeks + 1, step)
    return kept if kept[-1] == weeks else np.append(kept, weeks)


def _step(weeks: int, row: int, room: int) -> int:
    """The fewest weeks between frames of `row` bytes with which all frames fit into the room."""
    return next(step for step in range(1, weeks + 1) if len(framed(weeks, step)) * row <= room or step == weeks)


def _links(watches: NDArray[np.int64], place: NDArray[np.int64]) -> NDArray[np.int64]:
    """Links between people of the picture as pairs (links, 2), each pair of people once, whoever watches."""
    pairs = np.sort(place[watches], axis=1)
    return np.unique(pairs[(pairs >= 0).all(axis=1)], axis=0).reshape(-1, 2)


def _weeks(happens: NDArray[Any]) -> NDArray[np.int64]:
    """The weeks in which any of the entries (weeks + 1, entries) is above 0."""
    return np.flatnonzero((happens[1:] > 0).any(axis=1)) + 1


def _events(table: NDArray[np.float64]) -> NDArray[np.int64]:
    """Whose and when, (events, 2), in the order of weeks."""
    week, entry = np.nonzero(table[1:] > 0.0)
    return np.stack([entry, week + 1], axis=1)


def _packed(events: NDArray[np.int64]) -> bytes:
    whose, week = events[:, 0], events[:, 1]
    return np.stack([whose, week & 255, week >> 8], axis=1).astype(np.uint8).tobytes()


__all__ = ["OUTSIDE", "Payload", "framed", "payload", "timeline"]
