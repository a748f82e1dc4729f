"""Who is linked to whom: colleagues inside an institution, ties between peers and counterparts, members and home.

Links carry sums and values from one table to another. Each works on arrays with a leading axis of futures that the
rules never see; links never cross futures. In memory futures run fastest (see `World`), hence the transposing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from simulation.model.chance import Luck, stable_choice

_WALK = 12  # draws for one choice among a team: enough for many hundred candidates


@dataclass(frozen=True)
class Shape:
    """How many of everything. Members are the officials, dealt out over the institutions in turn, then the peers.

    The people supported (counterparts) are the first officials. Outside peers share one home institution, the last.
    With no outside peers it is a mutual network: the counterparts are each other's peers.
    """

    futures: int
    officials: int
    institutions: int
    units: int
    colleagues: int
    counterparts: int
    partners: int
    peers: int

    @property
    def members(self) -> int:
        return self.officials + self.peers

    @property
    def ties(self) -> int:
        return self.counterparts * self.partners

    @property
    def all_institutions(self) -> int:
        return self.institutions + (self.peers > 0)

    @property
    def mutual(self) -> bool:
        return self.peers == 0

    def institution(self) -> np.ndarray:
        """Institution of each member, shape (members,)."""
        dealt = np.arange(self.officials) % self.institutions
        return np.concatenate([dealt, np.full(self.peers, self.institutions)])

    def position(self) -> np.ndarray:
        """Place of each member within the institution, in order of arrival, shape (members,)."""
        return np.concatenate([np.arange(self.officials) // self.institutions, np.arange(self.peers)])

    def unit(self) -> np.ndarray:
        """Team of each member within the institution, shape (members,): filled two by two.

        So the people supported come in twos: most colleagues need to see two who practise.
        """
        return (self.position() // 2) % self.units

    def receiver(self) -> np.ndarray:
        """Member at the receiving end of each tie (the counterpart), shape (ties,)."""
        return np.repeat(np.arange(self.counterparts), self.partners)

    def giver(self) -> np.ndarray:
        """Member at the giving end of each tie (the peer), shape (ties,)."""
        person = np.arange(self.counterparts)[:, None]
        if not self.mutual:
            return (self.officials + (person + np.arange(self.partners)) % self.peers).ravel()
        # In a mutual network ties come in pairs: neighbours to both sides and, for an odd number, a twin.
        steps = [side * step for step in range(1, self.partners + 2) for side in (1, -1)]
        if self.partners % 2:
            twin = np.where(person ^ 1 < self.counterparts, person ^ 1, 0)
            others = (person + np.array(steps[2 : self.partners + 1], int)) % self.counterparts
            return np.concatenate([twin, others], axis=1).ravel()
        return ((person + np.array(steps[: self.partners])) % self.counterparts).ravel()


class Colleagues:
    """Who watches whom at work: clustered in teams, with a share of links rewired to other teams.

    Every member watches `colleagues` others where the institution is large enough; a link to the same person twice
    counts once. `degree` has shape (futures, members).
    """

    def __init__(self, shape: Shape, luck: Luck, long_ties: float) -> None:
        watched, present = _watched(shape, luck, long_ties)
        futures, members, _ = watched.shape
        future = np.arange(futures)[:, None, None]
        rows = np.broadcast_to(np.arange(members)[:, None] * futures + future, watched.shape)[present]
        columns = (watched * futures + future)[present]
        links = sparse.csr_array(
            (np.ones(len(rows), np.float32), (rows, columns)), shape=(futures * members, futures * members)
        )
        links.sum_duplicates()
        links.data[:] = 1.0
        self.links = links
        self.degree = np.maximum(np.diff(links.indptr), 1).astype(np.float32).reshape(members, futures).T

    def count(self, flags: np.ndarray) -> np.ndarray:
        """Sum over the colleagues whom each member watches, shape (futures, members)."""
        return (self.links @ flags.T.reshape(-1)).reshape(flags.shape[::-1]).T


class Ties:
    """Support relations from peer to counterpart, listed counterpart by counterpart."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.receivers, self.givers = shape.receiver(), shape.giver()
        self._institutions = shape.institution()[self.receivers]
        self._by_giver = np.argsort(self.givers, kind="stable")
        self._who_give, self._starts = np.unique(self.givers[self._by_giver], return_index=True)

    def at_receiver(self, values: np.ndarray) -> np.ndarray:
        """Each tie's value at its counterpart: (futures, members) to (futures, ties)."""
        own = values[:, : self.shape.counterparts]
        return own if self.shape.partners == 1 else np.repeat(own.T, self.shape.partners, axis=0).T

    def at_giver(self, values: np.ndarray) -> np.ndarray:
        """Each tie's value at its peer: (futures, members) to (futures, ties)."""
        return values.T.take(self.givers, axis=0).T

    def at_institution(self, values: np.ndarray) -> np.ndarray:
        """Each tie's value at the counterpart's institution: (futures, institutions) to (futures, ties)."""
        return values.T.take(self._institutions, axis=0).T

    def to_receivers(self, values: np.ndarray) -> np.ndarray:
        """Sum over each member's peers: (futures, ties) to (futures, members); 0 for those not supported."""
        shape = self.shape
        total = np.zeros((shape.members, len(values)), values.dtype)
        if shape.partners == 1:
            total[: shape.counterparts] = values.T
        else:
            by_person = values.T.reshape(shape.counterparts, shape.partners, -1)
            np.add.reduce(by_person, axis=1, out=total[: shape.counterparts])
        return total.T

    def to_givers(self, values: np.ndarray) -> np.ndarray:
        """Sum over the people whom each member supports: (futures, ties) to (futures, members)."""
        total = np.zeros((self.shape.members, len(values)), values.dtype)
        total[self._who_give] = np.add.reduceat(values.T[self._by_giver], self._starts, axis=0)
        return total.T


class Home:
    """Which institution each member belongs to."""

    def __init__(self, shape: Shape) -> None:
        self._where = shape.institution()
        self._size = np.bincount(self._where, minlength=shape.all_institutions).astype(np.float32)
        self._shape = shape

    def mean(self, values: np.ndarray) -> np.ndarray:
        """Mean over each institution's members: (futures, members) to (futures, institutions)."""
        shape = self._shape
        rounds, rest = divmod(shape.officials, shape.institutions)  # officials are dealt out in turn
        dealt = values.T[: rounds * shape.institutions].reshape(rounds, shape.institutions, -1)
        total = np.empty((shape.all_institutions, len(values)), np.float32)
        np.add.reduce(dealt, axis=0, out=total[: shape.institutions])
        if rest:
            total[:rest] += values.T[shape.officials - rest : shape.officials]
        if shape.peers:
            np.add.reduce(values.T[shape.officials :], axis=0, out=total[-1])
        return total.T / self._size

    def at_member(self, values: np.ndarray) -> np.ndarray:
        """Each member's value at their institution: (futures, institutions) to (futures, members)."""
        return values.T.take(self._where, axis=0).T


def _watched(shape: Shape, luck: Luck, long_ties: float) -> tuple[np.ndarray, np.ndarray]:
    """Members whom each member watches, and which of the slots exist; both (futures, members, colleagues)."""
    institution, position, unit = shape.institution(), shape.position(), shape.unit()
    place = 2 * (position // (2 * shape.units)) + position % 2  # within the team
    sizes = np.zeros((shape.all_institutions, shape.units), np.int64)
    np.add.at(sizes, (institution, unit), 1)
    teams = np.count_nonzero(sizes, axis=1)[institution][:, None]
    size = sizes[institution, unit][:, None]

    slots = np.arange(shape.colleagues)
    reach = slots // 2 + 1
    step = np.where(slots % 2 == 0, reach, -reach)
    # In a small team the two sides meet: such a step is taken once only, and never leads back to oneself.
    fits = (2 * reach < size) | ((2 * reach == size) & (step > 0))
    beside = (place[:, None] + step) % size

    draws = luck.weekly("colleagues", everybody(shape), shape.colleagues * (2 + _WALK))
    draws = draws.reshape(shape.colleagues, 2 + _WALK, shape.futures, shape.members).transpose(2, 3, 0, 1)
    leaves = (teams > 1) & ((draws[..., 0] < long_ties) | ~fits)
    elsewhere = (unit[:, None] + 1 + np.floor(draws[..., 1] * (teams - 1)).astype(np.int64)) % teams
    team = np.where(leaves, elsewhere, unit[:, None])
    there = stable_choice(draws[..., 2:], sizes[institution[:, None], team])
    spot = np.where(leaves, there, beside)
    found = (spot // 2) * 2 * shape.units + 2 * team + spot % 2
    official = (np.arange(shape.members) < shape.officials)[:, None]
    watched = np.where(official, found * shape.institutions + institution[:, None], shape.officials + found)
    return watched, leaves | fits


def everybody(shape: Shape) -> tuple[tuple[str, int], ...]:
    """For whom members' luck is drawn."""
    return ("officials", shape.officials), ("peers", shape.peers)
