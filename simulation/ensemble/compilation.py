"""Compiling the standard loop ahead of its first use, so that the first run does not wait for it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from simulation.ensemble.run import run_futures
from simulation.model.engine.compiler import cache_folder, is_cached
from simulation.model.plans.plan import defaults
from simulation.model.rules import STANDARD

_STANDARD_TYPES = tuple(type(rule) for rule in STANDARD)


@dataclass(frozen=True)
class Compilation:
    """The cache folder of the compiled loop, whether it held the loop before and holds it now, and the seconds
    taken.
    """

    folder: Path
    was_cached: bool
    is_cached: bool
    seconds: float


def standard_loop_is_cached() -> bool:
    """Whether the standard rules' compiled loop lies in the cache. Raises RuleError where numba cannot be imported."""
    return is_cached(_STANDARD_TYPES)


def compile_standard_loop() -> Compilation:
    """Compile the standard rules' loop where the cache does not hold it yet. Raises RuleError where that cannot be."""
    was_cached, started = standard_loop_is_cached(), time.perf_counter()
    run_futures(defaults(), futures=1, weeks=1)
    return Compilation(cache_folder(), was_cached, standard_loop_is_cached(), time.perf_counter() - started)
