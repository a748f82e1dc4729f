"""The arrays and the oracle, run side by side on the same draws, and how far they come apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from simulation.model.plan import Plan
from simulation.model.rules import STANDARD
from simulation.model.week import Weeks
from simulation.model.world import World
from simulation.runs.stage import Stage
from simulation.vocabulary.state_variables import STATE_VARIABLES, Table

from .luck import SharedLuck
from .model import OracleModel

SEED = 7


def world_of(plan: Plan, rules: Iterable[str], futures: int, weeks: int) -> World:
    """A world of arrays with these rules."""
    kept = set(rules)
    ideas = [idea for idea in STANDARD if idea.name() in kept]
    return Stage(SEED, range(futures)).world(plan.values, ideas, weeks)


class SideBySide:
    """A world and an oracle for each of its futures, on the same draws and among the same colleagues."""

    def __init__(self, plan: Plan, rules: Iterable[str], futures: int, weeks: int) -> None:
        self.world = world_of(plan, rules, futures, weeks)
        self.run = Weeks(self.world)
        rows = range(futures)
        self.oracles = [
            OracleModel(plan, SEED, weeks=weeks, rules=rules, luck=SharedLuck(self.world, row)) for row in rows
        ]

    def step(self) -> None:
        """One week more, for both."""
        self.run.step()
        for oracle in self.oracles:
            oracle.step()

    def apart(self) -> Iterator[tuple[str, float]]:
        """How far each array is from the oracles' attributes, at its worst; beyond 1 as a share of the value."""
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
