"""The world: every array of the partnership, its links and its luck, for as many futures as asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from scipy.special import ndtri

from simulation.model.colleagues import Colleagues
from simulation.model.engine.shape import Shape, everybody
from simulation.model.engine.streams import Groups, Luck
from simulation.model.links import Home, Ties
from simulation.model.engine.rule import Draw, Rule, arguments
from simulation.vocabulary.state_variables import (
    INSTITUTIONS,
    MEMBERS,
    PARTNERSHIP,
    STATE_VARIABLES,
    TIES,
    Kind,
    StateVariable,
    Table,
    of,
)

Numbers = Mapping[str, Any]  # a float for all futures, or an array (futures, 1)

STRUCTURE = ("officials", "institutions", "units", "colleagues", "counterparts", "partners", "peers")


def shape_of(numbers: Numbers, futures: int) -> Shape:
    """How many of everything a plan's numbers ask for."""
    return Shape(futures, **{name: int(numbers[name]) for name in STRUCTURE})


class World:
    """Arrays by name, shape (futures, entries of their table), float32; in memory futures run fastest.

    So one number per future, shape (futures, 1), meets an array without copying, and sums over people add whole rows of
    futures in the order of the people: the same to the bit for two futures or two thousand. (A lone future would be
    added in another order: run it beside a twin, `Luck(..., copies=2)`.)

    The states and recorded signals of a table lie in one block (`blocks[table]`, shape (arrays, entries, futures)),
    so that keeping to ranges and writing down cost one pass. `own` is for the week to write, and `shares[name]`, a
    state with its neighbours, for it to keep to 0..1; `arrays` shows the same memory by name, read-only, for rules to
    look at. `colleagues` may be handed in when it was made before for the same shape and luck.
    """

    def __init__(
        self,
        numbers: Numbers,
        rules: Sequence[Rule],
        luck: Luck,
        weeks: int,
        colleagues: Colleagues | None = None,
    ) -> None:
        self.numbers, self.luck, self.weeks = numbers, luck, weeks
        self.shape = shape = shape_of(numbers, len(luck.futures) * luck.copies)
        self.rules = tuple(rule.bound(numbers) for rule in rules)
        self.colleagues = colleagues or Colleagues(shape, luck, numbers["long_ties"])
        self.ties, self.home = Ties(shape), Home(shape)
        self.blocks = {table: _block(table, self.size(table), shape.futures) for table in Table}
        self.own = {q.name: self.blocks[table][row].T for table in Table for row, q in enumerate(in_block(table))}
        self.shares: dict[str, np.ndarray] = {}
        for table, block in self.blocks.items():
            shares = [q.name for q in in_block(table) if q.credited]
            self.shares |= dict.fromkeys(shares, block[: len(shares)])
        for quantity in STATE_VARIABLES.values():
            if quantity.name not in self.own:
                whole = np.full((self.size(quantity.table), shape.futures), quantity.default, np.float32)
                self.own[quantity.name] = whole.T
        self.arrays: dict[str, Any] = {name: _read_only(array) for name, array in self.own.items()}
        self.arrays |= {"colleagues": self.colleagues, "ties": self.ties, "home": self.home}
        self._people()
        self._draws = {id(rule): self._luck_of(rule) for rule in self.rules}
        for rule in self.rules:
            self._start(rule)

    def size(self, table: Table) -> int:
        """How many entries a table has."""
        shape = self.shape
        return {MEMBERS: shape.members, TIES: shape.ties, INSTITUTIONS: shape.all_institutions, PARTNERSHIP: 1}[table]

    def counted(self, table: Table) -> int:
        """How many entries of a table count in results, from the first: peers from outside and their home do not."""
        if table is MEMBERS:
            return self.shape.officials
        return self.shape.institutions if table is INSTITUTIONS else self.size(table)

    def draws(self, rule: Rule, name: str) -> np.ndarray:
        """A rule's luck: (weeks, futures, entries) where it is drawn every week, else (futures, entries)."""
        return self._draws[id(rule)][name]

    def groups(self, table: Table) -> Groups:
        """For whom a table's luck is drawn: one more in a group leaves all others' luck alone."""
        shape = self.shape
        if table is MEMBERS:
            return everybody(shape)
        if table is TIES:
            return (("ties", shape.ties),)
        if table is INSTITUTIONS:
            return ("institutions", shape.institutions), ("home", shape.all_institutions - shape.institutions)
        return (("partnership", 1),)

    def _luck_of(self, rule: Rule) -> dict[str, np.ndarray]:
        return {name: self._stream(f"{type(rule).name()}/{name}", draw) for name, draw in rule.luck.items()}

    def _stream(self, stream: str, draw: Draw) -> np.ndarray:
        groups = self.groups(draw.table)
        return self.luck.weekly(stream, groups, self.weeks) if draw.every_week else self.luck.once(stream, groups)

    def _people(self) -> None:
        """Members as they are before anybody comes: officials around the starting values, peers ahead of them.

        Knowledge, confidence and practice are each normal with spread people_spread, kept within 0..1; all practice
        is habit. The mean is the starting value, for outside peers peer_mastery in all three; it is also what whoever
        takes up the post later brings along.
        """
        n, shape = self.numbers, self.shape
        peer = (np.arange(shape.members) >= shape.officials).astype(np.float32)
        spread = np.float32(n["people_spread"])
        for name in ("knowledge", "confidence", "practice"):
            z = ndtri(np.clip(self.luck.once(f"people/{name}", everybody(shape)), 1e-6, 1 - 1e-6)).astype(np.float32)
            mean = np.float32(n[f"starting_{name}"]) * (1 - peer) + np.float32(n["peer_mastery"]) * peer
            np.clip(mean + spread * z, 0.0, 1.0, out=self.own[name])
            self.own[f"newcomer_{name}"][...] = mean
        self.own["habit"][:] = self.arrays["practice"]
        self.own["electable"][...] = 1 - peer

    def _start(self, rule: Rule) -> None:
        """Constants and first values that a rule sets."""
        start = getattr(rule, "start", None)
        if start is None:
            return
        made = start(
            **{name: self.draws(rule, name) if name in rule.luck else self.arrays[name] for name in arguments(start)}
        )
        for name, value in made.items():
            quantity: StateVariable = STATE_VARIABLES[name]
            assert quantity.kind in (Kind.STATE, Kind.CONSTANT), f"{name} cannot be set at the start"
            self.own[name][...] = value


@lru_cache(maxsize=8)
def in_block(table: Table) -> tuple[StateVariable, ...]:
    """The arrays in a table's block: shares that are written down, then what else is, then the other states."""
    kept = of(table, Kind.STATE, Kind.SIGNAL, Kind.EVENT)
    states = [q for q in kept if q.kind is Kind.STATE]
    shares = [q for q in states if q.high == 1.0 and q.recorded]
    watched = [q for q in kept if q.recorded and q not in shares]
    return (*shares, *watched, *(q for q in states if not q.recorded))


def _block(table: Table, size: int, futures: int) -> np.ndarray:
    block = np.empty((len(in_block(table)), size, futures), np.float32)
    block[:] = np.array([q.default for q in in_block(table)], np.float32)[:, None, None]
    return block


def _read_only(array: np.ndarray) -> np.ndarray:
    view = array.view()
    view.flags.writeable = False
    return view
