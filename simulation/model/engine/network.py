"""Who watches whom at work: links inside an institution, clustered in teams, different in every future."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from simulation.model.engine.shape import Shape, member_groups
from simulation.model.engine.streams import RandomStreams, stable_choice

_WALK = 12  # draws for one choice among a team: enough for many hundred candidates
_STREAM = "colleagues"


@dataclass(frozen=True)
class Colleagues:
    """Who watches whom, network by network (one a future, or one for all).

    Those who watch member m of network n are `watchers[starts[n, m] : starts[n, m + 1]]`; `watched`, how many each
    member watches (at least 1), has shape (networks, members).
    """

    starts: np.ndarray
    watchers: np.ndarray
    watched: np.ndarray

    @property
    def nbytes(self) -> int:
        """Memory held by the links."""
        return self.starts.nbytes + self.watchers.nbytes + self.watched.nbytes

    @classmethod
    def of_links(
        cls, network: np.ndarray, watcher: np.ndarray, watched: np.ndarray, networks: int, members: int
    ) -> Colleagues:
        """From three arrays of one length: in `network`, `watcher` watches `watched`. A link given twice counts
        once.
        """
        size = networks * members
        links = sparse.csr_array(
            (np.ones(len(network), np.int8), (network * members + watched, network * members + watcher)),
            shape=(size, size),
        )
        links.sum_duplicates()
        links.sort_indices()
        watches = np.bincount(links.indices, minlength=size).reshape(networks, members)
        ends = np.arange(networks)[:, None] * members + np.arange(members + 1)
        return cls(
            np.ascontiguousarray(links.indptr[ends].astype(np.int64)),
            (links.indices % members).astype(np.int64),
            np.maximum(watches, 1).astype(np.float64),
        )

    @classmethod
    def everybody(cls, members: int) -> Colleagues:
        """One network in which everybody watches everybody else."""
        watched, watcher = np.nonzero(~np.eye(members, dtype=bool))
        return cls.of_links(np.zeros(len(watched), np.int64), watcher, watched, 1, members)

    def links(self, network: int = 0) -> np.ndarray:
        """The links of one network as pairs (watcher, watched), shape (links, 2)."""
        starts = self.starts[network]
        watched = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
        return np.stack([self.watchers[starts[0] : starts[-1]], watched], axis=1)


def colleagues(shape: Shape, streams: RandomStreams, long_ties: float) -> Colleagues:
    """Who watches whom: clustered in teams, with a share of links rewired to other teams.

    Every member watches `colleagues` others where the institution is large enough: in their team, which sits in a ring
    in order of arrival, the next, the one before, the next but one and so on until all were named. With chance
    `long_ties`, and where the team has no more people to name, a link goes instead to anybody of another team, all
    other teams being as likely; where there is no other team, it stays in the team or is left out. A link to the same
    person twice counts once.
    """
    watched, present = _watched(shape, streams, long_ties)
    network, watcher, _ = np.nonzero(present)
    return Colleagues.of_links(network, watcher, watched[present], len(watched), shape.members)


def _watched(shape: Shape, streams: RandomStreams, long_ties: float) -> tuple[np.ndarray, np.ndarray]:
    """Members whom each member watches, and which of the slots exist; both (futures, members, colleagues)."""
    institution, position, unit = shape.institution(), shape.position(), shape.unit()
    position_in_team = 2 * (position // (2 * shape.units)) + position % 2  # within the team
    sizes = np.zeros((shape.all_institutions, shape.units), np.int64)
    np.add.at(sizes, (institution, unit), 1)
    teams = np.count_nonzero(sizes, axis=1)[institution][:, None]
    size = sizes[institution, unit][:, None]

    slots = np.arange(shape.colleagues)
    reach = slots // 2 + 1
    step = np.where(slots % 2 == 0, reach, -reach)
    # In a small team the two sides meet: such a step is taken once only, and never leads back to oneself.
    fits = (2 * reach < size) | ((2 * reach == size) & (step > 0))
    neighbour = (position_in_team[:, None] + step) % size

    draws = streams.weekly(_STREAM, member_groups(shape), shape.colleagues * (2 + _WALK))
    draws = draws[:, : shape.colleagues * (2 + _WALK)].transpose(0, 2, 1)
    draws = draws.reshape(*draws.shape[:2], shape.colleagues, 2 + _WALK)
    leaves = (teams > 1) & ((draws[..., 0] < long_ties) | ~fits)
    elsewhere = (unit[:, None] + 1 + np.floor(draws[..., 1] * (teams - 1)).astype(np.int64)) % teams
    team = np.where(leaves, elsewhere, unit[:, None])
    elsewhere_index = stable_choice(draws[..., 2:], sizes[institution[:, None], team])
    position_watched = np.where(leaves, elsewhere_index, neighbour)
    target = (position_watched // 2) * 2 * shape.units + 2 * team + position_watched % 2
    official = (np.arange(shape.members) < shape.officials)[:, None]
    watched = np.where(official, target * shape.institutions + institution[:, None], shape.officials + target)
    return watched, leaves | fits
