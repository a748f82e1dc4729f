"""What is written down week by week: sums over the supported institutions' people, ties and rules, for every future."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

import numpy as np

from simulation.model.week import Weeks
from simulation.model.world import World, in_block
from simulation.vocabulary.state_variables import Kind, StateVariable, Table

SPREAD = "_spread"


@lru_cache(maxsize=1)
def series() -> dict[str, StateVariable]:
    """The weekly series by name: the mean of every recorded array (events: the count), and `..._spread` of shares."""
    found = {q.name: q for table in Table for q in in_block(table) if q.recorded}
    spreads = {f"{q.name}{SPREAD}": q for q in found.values() if q.credited and q.table is not Table.PARTNERSHIP}
    return {**found, **spreads}


class Record:
    """Weekly sums of one run. Week 0 is the state before the first week. Without `spreads`, means and counts only."""

    def __init__(self, world: World, spreads: bool = True) -> None:
        self._tables: list[_Table] = []
        for table, block in world.blocks.items():
            kept = [q for q in in_block(table) if q.recorded]
            spread = sum(q.credited for q in kept) if spreads and table is not Table.PARTNERSHIP else 0
            self._tables.append(_Table(kept, block[: len(kept), : world.counted(table)], spread, world.weeks))

    def write(self, run: Weeks) -> None:
        """Write the present week down."""
        for table in self._tables:
            table.write(run.week)

    def weekly(self, futures: slice) -> Written:
        """The series of some of the futures, made when asked for."""
        return Written(self._tables, futures)


class _Table:
    """Sums, and sums of squares of the first `spreads` arrays, of one table; shapes (weeks + 1, arrays, futures)."""

    def __init__(self, kept: list[StateVariable], seen: np.ndarray, spreads: int, weeks: int) -> None:
        arrays, people, futures = seen.shape
        self.kept, self.people = kept, people
        self.sums = np.zeros((weeks + 1, arrays, futures), np.float32)
        self.squares = np.zeros((weeks + 1, spreads, futures), np.float32)
        self._seen, self._shares = seen, seen[:spreads]
        self._room = np.empty_like(self._shares)

    def write(self, week: int) -> None:
        np.add.reduce(self._seen, axis=1, out=self.sums[week])
        if len(self._room):
            np.multiply(self._shares, self._shares, out=self._room)
            np.add.reduce(self._room, axis=1, out=self.squares[week])


class Written(Mapping[str, np.ndarray]):
    """Weekly series by name, float32, shape (futures, weeks + 1), each made when first asked for."""

    def __init__(self, tables: list[_Table], futures: slice) -> None:
        self._places = {q.name: (table, row) for table in tables for row, q in enumerate(table.kept)}
        self._futures = futures
        self._made: dict[str, np.ndarray] = {}

    def __getitem__(self, name: str) -> np.ndarray:
        if name not in self._made:
            self._made[name] = self._spread(name) if name.endswith(SPREAD) else self._mean(name)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(series())

    def __len__(self) -> int:
        return len(series())

    def _mean(self, name: str) -> np.ndarray:
        table, row = self._places[name]
        total = np.ascontiguousarray(table.sums[:, row, self._futures].T)
        return total if table.kept[row].kind is Kind.EVENT else total / np.float32(table.people)

    def _spread(self, name: str) -> np.ndarray:
        table, row = self._places[name.removesuffix(SPREAD)]
        if row >= table.squares.shape[1]:
            raise KeyError(name)
        mean = table.sums[:, row, self._futures].T.astype(np.float64) / table.people
        square = table.squares[:, row, self._futures].T / table.people
        return np.sqrt(np.maximum(square - mean * mean, 0.0)).astype(np.float32)
