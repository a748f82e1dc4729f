"""The capacity limit: how many visitors this machine holds, by its processors, its memory and its open files."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass

import psutil

from simulation.serving.resources import Descriptors, descriptors, memory, processors
from simulation.serving.settings import MEGABYTE, ServerSettings


def people_admitted(by_memory: int, by_descriptors: int, processors: float, settings: ServerSettings) -> int:
    """How many are admitted at a time where memory and open files hold so many of them, on so many processors."""
    by_processors = int(settings.people_per_processor * processors)
    return max(settings.people_at_least, min(by_memory, by_descriptors, by_processors, settings.people_at_most))


def by_descriptors(found: Descriptors, settings: ServerSettings) -> int:
    """How many more visitors this process's open files allow."""
    left = found.limit - found.used - settings.descriptors_spared
    return max(0, left // settings.descriptors_per_visitor)


@dataclass
class CapacityLimit:
    """How many may be here at a time.

    Attributes:
        settings: The server's.
        fixed: The limit itself, where the operator gave one.
        visitor_megabytes: Memory that one more visitor takes; 0.0 for that of a forked kernel.
    """

    settings: ServerSettings
    fixed: int | None = None
    visitor_megabytes: float = 0.0

    def __post_init__(self) -> None:
        self.visitor_megabytes = self.visitor_megabytes or self.settings.forked_kernel_megabytes

    def limit(self, here: int) -> int:
        """How many may be here, when `here` are."""
        if self.fixed is not None:
            return self.fixed
        try:
            found = memory()
        except OSError:  # no more files can be opened
            return here
        left_megabytes = (found.available - found.spared(self.settings)) / MEGABYTE
        by_memory = here + int(left_megabytes // self.visitor_megabytes)
        by_files = here + by_descriptors(descriptors(), self.settings)
        return people_admitted(by_memory, by_files, processors(), self.settings)

    def measure(self, pids: Iterable[int]) -> None:
        """Measure some visitors' processes; from now on nine in ten of those count as the size of the next."""
        found = []
        for pid in list(pids)[: self.settings.visitors_measured]:
            try:
                found.append(psutil.Process(pid).memory_full_info().uss / MEGABYTE)
            except (psutil.Error, OSError):  # it has just ended, the system tells nobody, or no file can be opened
                continue
        if len(found) > 1:
            self.visitor_megabytes = max(self.visitor_megabytes / 2, statistics.quantiles(found, n=10)[-1], 1.0)
