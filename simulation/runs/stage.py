"""Draws and networks, made once and kept while sliders move."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from simulation.model.colleagues import Colleagues
from simulation.model.engine.streams import Luck
from simulation.model.plan import Plan
from simulation.model.engine.rule import Rule
from simulation.model.world import STRUCTURE, World, shape_of

BATCH = 26_000  # member-futures run side by side: their arrays then stay in a processor's cache
_KEPT = 200 * 2**20  # bytes of draws kept for later runs, those used last; the last of all whatever its size


class Stage:
    """Draws and networks of a run of futures, made once and kept while sliders move."""

    def __init__(self, seed: int, futures: range, bands: int = 1) -> None:
        self.luck = Luck(seed, futures, copies=2 if len(futures) == 1 else bands)
        self._colleagues: tuple[tuple[float, ...], Colleagues] | None = None
        self._wider: dict[int, Stage] = {}

    def wider(self, times: int) -> Stage:
        """The same stage so many times side by side."""
        if times not in self._wider:
            self._wider[times] = stage = Stage(self.luck.seed, self.luck.futures)
            stage.luck = self.luck.repeated(times)
        return self._wider[times]

    @property
    def nbytes(self) -> int:
        """Memory held by its draws."""
        return self.luck.nbytes + sum(each.nbytes for each in self._wider.values())

    def world(self, numbers: Mapping[str, Any], ideas: Sequence[Rule], weeks: int) -> World:
        """A fresh world on this stage."""
        key = (*(numbers[name] for name in STRUCTURE if name not in ("counterparts", "partners")), numbers["long_ties"])
        if self._colleagues is None or self._colleagues[0] != key:
            shape = shape_of(numbers, len(self.luck.futures) * self.luck.copies)
            self._colleagues = key, Colleagues(shape, self.luck, numbers["long_ties"])
        return World(numbers, ideas, self.luck, weeks, self._colleagues[1])


Key = tuple[str, int, int, int]  # scenario, seed, futures, bands: another plan of a scenario moves few of its draws
_kept: OrderedDict[Key, Stage] = OrderedDict()


def kept_stage(key: Key) -> Stage:
    """The stage as its last run left it."""
    stage = _kept.pop(key, None) or Stage(key[1], range(key[2]), key[3])
    while _kept and sum(each.nbytes for each in _kept.values()) > _KEPT - stage.nbytes:
        _kept.popitem(last=False)
    _kept[key] = stage
    return stage


def stages(plan: Plan, seed: int, futures: int, bands: int) -> Iterator[Stage]:
    """The stages of a run, one a batch. A run of one batch finds its stage as the last run left it."""
    size = max(1, int(BATCH / ((plan["officials"] + plan["peers"]) * bands)))
    if futures <= size:
        yield kept_stage((plan.name, seed, futures, bands))
        return
    for first in range(0, futures, size):
        yield Stage(seed, range(first, min(first + size, futures)), bands)
