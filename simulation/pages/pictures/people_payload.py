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
from simulation.pages.pictures.people_selection import OUTSIDE, Selection, select_people

MAX_BYTES = 28_400  # of the bytes; what is said beside them comes to less than 1,600 more
MAX_BREACHES = 600
FULL_SCALE = 255
ROLES = ("supported", "colleague", "peer")
MEMBERS_SERIES, TIES_SERIES, CIRCLE_SERIES = ("practice", "habit"), ("warmth", "trust"), ("strain", "window")


@dataclass(frozen=True)
class Payload:
    """`data`, the bytes; `head`, small numbers and lists for JSON; `members`, who is in the picture, in its order."""

    data: bytes
    head: dict[str, Any]
    members: tuple[int, ...]


def payload(recording: Recording, max_bytes: int = MAX_BYTES) -> Payload:
    """Pack a recording for the browser. Frames lie `head["step"]` weeks apart, and the last one on the last week.

    Args:
        recording: a recorded future.
        max_bytes: size of the data at most.

    Returns:
        The data, its head, and the members in the picture.
    """
    selection, arrays, shape = select_people(recording.shape), recording.arrays, recording.shape
    position = np.full(shape.members, -1)
    position[selection.members] = np.arange(len(selection.members))
    ends = position[np.stack([shape.giver()[selection.ties], shape.receiver()[selection.ties]])]
    links = _links(recording.watches, position)
    departures = _events(arrays["departures"][:, selection.members])
    breaches = _events(arrays["breaches"][:, selection.ties])[:MAX_BREACHES]
    roles = np.select([selection.members < shape.counterparts, selection.members < shape.officials], [0, 1], 2)
    fixed = [selection.circles, selection.teams, roles, *ends, links]
    event_bytes = [_packed(departures), _packed(breaches)]
    institutions = np.zeros_like(selection.places) if selection.by_team else selection.places
    series = [arrays[name][:, selection.members] for name in MEMBERS_SERIES]
    series += [arrays[name][:, selection.ties] for name in TIES_SERIES]
    series += [arrays[name][:, institutions] for name in CIRCLE_SERIES]
    fixed_bytes = sum(part.size for part in fixed) + sum(map(len, event_bytes))
    step = _step(recording.weeks, sum(part.shape[1] for part in series), max_bytes - fixed_bytes)
    frames = frame_weeks(recording.weeks, step)
    numbers = [*fixed, *(np.rint(np.clip(part[frames], 0.0, 1.0) * FULL_SCALE) for part in series)]
    data = b"".join([*(part.astype(np.uint8).tobytes() for part in numbers), *event_bytes])
    head = {
        "people": len(selection.members), "ties": len(selection.ties), "links": len(links),
        "circles": len(selection.places),
        "departures": len(departures), "breaches": len(breaches), "weeks": recording.weeks, "step": step,
        "frames": len(frames), "by_team": selection.by_team,
        "places": (selection.places + 1).tolist(), "mutual": shape.mutual,
        "everybody": selection.n_people, "open": float(recording.plan.values["window_open_threshold"]),
        "events": timeline(recording, selection),
    }  # fmt: skip
    return Payload(data, head, tuple(selection.members.tolist()))


def timeline(recording: Recording, selection: Selection) -> list[list[Any]]:
    """What happens to all on the time axis, in order: [week, kind], and for a crisis the places it comes to.

    kind: begins, ends (support), crisis, election, convenor (leaves).
    """
    arrays, numbers = recording.arrays, recording.plan.values
    events: list[list[Any]] = []
    begin, end = begin_of_support(numbers), end_of_support(numbers)
    events += [[week, kind] for week, kind in ((begin, "begins"), (end, "ends")) if week <= recording.weeks]
    for kind, name in (("election", "elections"), ("convenor", "convenor_exits")):
        events += [[int(week), kind] for week in _weeks(arrays[name])]
    institutions = np.array([0]) if selection.by_team else selection.places
    hit = arrays["crises"][:, institutions] > 0.0
    for week in _weeks(hit):
        events.append([int(week), "crisis", [] if selection.by_team else (institutions[hit[week]] + 1).tolist()])
    return sorted(events, key=lambda event: event[0])


def frame_weeks(weeks: int, step: int) -> NDArray[np.int64]:
    """The weeks of the frames: every `step`-th from the first on, and the last."""
    frames = np.arange(0, weeks + 1, step)
    return frames if frames[-1] == weeks else np.append(frames, weeks)


def _step(weeks: int, frame_bytes: int, available_bytes: int) -> int:
    """The fewest weeks between frames of `row` bytes with which all frames fit into the room."""
    return next(
        step
        for step in range(1, weeks + 1)
        if len(frame_weeks(weeks, step)) * frame_bytes <= available_bytes or step == weeks
    )


def _links(watches: NDArray[np.int64], position: NDArray[np.int64]) -> NDArray[np.int64]:
    """Links between people of the picture as pairs (links, 2), each pair of people once, whoever watches."""
    pairs = np.sort(position[watches], axis=1)
    return np.unique(pairs[(pairs >= 0).all(axis=1)], axis=0).reshape(-1, 2)


def _weeks(happens: NDArray[Any]) -> NDArray[np.int64]:
    """The weeks in which any of the entries (weeks + 1, entries) is above 0."""
    return np.flatnonzero((happens[1:] > 0).any(axis=1)) + 1


def _events(table: NDArray[np.float64]) -> NDArray[np.int64]:
    """Whose and when, (events, 2), in the order of weeks."""
    week, entry = np.nonzero(table[1:] > 0.0)
    return np.stack([entry, week + 1], axis=1)


def _packed(events: NDArray[np.int64]) -> bytes:
    entry, week = events[:, 0], events[:, 1]
    return np.stack([entry, week & 255, week >> 8], axis=1).astype(np.uint8).tobytes()


__all__ = ["OUTSIDE", "Payload", "frame_weeks", "payload", "timeline"]
