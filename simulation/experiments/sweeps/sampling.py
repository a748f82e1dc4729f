"""Points at which a design looks: all combinations, a sample of the ranges, or those that were given.

Each function takes `over`, values or ends by name, and returns a column of values for each name, all of one length.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from simulation.experiments.problem import problem_of, rounded
from simulation.vocabulary.errors import ParameterError
from simulation.vocabulary.parameters import Declaration

Columns = dict[str, np.ndarray]


def grid(over: Mapping[str, Sequence[float]]) -> Columns:
    """Every combination of the values; the last name varies fastest."""
    tables = np.meshgrid(*(np.asarray(values, float) for values in over.values()), indexing="ij")
    return {name: table.reshape(-1) for name, table in zip(over, tables, strict=True)}


def points(over: Mapping[str, Sequence[float]]) -> Columns:
    """The points as they were given: the first of each name, then the second of each."""
    lengths = {name: len(values) for name, values in over.items()}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name} has {length}" for name, length in lengths.items())
        raise ParameterError(f'over: design "points" needs as many values of each number; {told}')
    return {name: np.asarray(values, float) for name, values in over.items()}


def latin_hypercube(ends: Mapping[Declaration, tuple[float, float]], samples: int, seed: int) -> Columns:
    """A Latin hypercube: each number takes one value in each of `samples` equal parts of its range."""
    from scipy.stats import qmc

    return _scaled(ends, qmc.LatinHypercube(len(ends), rng=np.random.default_rng(seed)).random(samples))


def sobol(ends: Mapping[Declaration, tuple[float, float]], samples: int, seed: int) -> Columns:
    """A scrambled Sobol sequence, which fills the ranges evenly. `samples` must be a power of two."""
    from scipy.stats import qmc

    if samples & (samples - 1):
        below = 1 << (samples.bit_length() - 1)
        near = f"{below} or {2 * below}"
        raise ParameterError(f'samples = {samples}: design "sobol" needs a power of two, such as {near}')
    return _scaled(ends, qmc.Sobol(len(ends), rng=np.random.default_rng(seed)).random(samples))


def _scaled(ends: Mapping[Declaration, tuple[float, float]], unit: np.ndarray) -> Columns:
    low, high = np.array(problem_of(list(ends), list(ends.values()))["bounds"]).T
    values = rounded(list(ends), low + unit * (high - low))
    return {number.name: column for number, column in zip(ends, values.T, strict=True)}
