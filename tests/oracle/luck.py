"""Where the oracle's luck comes from: the very draws of a `World`, so that agreement can be exact, or Mesa's own."""

from __future__ import annotations

from random import Random
from statistics import NormalDist

from simulation.model.engine.world import World

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
    """The draws that one future of a world was given, always as even numbers, and who watches whom there."""

    def __init__(self, world: World, row: int) -> None:
        self.world, self.row = world, row
        self.kept: dict[tuple[str, str], list] = {}
        self.watches: dict[int, list[int]] = {}
        for watcher, watched in world.setting.colleagues.links(int(world.setting.networks[row])).tolist():
            self.watches.setdefault(watcher, []).append(watched)

    def once(self, rule: str, name: str, whose: Changing) -> float:
        """A draw that is asked for once."""
        return self._draws(rule, name)[whose.place]

    def weekly(self, rule: str, name: str, whose: Changing) -> float:
        """A draw that is asked for every week."""
        return self._draws(rule, name)[whose.model.week][whose.place]

    def watched(self, member: int) -> list[int]:
        """The places of those whom a member watches."""
        return self.watches.get(member, [])

    def _draws(self, rule: str, name: str) -> list:
        if (rule, name) not in self.kept:
            label = f"{rule}_{name}"
            drawn = self.world.setting.draws[label][self.world.setting.luck[self.row]].tolist()
            if self.world.layout.draws[label][0].normal:
                drawn = [NormalDist().cdf(deviate) for deviate in drawn]
            self.kept[rule, name] = drawn
        return self.kept[rule, name]
