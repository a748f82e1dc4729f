"""The results of an ensemble: weekly series, outcomes, credit and provenance."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.ensemble import pictures, results_file, stored_rules, tidy_frames
from simulation.ensemble.outcomes import OUTCOMES, OVERALL, end_of_support
from simulation.ensemble.posterior_sample import accepted
from simulation.ensemble.recorded_states import record_states
from simulation.ensemble.results_checks import (
    WEEK_OR_FUTURE,
    check_levels,
    check_name,
    check_per,
    no_series,
    quantiles_of_outcome,
)
from simulation.ensemble.results_file import provenance_of
from simulation.ensemble.rules_in_words import plan_and_rules, rules_in_words
from simulation.ensemble.run_arguments import check_int
from simulation.ensemble.series import group_series, meaning_of, series
from simulation.ensemble.versions import versions
from simulation.model.engine.compiler import machine
from simulation.model.engine.rule import Rule
from simulation.model.engine.world import shape_of
from simulation.model.fingerprint import fingerprint
from simulation.model.plans.loading import load
from simulation.model.plans.plan import Plan
from simulation.vocabulary.errors import ParameterError, nearest, one_line
from simulation.vocabulary.state_variables import GROUPS, INSTITUTIONS, MEMBERS

if TYPE_CHECKING:
    import pandas as pd

    from simulation.ensemble.pictures import FilledChart

_TABLES = {"institution": INSTITUTIONS, "person": MEMBERS}  # of which a run keeps means alone
_ROWS = (*WEEK_OR_FUTURE, "group", *_TABLES)
_RUN_AGAIN = 20  # futures that are run again unless it is said how many


class Results:
    """What many futures of one plan came to. Arrays are float32 with a leading axis of futures.

    Made by `run_futures`. All futures of one object belong to one band: with assumptions at the plan's values, or with
    a set of the accepted sample for each future.

    Attributes:
        plan: the plan that was run.
        seed: the seed of all draws.
        futures: number of futures.
        weeks: the horizon in weeks.
        band: `luck` (assumptions at the plan's values) or `doubt` (a set of the accepted sample for each future).
        doubt: the doubt band of the same luck, when it was asked for; else None.
        rules: the rules that ran: their names, each with its first line.
        own_rules: of those that are not the model's, their first lines, the numbers and a digest of what they do.

    Examples:
        >>> from simulation import run_futures
        >>> results = run_futures("parliament_mentors", futures=20, seed=7)
        >>> results.futures, results.band, results.end_of_support
        (20, 'luck', 78)
        >>> results.quantiles("trust", (0.05, 0.5, 0.95)).shape == (3, results.weeks + 1)
        True
        >>> results.per_future("gain").shape
        (20,)
        >>> results.tidy(per="future").columns[:3].tolist()
        ['band', 'future', 'gain']
    """

    def __init__(
        self,
        plan: Plan,
        seed: int,
        weeks: int,
        weekly: Mapping[str, np.ndarray],
        outcomes: Mapping[str, np.ndarray],
        credit: Mapping[str, Mapping[str, np.ndarray]],
        *,
        rules: Mapping[str, str],
        band: str = "luck",
        doubt: Results | None = None,
        own_rules: Mapping[str, Mapping[str, Any]] | None = None,
        rules_given: Sequence[Rule] | None = None,
    ) -> None:
        self._rules_given = rules_given  # the rules themselves, as `run_futures` was given them
        self.own_rules = dict(own_rules or {})
        self._stored_provenance: dict[str, Any] | None = None  # of results that were read from a file
        self.plan, self.seed, self.weeks, self.band, self.doubt, self.rules = plan, seed, weeks, band, doubt, rules
        self._weekly, self._outcomes, self._credit = weekly, outcomes, credit
        self.futures = len(next(iter((outcomes or weekly).values())))

    @classmethod
    def from_parquet(cls, path: str | Path) -> Results:
        """The results in a file that `to_parquet` wrote: its series or its outcomes, both bands where it has two.

        Args:
            path: the file.

        Returns:
            Results with the file's own provenance. What the file does not hold is not there: a file with a row per
            week has no outcomes, one with a row per future no series, and neither has credit.

        Raises:
            ResultsError: there is no such file, it was not written by `to_parquet`, or some of it is missing.
            CodeError: its plan is one of another version of the model.

        Examples:
            >>> import tempfile
            >>> from simulation import Results, run_futures
            >>> results = run_futures("parliament_mentors", futures=5, seed=7)
            >>> with tempfile.TemporaryDirectory() as folder:
            ...     again = Results.from_parquet(results.to_parquet(f"{folder}/mentors.parquet"))
            >>> bool((again.weekly("trust") == results.weekly("trust")).all()), again.provenance == results.provenance
            (True, True)
        """
        told, bands = results_file.read(path)
        found: Results | None = None
        for band in reversed(bands):
            kept = (band.columns, {}) if band.weekly else ({}, band.columns)
            found = cls(
                load(told["plan_code"]), told["seed"], told["weeks"], *kept, {}, rules=stored_rules.titles(told),
                band=band.name, doubt=found, own_rules=told.get("own_rules"),
            )  # fmt: skip
            found._stored_provenance = told
        assert found is not None
        return found

    def __repr__(self) -> str:
        bands = "luck and doubt" if self.doubt else self.band
        what = plan_and_rules(self.plan, self.rules)
        return f"<Results of {what}: {self.futures} futures, {self.weeks} weeks, seed {self.seed}, band {bands}>"

    @property
    def end_of_support(self) -> int:
        """The first week without support."""
        return end_of_support(self.plan.values)

    @property
    def series(self) -> tuple[str, ...]:
        """Names of the weekly series."""
        return tuple(self._weekly)

    def weekly(self, name: str, who: str | None = None) -> np.ndarray:
        """A weekly series.

        States and signals are means over the people, ties or institutions supported; `..._spread` is their standard
        deviation; events are counts.

        Args:
            name: the series (see `series`).
            who: of members' series, those of the people `supported`, of their `colleagues` or of the `peers` (in a
                mutual network those supported are each other's peers) instead of everybody's.

        Returns:
            Shape (futures, weeks + 1); week 0 is the state before the first week. NaN for a group of nobody.

        Raises:
            ParameterError: there is no such series or group.
        """
        check_name(name)
        if who is not None and who not in GROUPS:
            raise ParameterError(f"who = {one_line(who)}{nearest(str(who), GROUPS)}; allowed: {', '.join(GROUPS)}")
        if who == "peers" and not self.plan["peers"]:
            who = "supported"
        wanted = name if who is None else group_series(name, who)
        if wanted not in self._weekly:
            if name in series() and wanted not in series():
                raise ParameterError(f"{name} is no series of members: it has no {who}")
            raise no_series(wanted if wanted in series() else name, self._weekly, self._outcomes)
        return self._weekly[wanted]

    def per_future(self, name: str) -> np.ndarray:
        """An outcome, one number a future.

        Args:
            name: the outcome (see `OUTCOMES`, which says its unit).

        Returns:
            Shape (futures,), in the outcome's unit; NaN where it does not apply.

        Raises:
            ParameterError: there is no such outcome.
        """
        check_name(name)
        if name in OUTCOMES and not self._outcomes:
            raise ParameterError(f"{name} is not in this file of weekly series; to_parquet(..., per='future') keeps it")
        if name in series() and name not in self._outcomes:
            raise ParameterError(f"{name} is no outcome but a weekly series: weekly({name!r})")
        return self._find(self._outcomes, name, "outcome")

    def overall(self, name: str) -> float:
        """A result of the whole ensemble, which is no mean of results of single futures.

        Args:
            name: `kept` (the mean gain a year after the last day over the mean gain on it, a share) or
                `days_per_person` (everybody's days for each person who practises more).

        Returns:
            The figure; for `kept` NaN where the gain on the last day is not notable, for `days_per_person` infinite
            where nobody practises more.

        Raises:
            ParameterError: there is no such result.
        """
        compute: Callable[[Mapping[str, np.ndarray]], float] = self._find(OVERALL, name, "result of the whole ensemble")
        return compute(self._outcomes)

    def quantiles(
        self, name: str, levels: Sequence[float] = (0.05, 0.25, 0.5, 0.75, 0.95), per: str = "week"
    ) -> np.ndarray:
        """Quantiles over the futures, week by week of a series or of an outcome.

        Args:
            name: the series (see `series`), or with `per="future"` the outcome (see `OUTCOMES`).
            levels: the quantiles, each from 0 to 1.
            per: "week" for a series, "future" for an outcome; some names are those of both.

        Returns:
            Shape (levels, weeks + 1), or (levels,) for an outcome, of which futures without one are left out; float32,
            in the unit of the series or outcome.

        Raises:
            ParameterError: there is no such series or outcome, a level is not from 0 to 1, or `per` is neither.

        Examples:
            >>> from simulation import run_futures
            >>> results = run_futures("parliament_mentors", futures=20, seed=7)
            >>> results.quantiles("gain", (0.05, 0.95), per="future").shape
            (2,)
        """
        wanted = check_levels(levels)
        if check_per(per) == "week":
            return np.quantile(self.weekly(name), wanted, axis=0).astype(np.float32)
        return quantiles_of_outcome(self.per_future(name), wanted)

    def describe(self) -> pd.DataFrame:
        """What each series and outcome of these results means, and in which unit it is.

        Returns:
            A row for each, by name: columns `per` ("week" or "future"), `name`, `unit` and `meaning`.

        Examples:
            >>> from simulation import run_futures
            >>> told = run_futures("parliament_mentors", futures=5, seed=7).describe()
            >>> told[told["name"] == "gain"]["unit"].item()
            'share of practice'
        """
        import pandas as pd

        known = series()
        rows = [("week", name, known[name].unit, meaning_of(name)) for name in self._weekly]
        rows += [("future", name, OUTCOMES[name].unit, OUTCOMES[name].help) for name in self._outcomes]
        return pd.DataFrame(rows, columns=["per", "name", "unit", "meaning"])

    def credit(self, state: str) -> dict[str, np.ndarray]:
        """What each rule changed in the mean of a state by the horizon.

        The parts add up to the whole change; what was cut off at the ends of the range stands under `range`.

        Args:
            state: the name of a credited state, such as `trust` or `practice` (see `STATE_VARIABLES`).

        Returns:
            Changes by rule, each of shape (futures,), in the state's unit.

        Raises:
            ParameterError: the state is not credited, or the results were read from a file.

        Examples:
            >>> from simulation import run_futures
            >>> results = run_futures("parliament_mentors", futures=20, seed=7)
            >>> import numpy as np
            >>> trust = results.weekly("trust")
            >>> parts = results.credit("trust")
            >>> bool(np.allclose(sum(parts.values()), trust[:, -1] - trust[:, 0], atol=1e-5))
            True
        """
        if self._stored_provenance is not None:
            raise ParameterError("files of results hold no credit; run_futures makes results that have it")
        return dict(self._find(self._credit, state, "credited state"))

    def fan(self, name: str, who: str | None = None, *, width: int = 600, height: int = 300) -> FilledChart:
        """A weekly series as a picture: the median, nine futures in ten by luck, and the doubt band where there is one.

        It is the fan of the pages, drawn by Altair. A notebook shows it as SVG, without the internet, unless a renderer
        of Altair's was chosen; `chart.save("fan.png")` and all else that Altair does with a chart work too.

        Args:
            name: the series (see `series`).
            who: of members' series, those of the `supported`, of their `colleagues` or of the `peers`.
            width: of the plot in pixels, without its axes.
            height: the same.

        Returns:
            An Altair chart with one row a week, however many futures there are. The vertical axis begins at 0, in the
            series' unit, and ends where the bands do; the horizontal one is in months, with a mark each year. Of events
            it shows how many there have been so far, for quantiles of the number in single weeks say little of rare
            ones.

        Raises:
            ParameterError: there is no such series or group, nobody is in the group, or the size is out of range.

        Examples:
            >>> from simulation import run_futures
            >>> chart = run_futures("parliament_mentors", futures=20, seed=7).fan("practice", who="supported")
            >>> len(chart.to_dict()["datasets"]["a"])
            183
        """
        return pictures.fan(*to_draw([self], name, who), self.seed, width, height)

    def credit_chart(self, state: str, *, width: int = 600, height: int = 300) -> FilledChart:
        """Which rule gave and which took, as a picture: steps from a state's mean before to that at the horizon.

        It is the waterfall of the pages, drawn by Altair, and shown as `fan` is. The rules that did most are named, the
        others are one step; `credit` has each.

        Args:
            state: the name of a credited state, such as `trust` or `practice`.
            width: of the plot in pixels, without its axes.
            height: the same.

        Returns:
            An Altair chart, in points of 100: the mean of all futures. The steps add up to the whole change.

        Raises:
            ParameterError: as `credit`, the state's series was not kept, or the size is out of range.

        Examples:
            >>> from simulation import run_futures
            >>> chart = run_futures("parliament_mentors", futures=20, seed=7).credit_chart("practice")
            >>> [part["kind"] for part in chart.to_dict()["datasets"]["parts"]][:2]
            ['level', 'gave']
        """
        credit, values = self.credit(state), self.weekly(state)
        return pictures.credit_chart(state, self.plan, values, credit, self.rules, self.seed, width, height)

    @property
    def provenance(self) -> dict[str, Any]:
        """Where the results come from, ready for JSON: plan, seed, rules, bands, model, versions and machine.

        `model` is the fingerprint of the model that ran and `own_rules` has what was run beside it; results of the
        same plan, seed, fingerprint and rules are the same. `sample` is the digest of the accepted sample, where the
        doubt band was drawn from it.
        """
        if self._stored_provenance is not None:
            return self._stored_provenance
        bands = [self.band, *([self.doubt.band] if self.doubt else [])]
        return {
            "scenario": self.plan.name,
            "plan": dict(self.plan.values),
            "plan_code": self.plan.code,
            "without": list(self.plan.without),
            "ideas": list(self.rules),
            "own_rules": self.own_rules,
            "band": self.band,
            "bands": bands,
            "sample": accepted().digest if "doubt" in bands else None,
            "seed": self.seed,
            "futures": self.futures,
            "weeks": self.weeks,
            "model": fingerprint(),
            "versions": versions(),
            "machine": machine(),
        }

    def tidy(self, per: str = "week", *, futures: int | None = None) -> pd.DataFrame:
        """The results as a tidy frame, both bands where there are two.

        A run keeps the means over persons and institutions, not each of them: for "person" and "institution" the first
        futures are run again, with the same draws and rules and so the same bits. Of the persons, the peers from
        outside stand in the frame but count in no mean of `weekly`; the home of those peers is left out.

        Args:
            per: what there is a row for in each band: "week" (each future and week), "future" (each future), "group"
                (each future, week and group of members), "institution" or "person" (each future, week and one of them).
            futures: how many futures, from the first (default: all, and 20 for "institution" and "person").

        Returns:
            Columns `band`, `future` (and `week`; `group`; `institution`; `person`, `group` and `institution`, which is
            -1 for peers from outside), then a column for each series, outcome or members' series (a group of nobody has
            NaN), or for what institutions and persons are: their states, and all else that has a weekly series. A frame
            of persons has `futures x (weeks + 1) x persons` rows a band, at some 80 bytes: 20 futures of 44 persons
            over three and a half years are 160 000 rows, 13 MB.

        Raises:
            ParameterError: `per` is none of these, there are not so many futures, no members' series was kept, or a
                frame with several rows a week would have more than two million.
            ResultsError: results read from a file that cannot be run again: with rules of one's own, or under another
                model.

        Examples:
            >>> from simulation import run_futures
            >>> results = run_futures("parliament_mentors", futures=20, seed=7)
            >>> people = results.tidy(per="person", futures=2)
            >>> people.columns[:6].tolist()
            ['band', 'future', 'week', 'person', 'group', 'institution']
            >>> last = people[(people["future"] == 1) & (people["week"] == 78) & (people["group"] != "peers")]
            >>> bool(abs(last["practice"].mean() - results.weekly("practice")[1, 78]) < 1e-6)
            True
        """
        import pandas as pd

        check_per(per, _ROWS)
        is_run_again = per in _TABLES
        count = min(_RUN_AGAIN, self.futures) if is_run_again else self.futures
        count = count if futures is None else check_int("futures", futures, 1, self.futures)
        bands = [self, self.doubt] if self.doubt else [self]
        if is_run_again or per == "group":
            shape = shape_of(self.plan.values)
            entries = {"group": len(GROUPS), "institution": shape.institutions, "person": shape.members}[per]
            tidy_frames.check_rows(per, count, self.weeks, entries, len(bands))
        return pd.concat([band._frame(per, count) for band in bands], ignore_index=True)

    def to_parquet(self, path: str | Path, per: str = "week") -> Path:
        """Write the tidy frame as Parquet, with its provenance inside (see `provenance_of`).

        Nothing appears under `path` until the file is whole.

        Args:
            path: the file.
            per: rows per "week" or per "future", as for `tidy`.

        Returns:
            The path of the file.

        Raises:
            OutputError: the file cannot be written.
            ParameterError: as `tidy`.
        """
        return results_file.write(path, self.tidy(check_per(per)), self.provenance)

    def _frame(self, per: str, futures: int) -> pd.DataFrame:
        """The tidy frame of this band alone."""
        if per == "future":
            return tidy_frames.per_future(self.band, self._outcomes, futures)
        if per == "week":
            return tidy_frames.per_week(self.band, self._weekly, futures, self.weeks)
        if per == "group":
            return tidy_frames.per_group(self.band, self._series_of_groups(), futures, self.weeks)
        told = self._stored_provenance
        rules = self._rules_given if told is None else stored_rules.to_run_again(told)
        states = record_states(self.plan, self.seed, self.weeks, rules, futures, _TABLES[per], self.band == "doubt")
        if per == "institution":
            return tidy_frames.per_institution(self.band, states)
        return tidy_frames.per_person(self.band, states, shape_of(self.plan.values))

    def _series_of_groups(self) -> dict[str, dict[str, np.ndarray]]:
        """Members' series of which every group was kept, each by group. Raises ParameterError where there is none."""
        bases = {variable.name: None for variable in series().values() if variable.table is MEMBERS}
        kept = [name for name in bases if all(group_series(name, group) in self._weekly for group in GROUPS)]
        if not kept:
            raise ParameterError(
                "these results have no members' series of all groups; run_futures(..., keep=...) can keep them, such "
                "as practice_supported, practice_colleagues and practice_peers"
            )
        return {name: {group: self.weekly(name, who=group) for group in GROUPS} for name in kept}

    @staticmethod
    def _find(mapping: Mapping[str, Any], name: str, what: str) -> Any:
        check_name(name)
        try:
            return mapping[name]
        except KeyError:
            raise ParameterError(f"there is no {what} called {one_line(name)}{nearest(name, mapping)}") from None


def to_draw(plans: Sequence[Results], name: str, who: str | None) -> tuple[str, list[pictures.SeriesOfPlan]]:
    """A series of each plan, with that of the doubt band where there is one, and its full name. Raises ParameterError
    where there is none.
    """
    drawn = [
        pictures.SeriesOfPlan(
            each.plan, each.weekly(name, who), each.doubt.weekly(name, who) if each.doubt else None, each.band,
            rules_in_words(each.plan, each.rules),
        )
        for each in plans
    ]
    return name if who is None else group_series(name, who), drawn


__all__ = ["OUTCOMES", "Results", "provenance_of"]
