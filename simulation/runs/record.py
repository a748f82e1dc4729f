"""What is written down week by week: sums over the supported institutions' people, ties and rules, for every future."""

from __future__ import annotations

import numpy as np

from simulation.model.week import Weeks
from simulation.model.world import World, in_block
from simulation.vocabulary.quantities import INSTITUTIONS, MEMBERS, Kind, Quantity, Table

SPREAD = "_spread"


def series() -> dict[str, Quantity]:
    """The weekly series by name: the mean of every recorded array (events: the count), and `..._spread` of shares."""
    found = {q.name: q for table in Table for q in in_block(table) if q.recorded}
    spreads = {f"{q.name}{SPREAD}": q for q in found.values() if q.credited and q.table is not Table.PARTNERSHIP}
    return {**found, **spreads}


def counted(world: World, table: Table) -> int:
    """How many entries of a table count in results: peers from outside and their home do not."""
    if table is MEMBERS:
        return world.shape.officials
    return world.shape.institutions if table is INSTITUTIONS else world.size(table)


class Record:
    """Weekly sums of one run. `week 0` is the state before the first week."""

    def __init__(self, world: World) -> None:
        self._tables = []
        futures, weeks = world.shape.futures, world.weeks
        for table, block in world.blocks.items():
            kept = [q for q in in_block(table) if q.recorded]
            shares = 0 if table is Table.PARTNERSHIP else sum(q.credited for q in kept)
            people = counted(world, table)
            seen = block[: len(kept), :, :people]
            sums = np.empty((weeks + 1, len(kept), futures), np.float32)
            squares = np.empty((weeks + 1, shares, futures), np.float32)
            self._tables.append((kept, seen, sums, squares, np.empty((shares, futures, people), np.float32)))

    def write(self, run: Weeks) -> None:
        """Write the present week down."""
        for _, seen, sums, squares, room in self._tables:
            np.add.reduce(seen, axis=-1, out=sums[run.week])
            if len(room):
                shares = seen[: len(room)]
                np.add.reduce(np.multiply(shares, shares, out=room), axis=-1, out=squares[run.week])

    def weekly(self) -> dict[str, np.ndarray]:
        """Every series, float32, shape (futures, weeks + 1)."""
        found = {}
        for kept, seen, sums, squares, _ in self._tables:
            people = seen.shape[-1]
            for row, quantity in enumerate(kept):
                total = sums[:, row].T
                found[quantity.name] = total if quantity.kind is Kind.EVENT else total / np.float32(people)
                if row < squares.shape[1]:
                    mean = total.astype(np.float64) / people
                    variance = np.maximum(squares[:, row].T / people - mean * mean, 0.0)
                    found[f"{quantity.name}{SPREAD}"] = np.sqrt(variance).astype(np.float32)
        return {name: np.ascontiguousarray(values) for name, values in found.items()}
