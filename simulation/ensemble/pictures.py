"""Pictures of results: what is to be drawn and the words around it, handed to the charts of the pages.

The one place below the charts that imports them, when a picture is asked for: so `import simulation` loads no Altair.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from simulation.ensemble.rules_in_words import rules_in_words
from simulation.ensemble.run_arguments import check_int
from simulation.ensemble.series import meaning_of, series
from simulation.model.parameters import parameters
from simulation.model.plans.checks import checked
from simulation.model.plans.plan import Plan
from simulation.vocabulary.errors import ParameterError
from simulation.vocabulary.state_variables import INSTITUTIONS, MEMBERS, TIES, Kind, StateVariable

if TYPE_CHECKING:
    from simulation.charts.filled import FilledChart as FilledChart  # for those who return one

_MAX_SIDE = 4000  # pixels
_MAX_CHANGES = 3  # of a plan against its scenario, named one by one
_UNITS = {
    "share": "Share, from 0 to 1", "0 or 1": "Share, from 0 to 1", "count": "Number since the first week",
    "hours/week": "Hours a week", "days/week": "Days a week",
}  # fmt: skip
_OVER = {
    MEMBERS: "mean over everybody in the institutions supported", TIES: "mean over all pairs",
    INSTITUTIONS: "mean over the institutions supported",
}  # fmt: skip


@dataclass(frozen=True)
class SeriesOfPlan:
    """A weekly series of a plan's futures, shape (futures, weeks + 1); `doubt` is that of the doubt band, None where it
    was not run; `band` the name of the band that `values` are of; `rules` says which ran, where not the model's own.
    """

    plan: Plan
    values: np.ndarray
    doubt: np.ndarray | None = None
    band: str = "luck"
    rules: str = ""

    def counted_up(self) -> SeriesOfPlan:
        """The same, of events: how many there have been so far, in each future."""
        doubt = None if self.doubt is None else self.doubt.cumsum(axis=1)
        return replace(self, values=self.values.cumsum(axis=1), doubt=doubt)


def fan(name: str, drawn: Sequence[SeriesOfPlan], seed: int, width: int, height: int) -> FilledChart:
    """The fan of a weekly series; of events, the fan of how many there have been so far.

    Args:
        name: the series, that of a group by its full name.
        drawn: plan A's, or A's and B's.
        seed: the seed of all draws.
        width: of the plot in pixels.
        height: the same.

    Returns:
        An Altair chart.

    Raises:
        ParameterError: the size is out of range, or the series is of a group of nobody.
    """
    _check_size(width, height)
    if any(np.isnan(each.values).any() for each in drawn):
        raise ParameterError(f"there is no picture of {name}: in this plan nobody is in that group")
    from simulation.charts.fan_of_series import PlanSeries, fan_of_series

    if series()[name].kind is Kind.EVENT:
        drawn = [each.counted_up() for each in drawn]
    ends = [each.plan["support_from_month"] + each.plan["months"] for each in drawn]
    plans = [PlanSeries(each.values, each.doubt, end) for each, end in zip(drawn, ends, strict=True)]
    return fan_of_series(plans, _title(name), _legend(name, drawn, seed), width, height)


def credit_chart(
    state: str,
    plan: Plan,
    values: np.ndarray,
    credit: Mapping[str, np.ndarray],
    rules: Mapping[str, str],
    seed: int,
    width: int,
    height: int,
) -> FilledChart:
    """The waterfall of credit, the mean of all futures.

    Args:
        state: the credited state.
        plan: the plan that was run.
        values: the state's weekly series, shape (futures, weeks + 1).
        credit: what each rule changed, by name, shape (futures,).
        rules: the rules that ran, each with its first line.
        seed: the seed of all draws.
        width: of the plot in pixels.
        height: the same.

    Returns:
        An Altair chart.

    Raises:
        ParameterError: the size is out of range.
    """
    _check_size(width, height)
    from simulation.charts.waterfall_of_credit import waterfall_of_credit
    from simulation.charts.waterfall_steps import steps

    title = f"What gave and what took: {_title(state)[:1].lower()}{_title(state)[1:]}"
    before, after = (float(values[:, week].mean()) for week in (0, -1))
    parts = {rule: float(part.mean()) for rule, part in credit.items()}
    futures, weeks = values.shape
    legend = [
        f"Points in 100 before the first week, what each rule gave or took, and points after {weeks - 1} weeks.",
        f"{_plan_in_words(plan, rules_in_words(plan, rules))}; mean of {_futures(futures)}, seed {seed}.",
    ]
    return waterfall_of_credit(steps(before, after, parts, rules), title, legend, width, height)


def _title(name: str) -> str:
    """What a series means, as a title."""
    variable = series()[name]
    meaning = meaning_of(name)
    if variable.kind is Kind.EVENT:
        meaning = meaning.replace(" this week", " so far")
    if name == variable.name and variable.kind is not Kind.EVENT and variable.table in _OVER:
        meaning = f"{meaning}: {_OVER[variable.table]}"
    return meaning[:1].upper() + meaning[1:]


def _legend(name: str, drawn: Sequence[SeriesOfPlan], seed: int) -> list[str]:
    """The lines under the title: unit, plans, and which line and band is what."""
    first, futures = drawn[0], len(drawn[0].values)
    luck = "by luck" if first.band == "luck" else "by luck and other assumptions about people"
    pale = "" if first.doubt is None else (
        f" Pale band{' of plan A' if len(drawn) > 1 else ''}: with other assumptions about people too."
    )  # fmt: skip
    unit = _unit(series()[name])
    if len(drawn) > 1:
        marks = ("A, full line and dark band", "B, dashed line between dotted ones")
        return [
            f"{unit}. Lines: the middle of {_futures(futures)} under the same luck, seed {seed}; "
            f"around them nine futures in ten, {luck}.{pale}",
            *(f"{mark}: {_plan_in_words(each.plan, each.rules)}." for mark, each in zip(marks, drawn, strict=True)),
        ]
    bands = f"Line: the middle of {_futures(futures)}. Dark band: nine futures in ten, {luck}.{pale}"
    plan = _plan_in_words(first.plan, first.rules)
    return [f"{unit}. {plan}, seed {seed}.", bands if futures > 1 else "Line: the one future."]


def _unit(variable: StateVariable) -> str:
    return _UNITS.get(variable.unit, variable.unit[:1].upper() + variable.unit[1:])


def _futures(count: int) -> str:
    return "one future" if count == 1 else f"{count:,} futures"


def _plan_in_words(plan: Plan, rules: str) -> str:
    """A plan's title, what was changed in its scenario, and which rules ran where not the model's own."""
    known = checked(plan.scenario.numbers if plan.scenario else {})
    labels = parameters()
    changed = [
        f"{labels[name].label[:1].lower()}{labels[name].label[1:]} {value:g}"
        for name, value in plan.values.items() if value != known[name]
    ]  # fmt: skip
    left_out = set(plan.without) - set(plan.scenario.without if plan.scenario else ())
    changed += [f"without {name.replace('_', ' ')}" for name in sorted(left_out)]
    if len(changed) > _MAX_CHANGES:
        changed[_MAX_CHANGES:] = [f"and {len(changed) - _MAX_CHANGES} more"]
    changed += [rules.replace("_", " ")] if rules else []
    return f"{plan.title} ({', '.join(changed)})" if changed else plan.title


def _check_size(width: int, height: int) -> None:
    check_int("width", width, 100, _MAX_SIDE)
    check_int("height", height, 50, _MAX_SIDE)


