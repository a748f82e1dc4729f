"""How many of everything there is, and who belongs where: the same in every future."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.model.engine.streams import Groups
from simulation.vocabulary.state_variables import INSTITUTIONS, MEMBERS, PARTNERSHIP, TIES, Table


@dataclass(frozen=True)
class Shape:
    """How many of everything. Members are the officials, dealt out over the institutions in turn, then the peers.

    The people supported (counterparts) are the first officials. Outside peers share one home institution, the last.
    With no outside peers it is a mutual network: the counterparts are each other's peers.

    Ties are listed counterpart by counterpart. From outside, counterpart c has the peers c, c + 1 and so on, as many
    as `partners`, counted round all peers. In a mutual network the counterparts sit in a ring and each has the nearest
    on both sides (the next, the one before, the next but one ...); for an odd number of partners the first is instead a
    twin, the other of 0 and 1, 2 and 3 and so on (the last of an odd number has 0 for a twin), and the ring goes on
    from the next but one.
    """

    officials: int
    institutions: int
    units: int
    colleagues: int
    counterparts: int
    partners: int
    peers: int

    @property
    def members(self) -> int:
        """Officials and peers."""
        return self.officials + self.peers

    @property
    def ties(self) -> int:
        """Support relations: so many for each counterpart."""
        return self.counterparts * self.partners

    @property
    def all_institutions(self) -> int:
        """Supported institutions, and the home of outside peers where there are any."""
        return self.institutions + (self.peers > 0)

    @property
    def mutual(self) -> bool:
        """Whether counterparts are each other's peers."""
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
            if self.partners == self.counterparts - 1:  # everybody else: the neighbour who is no twin comes last
                others[:, -1:] = (2 * person - twin) % self.counterparts
            return np.concatenate([twin, others], axis=1).ravel()
        return ((person + np.array(steps[: self.partners])) % self.counterparts).ravel()

    def entries(self, table: Table) -> int:
        """How many entries a table has."""
        return {MEMBERS: self.members, TIES: self.ties, INSTITUTIONS: self.all_institutions, PARTNERSHIP: 1}[table]

    def reported(self, table: Table) -> int:
        """How many entries of a table count in results, from the first: peers from outside and their home do not."""
        if table is MEMBERS:
            return self.officials
        return self.institutions if table is INSTITUTIONS else self.entries(table)


def member_groups(shape: Shape) -> Groups:
    """The groups for whom members' draws are made."""
    return ("officials", shape.officials), ("peers", shape.peers)


def draw_groups(shape: Shape, table: Table) -> Groups:
    """The groups for whom a table's draws are made: one more in a group leaves all other draws as they are."""
    if table is MEMBERS:
        return member_groups(shape)
    if table is TIES:
        return (("ties", shape.ties),)
    if table is INSTITUTIONS:
        return ("institutions", shape.institutions), ("home", shape.all_institutions - shape.institutions)
    return (("partnership", 1),)
