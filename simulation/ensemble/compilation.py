"""Compiling the standard loop ahead of its first use, so that nobody waits for it later."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from simulation.ensemble.run import run_futures
from simulation.model.engine.compiler import cache_folder, is_kept
from simulation.model.plans.plan import defaults
from simulation.model.rules import STANDARD

_KINDS = tuple(type(rule) for rule in STANDARD)


@dataclass(frozen=True)
class Compilation:
    """Where the compiled loop lies, whether it did before (`found`) and does now (`kept`), and the seconds taken."""

    folder: Path
    found: bool
    kept: bool
    seconds: float


def standard_loop_is_kept() -> bool:
    """Whether the standard rules' compiled loop lies in the cache. Raises RuleError where numba cannot be imported."""
    return is_kept(_KINDS)


def compile_standard_loop() -> Compilation:
    """Compile the standard rules' loop where the cache does not hold it yet. Raises RuleError where that cannot be."""
    found, started = standard_loop_is_kept(), time.perf_counter()
    run_futures(defaults(), futures=1, weeks=1)
    return Compilation(cache_folder(), found, standard_loop_is_kept(), time.perf_counter() - started)
