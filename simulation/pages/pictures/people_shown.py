"""Who is in the picture of one future: everybody, or as many as the eye can follow; and in which circle each stands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.model.engine.shape import Shape

MOST_PEOPLE = 150
MOST_TIES = 160
OUTSIDE = 255  # the circle of a peer from outside, who stands beside all circles


@dataclass(frozen=True)
class Shown:
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
    everybody: int  # people of the model


def shown(shape: Shape, most_people: int = MOST_PEOPLE, most_ties: int = MOST_TIES) -> Shown:
    """Everybody where there are no more than `most_people`. Otherwise the people supported, then their peers, then
    people of the institutions of those supported, in the order of arrival; of the ties, each person's first ones.
    """
    homes, members = shape.institution(), np.arange(shape.members)
    supported, officials = members[: shape.counterparts], members[shape.counterparts : shape.officials]
    peers = members[shape.officials :]
    if shape.members > most_people:
        supported = supported[: most_people - min(len(peers), most_people // 3)]
        peers = peers[: most_people - len(supported)]
        near = officials[np.isin(homes[officials], homes[supported])]
        officials = near[: most_people - len(supported) - len(peers)]
    who = np.concatenate([supported, officials, peers])
    by_team = shape.institutions == 1 and shape.units > 1
    belongs = (shape.unit() if by_team else homes)[who]
    places = np.unique(belongs[who < shape.officials])
    circles = np.where(who < shape.officials, np.searchsorted(places, belongs), OUTSIDE)
    return Shown(who, circles, shape.unit()[who], _ties(shape, who, most_ties), places, by_team, shape.members)


def _ties(shape: Shape, who: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """Ties with both ends in the picture; where there are too many, everybody's first, then everybody's second ..."""
    both = np.flatnonzero(np.isin(shape.receiver(), who) & np.isin(shape.giver(), who))
    nth = both % max(shape.partners, 1)
    return np.sort(both[np.argsort(nth, kind="stable")][:most])
