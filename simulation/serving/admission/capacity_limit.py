"""How many visitors this machine holds, by processors and memory; what one takes is measured while they are here."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass

import psutil

from simulation.serving.resources import memory, processors
from simulation.serving.serve import MOST_PEOPLE

MEGABYTE = 2**20
PER_PROCESSOR = 50  # with so many who all move sliders, one picture in twenty takes up to two seconds
FORKED, ANEW = 25.0, 140.0  # megabytes: a visitor before any was measured, by how kernels come about
STUDIED_OUTCOMES = 12  # visitors measured at a time
LEAST = 2  # visitors that are let in on any machine


def lets_in(by_memory: int, processors: float) -> int:
    """How many come in at a time where memory holds so many, on so many processors."""
    return max(LEAST, min(by_memory, int(PER_PROCESSOR * processors), MOST_PEOPLE))


@dataclass
class Fits:
    """`each`: megabytes of memory that one more visitor takes. `most`: never more than so many, if somebody said so."""

    most: int | None = None
    each: float = FORKED

    def limit(self, here: int) -> int:
        """How many may be here at a time, when so many are."""
        if self.most is not None:
            return self.most
        found = memory()
        left = (found.available - found.spared) / MEGABYTE
        return lets_in(here + int(left // self.each), processors())

    def measure(self, kernels: Iterable[int]) -> None:
        """Look at some visitors' processes; from now on nine in ten of those count as the size of the next."""
        found = []
        for pid in list(kernels)[:STUDIED_OUTCOMES]:
            try:
                found.append(psutil.Process(pid).memory_full_info().uss / MEGABYTE)
            except psutil.Error:  # it has just ended, or the system tells nobody
                continue
        if len(found) > 1:
            self.each = max(self.each / 2, statistics.quantiles(found, n=10)[-1], 1.0)
