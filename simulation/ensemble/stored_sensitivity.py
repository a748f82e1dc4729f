"""The stored sensitivity study, and whether it still fits the model; loads no SALib."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.model.fingerprint import differences
from simulation.model.parameters import parameters
from simulation.model.plans.checks import checked
from simulation.model.plans.plan import Plan
from simulation.model.plans.scenario import scenarios
from simulation.vocabulary.errors import OutputError, ParameterError, nearest, one_line
from simulation.vocabulary.parameters import ASSUMPTION, Declaration

if TYPE_CHECKING:
    import pandas as pd

DEFAULT_FILE = Path(__file__).parent / "data" / "sensitivity.json"
PARTS = (
    "plan", "futures", "seed", "weeks", "screening", "variance", "versions", "model", "record", "ranges", "as_planned",
    "outcomes",
)  # fmt: skip


@dataclass(frozen=True)
class Influence:
    """What one assumption does to one result when it moves across its range.

    Each `..._within` is half the width of a 95 % interval.

    Attributes:
        name: the assumption.
        strength: the mean size of the change, in the result's unit (Morris' mu*).
        effect: its mean with its sign, in the result's unit (Morris' mu).
        unevenness: how far it differs with the other assumptions, in the result's unit (Morris' sigma).
        strength_within: of the strength.
        in_all: share of the result's variance, with what it does together with others (Sobol's total index); None
            beyond the ten strongest.
        in_all_within: of that share.
        alone: share of the result's variance, by itself (Sobol's first index); None beyond the ten strongest.
        alone_within: of that share.
    """

    name: str
    strength: float
    effect: float
    unevenness: float
    strength_within: float
    in_all: float | None = None
    in_all_within: float | None = None
    alone: float | None = None
    alone_within: float | None = None

    @property
    def number(self) -> Declaration:
        """The assumption's declaration: label, range, what stands behind it."""
        return parameters()[self.name]


@dataclass(frozen=True)
class Study:
    """A study as it was stored.

    Attributes:
        content: all that the file holds: plan, runs, results and versions.
    """

    content: Mapping[str, Any]

    def what_matters(self, outcome: str = "gain") -> list[Influence]:
        """The assumptions, the strongest first.

        Args:
            outcome: the name of an outcome that was studied.

        Returns:
            What each assumption does to it.

        Raises:
            ParameterError: the outcome was not studied.
        """
        if outcome not in self.content["outcomes"]:
            known = self.content["outcomes"]
            raise ParameterError(
                f"there is no result called {one_line(outcome)} in the study; "
                f"allowed: {', '.join(known)}{nearest(str(outcome), known)}"
            )
        return [Influence(**row) for row in self.content["outcomes"][outcome]]

    def tidy(self) -> pd.DataFrame:
        """A tidy frame: one row per result and assumption, with its rank (1 the strongest), label and evidence."""
        import pandas as pd

        return pd.DataFrame(
            {"result": outcome, "rank": rank, "label": row.number.label, "evidence": row.number.evidence.value}
            | vars(row)
            for outcome in self.content["outcomes"]
            for rank, row in enumerate(self.what_matters(outcome), start=1)
        )

    @property
    def plan(self) -> Plan:
        """The plan that was studied. Raises ParameterError where today's model has other parameters."""
        plan = self.content["plan"]
        return Plan(checked(plan["values"]), tuple(plan["without"]), scenarios().get(plan["scenario"]))

    def differences_from_model(self) -> list[str]:
        """What has changed since in the model, its rules included, a line each; empty when nothing has."""
        return [*self.parameter_differences(), *differences({**self.content["record"], "numbers": None})]

    def parameter_differences(self) -> list[str]:
        """What has changed since in the numbers of the model, a line each: then the study is stale. Empty when nothing
        has.
        """
        return [*_range_differences(self.content["ranges"]), *_plan_differences(self.content["plan"])]


def load_study(path: Path | None = None) -> Study:
    """Load a stored sensitivity study.

    Args:
        path: the study's file (default: the project's own).

    Returns:
        The study.

    Raises:
        OutputError: there is none, or the file holds something else.
    """
    path = path or DEFAULT_FILE
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        content.setdefault("record", {"model": content["model"]})  # a study made before records were kept
        return Study({name: content[name] for name in PARTS})
    except FileNotFoundError:
        raise OutputError(f"{path}: no study is stored here; `counterparts sensitivity --renew` makes one") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise OutputError(f"{path}: is no study of which assumptions matter ({one_line(problem)})") from None


def what_matters(outcome: str = "gain", path: Path | None = None) -> list[Influence]:
    """The assumptions of the model, those first that matter most for a result, as the stored study found.

    Args:
        outcome: the name of an outcome that was studied.
        path: the study's file (default: the project's own).

    Returns:
        What each assumption does to it.

    Raises:
        ParameterError: the outcome was not studied.
        OutputError: there is no study, or the file holds something else.

    Examples:
        >>> from simulation.experiments.sensitivity import what_matters
        >>> strongest, *others = what_matters("gain")
        >>> strongest.strength >= others[0].strength >= others[-1].strength
        True
    """
    return load_study(path).what_matters(outcome)


def _range_differences(ranges: Mapping[str, Any]) -> Iterator[str]:
    known = parameters()
    for name, then in ranges.items():
        if name not in known:
            yield f"{name} is no longer there"
        elif then != [known[name].low, known[name].default, known[name].high]:
            formatted = "{1:g} ({0:g} to {2:g})".format
            now = known[name]
            yield f"{name} was {formatted(*then)} then, and is {formatted(now.low, now.default, now.high)} now"


def _plan_differences(plan: Mapping[str, Any]) -> Iterator[str]:
    values, known = plan["values"], parameters()
    for name in known:
        if name not in values:
            yield f"{name} is new"
    shipped = scenarios().get(plan["scenario"])
    if plan["as_shipped"] and shipped is None:
        yield f"the scenario {plan['scenario']} is no longer there"
    elif plan["as_shipped"] and shipped is not None:
        today = Plan.of(shipped)
        if list(today.without) != plan["without"]:
            yield f"{plan['scenario']} leaves out other ideas now"
        for name, then in values.items():
            if name in known and known[name].role is not ASSUMPTION and today[name] != then:
                yield f"{plan['scenario']} had {name} = {then:g} then, and has {today[name]:g} now"
