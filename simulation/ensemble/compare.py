"""Paired comparison of two plans: the same futures, with the same random draws, under both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.ensemble import pictures, results_file
from simulation.ensemble.outcomes import OUTCOMES
from simulation.ensemble.results import Results, to_draw
from simulation.ensemble.results_checks import check_levels, check_per, quantiles_of_outcome
from simulation.ensemble.rules_in_words import plan_and_rules
from simulation.ensemble.run import run_futures
from simulation.ensemble.run_arguments import horizon
from simulation.model.plans.loading import load
from simulation.model.plans.plan import Plan
from simulation.vocabulary.errors import ParameterError, one_line

if TYPE_CHECKING:
    import pandas as pd

    from simulation.ensemble.pictures import FilledChart


@dataclass(frozen=True)
class Comparison:
    """Plan A and plan B in the same futures. Differences are B less A.

    Attributes:
        a: the results of plan A.
        b: the results of plan B.

    Raises:
        ParameterError: the two are no results of the same futures: as many of them, of the same seed.
    """

    a: Results
    b: Results

    def __post_init__(self) -> None:
        for each in (self.a, self.b):
            if not isinstance(each, Results):
                raise ParameterError(f"{one_line(each)} are no results; compare(plan, other) runs and compares plans")
        for name in ("seed", "futures"):
            of_a, of_b = getattr(self.a, name), getattr(self.b, name)
            if of_a != of_b:
                raise ParameterError(
                    f"{name}: {of_a} and {of_b}; only the same futures can be compared in pairs: run both with the same"
                )

    def __repr__(self) -> str:
        a, b = (plan_and_rules(each.plan, each.rules) for each in (self.a, self.b))
        return f"<Comparison of {a} and {b}: {self.a.futures} futures, {self.a.weeks} weeks>"

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
            ParameterError: there is no such series, or the two have different horizons.
        """
        self._check_weeks()
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
            ParameterError: there is no such outcome.
        """
        of_a, of_b = self.a.per_future(outcome), self.b.per_future(outcome)
        sign = OUTCOMES[outcome].better
        a, b = (np.nan_to_num(of * sign, nan=-np.inf) for of in (of_a, of_b))
        return float(np.mean((b > a) + 0.5 * (b == a))) if sign else float("nan")

    def quantiles(
        self, name: str, levels: Sequence[float] = (0.05, 0.25, 0.5, 0.75, 0.95), per: str = "week"
    ) -> np.ndarray:
        """Quantiles over the futures of paired differences, B less A.

        Args:
            name: the weekly series, or with `per="future"` the outcome.
            levels: the quantiles, each from 0 to 1.
            per: "week" for a series, "future" for an outcome.

        Returns:
            Shape (levels, weeks + 1), or (levels,) for an outcome; float32, in its unit. Futures in which either has
            none are left out.

        Raises:
            ParameterError: as `Results.quantiles`.
        """
        wanted = check_levels(levels)
        if check_per(per) == "week":
            return np.quantile(self.weekly(name), wanted, axis=0).astype(np.float32)
        return quantiles_of_outcome(self.difference(name), wanted)

    def tidy(self, per: str = "week") -> pd.DataFrame:
        """Paired differences, B less A, as a tidy frame, both bands where there are two.

        Args:
            per: "week" for one row per future and week, "future" for one row per future.

        Returns:
            Columns as those of `Results.tidy`.

        Raises:
            ParameterError: `per` is neither, or rows per week of plans with different horizons.

        Examples:
            >>> from simulation import compare, load
            >>> plan = load("parliament_mentors")
            >>> both = compare(plan, plan.with_(months=30), futures=20, seed=7)
            >>> both.tidy(per="future")[["band", "future", "gain"]].shape
            (20, 3)
        """
        names = ["band", "future"]
        if check_per(per) == "week":
            self._check_weeks()
            names.append("week")
        a, b = self.a.tidy(per).set_index(names).align(self.b.tidy(per).set_index(names), join="inner")
        return (b - a).reset_index()

    def fan(self, name: str, who: str | None = None, *, width: int = 600, height: int = 300) -> FilledChart:
        """A weekly series of both plans in one picture, as `Results.fan` draws it: plan B dashed over plan A.

        Args:
            name: the series (see `Results.series`).
            who: of members' series, those of the `supported`, of their `colleagues` or of the `peers`.
            width: of the plot in pixels, without its axes.
            height: the same.

        Returns:
            An Altair chart, for as long as both plans were followed; the doubt band is drawn of plan A alone.

        Raises:
            ParameterError: as `Results.fan`.

        Examples:
            >>> from simulation import compare, load
            >>> plan = load("parliament_mentors")
            >>> chart = compare(plan, plan.with_(months=30), futures=20, seed=7).fan("practice")
            >>> [event["text"] for event in chart.to_dict()["datasets"]["events"]]
            ['plan A ends', 'plan B ends']
        """
        return pictures.fan(*to_draw([self.a, self.b], name, who), self.a.seed, width, height)

    @property
    def provenance(self) -> dict[str, Any]:
        """Where the differences come from, ready for JSON: `differences` says which less which, `a` and `b` have the
        provenance of the results of either plan.
        """
        return {results_file.DIFFERENCES: "b less a", "a": self.a.provenance, "b": self.b.provenance}

    def to_parquet(self, path: str | Path, per: str = "week") -> Path:
        """Write the paired differences as Parquet, with the provenance of both plans inside (see `provenance_of`).

        `pandas.read_parquet` reads the rows; `Results.from_parquet` refuses them, since they are no results of a plan.
        Nothing appears under `path` until the file is whole.

        Args:
            path: the file.
            per: rows per "week" or per "future", as for `tidy`.

        Returns:
            The path of the file.

        Raises:
            OutputError: the file cannot be written.
            ParameterError: as `tidy`.

        Examples:
            >>> import tempfile
            >>> from simulation import compare, load, provenance_of
            >>> plan = load("parliament_mentors")
            >>> both = compare(plan, plan.with_(months=30), futures=5, seed=7)
            >>> with tempfile.TemporaryDirectory() as folder:
            ...     told = provenance_of(both.to_parquet(f"{folder}/longer.parquet", per="future"))
            >>> told["differences"], told["a"]["plan"]["months"], told["b"]["plan"]["months"]
            ('b less a', 18, 30)
        """
        return results_file.write(path, self.tidy(per), self.provenance)

    def _check_weeks(self) -> None:
        """Raise ParameterError where the two were followed for different times, so that weeks have no pairs."""
        if self.a.weeks != self.b.weeks:
            raise ParameterError(
                f"plan A was followed for {self.a.weeks} weeks and plan B for {self.b.weeks}: run both with "
                f"weeks={max(self.a.weeks, self.b.weeks)} to compare them week by week"
            )

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
