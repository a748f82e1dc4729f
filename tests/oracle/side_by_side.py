"""The engine and the oracle, run side by side on the same draws, and how far they come apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from simulation.model.engine.world import World
from simulation.model.plans.plan import Plan
from simulation.model.rules import STANDARD
from simulation.vocabulary.state_variables import STATE_VARIABLES, Table
from tests.unit.model.engine.worlds import world

from .luck import SharedLuck
from .model import OracleModel

SEED = 7


def world_of(plan: Plan, rules: Iterable[str], futures: int, weeks: int) -> World:
    """A world of the engine with these rules."""
    kept = set(rules)
    return world(plan, [rule for rule in STANDARD if rule.name() in kept], futures=futures, weeks=weeks, seed=SEED)


class SideBySide:
    """A world and an oracle for each of its futures, on the same draws and among the same colleagues."""

    def __init__(self, plan: Plan, rules: Iterable[str], futures: int, weeks: int) -> None:
        self.world = world_of(plan, rules, futures, weeks)
        rows = range(futures)
        self.oracles = [
            OracleModel(plan, SEED, weeks=weeks, rules=rules, luck=SharedLuck(self.world, row)) for row in rows
        ]

    def step(self) -> None:
        """One week more, for both."""
        self.world.advance()
        for oracle in self.oracles:
            oracle.step()

    def apart(self) -> Iterator[tuple[str, float]]:
        """How far each variable is from the oracles' attributes, at its worst; beyond 1 as a share of the value."""
        for name, quantity in STATE_VARIABLES.items():
            ours = np.array(
                [[getattr(agent, name) for agent in of_table(m, quantity.table)] for m in self.oracles], float
            )
            theirs = self.world.arrays[name].astype(float)
            yield name, float((np.abs(ours - theirs) / np.maximum(np.abs(theirs), 1)).max())


def of_table(oracle: OracleModel, table: Table) -> list:
    """The oracle's agents of a table."""
    return {
        Table.MEMBERS: oracle.members,
        Table.TIES: oracle.ties,
        Table.INSTITUTIONS: oracle.institutions,
        Table.PARTNERSHIP: [oracle.partnership],
    }[table]
