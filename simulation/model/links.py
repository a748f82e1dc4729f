"""Ties between peers and counterparts, and members' homes: links that carry values from one table to another.

Each works on arrays with a leading axis of futures that the rules never see. In memory futures run fastest (see
`World`), hence the transposing.
"""

from __future__ import annotations

import numpy as np

from simulation.model.engine.shape import Shape


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
        rounds, self._rest = divmod(shape.officials, shape.institutions)  # officials are dealt out in turn
        self._dealt, self._officials = (rounds, shape.institutions, shape.futures), shape.officials
        self._peers = shape.peers > 0

    def mean(self, values: np.ndarray) -> np.ndarray:
        """Mean over each institution's members: (futures, members) to (futures, institutions)."""
        people, officials, rest = values.T, self._officials, self._rest
        total = np.empty((len(self._size), len(values)), np.float32)
        np.add.reduce(people[: officials - rest].reshape(self._dealt), axis=0, out=total[: self._dealt[1]])
        if rest:
            total[:rest] += people[officials - rest : officials]
        if self._peers:
            np.add.reduce(people[officials:], axis=0, out=total[-1])
        return total.T / self._size

    def at_member(self, values: np.ndarray) -> np.ndarray:
        """Each member's value at their institution: (futures, institutions) to (futures, members)."""
        return values.T.take(self._where, axis=0).T
