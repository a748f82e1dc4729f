"""Designs of a sensitivity study and their analysis. The only module that imports SALib.

Assumptions are taken as even over their declared ranges, each independent of the others.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulation.experiments.problem import problem_of
from simulation.vocabulary.parameters import Declaration

LEVELS = 4  # values that a screening tries of each assumption, as Morris advises


def morris_sets(assumptions: Sequence[Declaration], trajectories: int, seed: int) -> np.ndarray:
    """Sets for a screening after Morris: walks through the ranges in which one assumption moves at a time.

    Args:
        assumptions: the assumptions to vary.
        trajectories: number of walks.
        seed: the seed of the design.

    Returns:
        Shape (trajectories x (assumptions + 1), assumptions).
    """
    from SALib.sample import morris

    return morris.sample(problem_of(assumptions), trajectories, num_levels=LEVELS, seed=seed)


def elementary_effects(
    assumptions: Sequence[Declaration], sets: np.ndarray, found: np.ndarray, seed: int
) -> list[dict[str, float]]:
    """Elementary effects after Morris.

    Args:
        assumptions: the assumptions that were varied.
        sets: the design (see `morris_sets`).
        found: one result for each set, shape (sets,).
        seed: the seed of the bootstrap intervals.

    Returns:
        For each assumption: `strength`, the mean size of the change when it moves across its range (mu*), in the
            result's unit; `effect`, the mean change with its sign (mu); `unevenness`, its standard deviation (sigma),
            large where the effect depends on other assumptions; `strength_within`, half the width of the 95 % interval
            of strength.
    """
    from SALib.analyze import morris

    indices = morris.analyze(problem_of(assumptions), sets, found.astype(float), num_levels=LEVELS, seed=seed)
    columns = {"strength": "mu_star", "effect": "mu", "unevenness": "sigma", "strength_within": "mu_star_conf"}
    return [{name: float(indices[key][k]) for name, key in columns.items()} for k in range(len(assumptions))]


def sobol_sets(assumptions: Sequence[Declaration], base: int, seed: int) -> np.ndarray:
    """Sets for a decomposition of variance after Sobol.

    Args:
        assumptions: the assumptions to vary.
        base: number of base samples, a power of two.
        seed: the seed of the design.

    Returns:
        Shape (base x (assumptions + 2), assumptions).
    """
    from SALib.sample import sobol

    return sobol.sample(problem_of(assumptions), base, calc_second_order=False, seed=seed)


def sobol_indices(assumptions: Sequence[Declaration], found: np.ndarray, seed: int) -> list[dict[str, float]]:
    """Shares of the result's variance after Sobol; all 0 where the result does not vary.

    Args:
        assumptions: the assumptions that were varied.
        found: one result for each set of the design (see `sobol_sets`), shape (sets,).
        seed: the seed of the bootstrap intervals.

    Returns:
        For each assumption: `alone`, its first-order index; `in_all`, its total-order index; `..._within`, half the
            width of their 95 % intervals.
    """
    from SALib.analyze import sobol

    columns = {"alone": "S1", "alone_within": "S1_conf", "in_all": "ST", "in_all_within": "ST_conf"}
    if np.ptp(found) == 0.0:
        return [dict.fromkeys(columns, 0.0) for _ in assumptions]
    indices = sobol.analyze(problem_of(assumptions), found.astype(float), calc_second_order=False, seed=seed)
    return [{name: float(indices[key][k]) for name, key in columns.items()} for k in range(len(assumptions))]
