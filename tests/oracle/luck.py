"""Where the oracle's luck comes from: the very draws of a `World`, so that agreement can be exact, or Mesa's own."""

from __future__ import annotations

from random import Random

from simulation.model.engine.shape import everybody
from simulation.model.world import World

from .agents import Changing


class OwnLuck:
    """Luck of Mesa's own: Python's generator that the model carries."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def once(self, rule: str, name: str, whose: Changing) -> float:
        """A draw that is asked for once."""
        return self.random.random()

    def weekly(self, rule: str, name: str, whose: Changing) -> float:
        """A draw that is asked for every week."""
        return self.random.random()


class SharedLuck:
    """The draws that one future of a world was given, and who watches whom there."""

    def __init__(self, world: World, row: int) -> None:
        self.world, self.row = world, row
        self.rules = {rule.name(): rule for rule in world.rules}
        self.kept: dict[tuple[str, str], list] = {}

    def once(self, rule: str, name: str, whose: Changing) -> float:
        """A draw that is asked for once."""
        if (rule, name) not in self.kept:
            self.kept[rule, name] = self._draws(rule, name)[self.row].tolist()
        return self.kept[rule, name][whose.place]

    def weekly(self, rule: str, name: str, whose: Changing) -> float:
        """A draw that is asked for every week."""
        if (rule, name) not in self.kept:
            self.kept[rule, name] = self._draws(rule, name)[:, self.row].tolist()
        return self.kept[rule, name][whose.model.week][whose.place]

    def watched(self, member: int) -> list[int]:
        """The places of those whom a member watches."""
        links, futures = self.world.colleagues.links, self.world.shape.futures
        row = member * futures + self.row
        columns = links.indices[links.indptr[row] : links.indptr[row + 1]]
        return [int(column) // futures for column in columns]

    def _draws(self, rule: str, name: str):
        if rule == "people":  # no rule's: who people are before anybody comes
            return self.world.luck.once(f"people/{name}", everybody(self.world.shape))
        return self.world.draws(self.rules[rule], name)
