"""Who is in the picture of one future: everybody, or as many as the eye can follow; and in which circle each stands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.model.engine.shape import Shape

MAX_PEOPLE = 150
MAX_TIES = 160
OUTSIDE = 255  # the circle of a peer from outside, who stands beside all circles


@dataclass(frozen=True)
class Selection:
    """Members and ties of the picture by their numbers in the model, in the order in which they are sent.

    members (people,): those supported, their colleagues, the peers from outside. circles (people,): 0, 1, ... or
    OUTSIDE; teams (people,): within the institution. ties (ties,): those with both ends in the picture. `by_team`:
    circles are the teams of the only institution; otherwise each is an institution, `places` says which (circles,).
    """

    members: NDArray[np.int64]
    circles: NDArray[np.int64]
    teams: NDArray[np.int64]
    ties: NDArray[np.int64]
    places: NDArray[np.int64]
    by_team: bool
    n_people: int  # people of the model


def select_people(shape: Shape, max_people: int = MAX_PEOPLE, max_ties: int = MAX_TIES) -> Selection:
    """Select the members and ties of the picture.

    Everybody where there are no more than `max_people`. Otherwise the people supported, then their peers, then people
    of the institutions of those supported, in the order of arrival; of the ties, each person's first ones.

    Args:
        shape: who is there.
        max_people: number of members at most.
        max_ties: number of ties at most.

    Returns:
        The selection, in the order in which it is sent.
    """
    institution_of, members = shape.institution(), np.arange(shape.members)
    supported, officials = members[: shape.counterparts], members[shape.counterparts : shape.officials]
    peers = members[shape.officials :]
    if shape.members > max_people:
        supported = supported[: max_people - min(len(peers), max_people // 3)]
        peers = peers[: max_people - len(supported)]
        near = officials[np.isin(institution_of[officials], institution_of[supported])]
        officials = near[: max_people - len(supported) - len(peers)]
    selected = np.concatenate([supported, officials, peers])
    by_team = shape.institutions == 1 and shape.units > 1
    circle_of = (shape.unit() if by_team else institution_of)[selected]
    places = np.unique(circle_of[selected < shape.officials])
    circles = np.where(selected < shape.officials, np.searchsorted(places, circle_of), OUTSIDE)
    ties = _ties(shape, selected, max_ties)
    return Selection(selected, circles, shape.unit()[selected], ties, places, by_team, shape.members)


def _ties(shape: Shape, selected: NDArray[np.int64], max_ties: int) -> NDArray[np.int64]:
    """Ties with both ends in the picture; where there are too many, everybody's first, then everybody's second ..."""
    candidates = np.flatnonzero(np.isin(shape.receiver(), selected) & np.isin(shape.giver(), selected))
    rank = candidates % max(shape.partners, 1)
    return np.sort(candidates[np.argsort(rank, kind="stable")][:max_ties])
