"""Paired comparison of two plans: the same futures, with the same random draws, under both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from simulation.ensemble.outcomes import OUTCOMES
from simulation.ensemble.results import Results
from simulation.ensemble.run import run_futures
from simulation.ensemble.run_arguments import horizon
from simulation.model.plans.loading import load
from simulation.model.plans.plan import Plan


@dataclass(frozen=True)
class Comparison:
    """Plan A and plan B in the same futures. Differences are B less A.

    Attributes:
        a: the results of plan A.
        b: the results of plan B, with as many futures and weeks.
    """

    a: Results
    b: Results

    def difference(self, outcome: str) -> np.ndarray:
        """Paired differences of an outcome, B less A.

        Args:
            outcome: the name of an outcome (see `OUTCOMES`).

        Returns:
            Shape (futures,), in the outcome's unit; NaN where either has none.

        Raises:
            ParameterError: there is no such outcome.
        """
        a, b = self.a.per_future(outcome), self.b.per_future(outcome)
        both = np.isfinite(a) & np.isfinite(b)
        return np.subtract(b, a, where=both, out=np.full_like(a, np.nan))

    def weekly(self, name: str) -> np.ndarray:
        """Paired differences of a weekly series, B less A.

        Args:
            name: the name of a weekly series (see `Results.series`).

        Returns:
            Shape (futures, weeks + 1), in the series' unit.

        Raises:
            ParameterError: there is no such series.
        """
        return self.b.weekly(name) - self.a.weekly(name)

    def better(self, outcome: str) -> float:
        """Share of futures in which B does better than A (ties count half).

        A future in which an outcome never comes about (NaN) or costs without end (infinite) is worse than one in
        which it does.

        Args:
            outcome: the name of an outcome (see `OUTCOMES`).

        Returns:
            From 0 to 1; NaN where neither more nor less of the outcome is better.

        Raises:
            KeyError: there is no such outcome.
        """
        sign = OUTCOMES[outcome].better
        a, b = (np.nan_to_num(r.per_future(outcome) * sign, nan=-np.inf) for r in (self.a, self.b))
        return float(np.mean((b > a) + 0.5 * (b == a))) if sign else float("nan")

    @property
    def doubt(self) -> Comparison | None:
        """The same comparison with parameter uncertainty; None unless it was run with `doubt=True`."""
        return Comparison(self.a.doubt, self.b.doubt) if self.a.doubt and self.b.doubt else None


def compare(
    plan: Plan | str | Path,
    other: Plan | str | Path,
    futures: int = 200,
    seed: int = 7,
    doubt: bool = False,
    progress: bool | Callable[[int, int], None] = False,
    **options: Any,
) -> Comparison:
    """Run two plans with the same random draws, both to the later of their horizons.

    Args:
        plan: plan A, as for `run_futures`.
        other: plan B.
        futures: number of futures.
        seed: the seed of all draws.
        doubt: also run both with other assumptions.
        progress: a bar (True), or a function to call back.
        options: further arguments of `run_futures`.

    Returns:
        The results of both, future by future comparable.

    Raises:
        ParameterError: as `run_futures`.
        RuleError: as `run_futures`.
        ScenarioError: as `run_futures`.

    Examples:
        >>> from simulation import compare, load
        >>> plan = load("parliament_mentors")
        >>> both = compare(plan, plan.with_(months=30), futures=20, seed=7)
        >>> both.difference("gain").shape
        (20,)
        >>> both.better("gain") > 0.5
        True
        >>> both.a.weeks == both.b.weeks
        True
    """
    plan, other = load(plan), load(other)
    weeks = options.pop("weeks", None)
    if weeks is None:
        weeks = max(horizon(plan, None), horizon(other, None))
    options["weeks"] = weeks
    a, b = (run_futures(compared, futures, seed, doubt, progress=progress, **options) for compared in (plan, other))
    return Comparison(a, b)
