"""What SALib calls a problem: which numbers vary over which ranges; and its samples as points of an experiment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from simulation.model.engine.rule import Rule
from simulation.model.parameters import declared
from simulation.model.plans.loading import load
from simulation.model.plans.plan import Plan
from simulation.vocabulary.errors import ParameterError, one_line
from simulation.vocabulary.parameters import Declaration

HALF = 0.4999  # a count from 1 to 4 is drawn from 0.5 to 4.5 and rounded, so that each count is as likely


def problem(
    plan: Plan | str,
    names: Sequence[str],
    ranges: Mapping[str, tuple[float, float]] | None = None,
    rules: Sequence[Rule] | None = None,
) -> dict[str, Any]:
    """A SALib problem over some of a plan's numbers: levers, settings or assumptions.

    Args:
        plan: a plan, or what `load` makes one of.
        names: the numbers that vary; all others are the plan's.
        rules: rules of one's own, whose numbers may vary too.
        ranges: narrower ranges by name (default: all that is allowed).

    Returns:
        `num_vars`, `names` and `bounds`, as SALib's samplers and analyses take them, `plan`, a plan code, and `whole`,
        which of them are counts.

    Raises:
        ParameterError: a number does not exist, or an end is out of its range.
        ScenarioError: there is no such plan.

    Examples:
        Two lines, and what SALib makes of them:

        >>> from SALib.analyze import sobol as analysis
        >>> from SALib.sample import sobol
        >>> from simulation import experiment
        >>> from simulation.experiments.problem import points, problem
        >>> asked = problem("parliament_mentors", ["months", "fear"])
        >>> over = points(asked, sobol.sample(asked, 8, calc_second_order=False, seed=7))
        >>> found = experiment("parliament_mentors", over, design="points", impossible="move", futures=10)
        >>> shares = analysis.analyze(asked, found.mean("gain"), calc_second_order=False, seed=7)
        >>> bool(shares["ST"][0] > shares["ST"][1])
        True
    """
    if isinstance(names, str):
        raise ParameterError(f"names = {one_line(names)} must be a list of names, such as [{names!r}]")
    if len(set(names)) < len(names) or not names:
        raise ParameterError(f"names = {one_line(names)}; name at least one number, and each once")
    plan, ends = load(plan), dict(ranges or {})
    for name in ends:
        if name not in names:
            raise ParameterError(f"ranges: {name} is not among the names")
    numbers = [declared(name, rules, 'names') for name in names]
    checked = [
        tuple(number.check(end, "ranges") for end in ends.get(number.name, (number.low, number.high)))
        for number in numbers
    ]
    for number, found in zip(numbers, checked, strict=True):
        if len(found) != 2 or not found[0] < found[1]:
            raise ParameterError(f"ranges: {number.name} = {one_line(list(found))} needs a low end and a high end")
    return {**problem_of(numbers, checked), "plan": plan.code, "whole": [number.whole for number in numbers]}


def problem_of(numbers: Sequence[Declaration], ends: Sequence[Sequence[float]] | None = None) -> dict[str, Any]:
    """The problem of declarations, over all of their ranges or between ends."""
    ends = [(number.low, number.high) for number in numbers] if ends is None else ends
    margins = [HALF if number.whole else 0.0 for number in numbers]
    return {
        "num_vars": len(numbers),
        "names": [number.name for number in numbers],
        "bounds": [[low - margin, high + margin] for (low, high), margin in zip(ends, margins, strict=True)],
    }


def points(asked: Mapping[str, Any], samples: np.ndarray) -> dict[str, list[float]]:
    """A sample of a problem as `experiment` takes it with `design="points"`: counts are rounded.

    Args:
        asked: the problem.
        samples: shape (points, numbers), as SALib's samplers return it.

    Returns:
        A list of values by name.

    Raises:
        ParameterError: the samples have another number of columns than the problem has names.
    """
    samples = np.asarray(samples, float)
    names = asked["names"]
    if samples.ndim != 2 or samples.shape[1] != len(names):
        raise ParameterError(f"samples have shape {samples.shape}; they should have a column for each of {names}")
    columns = np.where(asked["whole"], np.rint(samples), samples).T
    return {name: column.tolist() for name, column in zip(names, columns, strict=True)}


def rounded(numbers: Sequence[Declaration], samples: np.ndarray) -> np.ndarray:
    """Samples as the model takes them: counts rounded."""
    whole = np.array([number.whole for number in numbers])
    return np.where(whole, np.rint(samples), samples)
