"""A study in lines of text: what matters most for each result."""

from __future__ import annotations

from collections.abc import Iterator

from simulation.ensemble.stored_screening import Screening
from simulation.ensemble.stored_sensitivity import Influence, Study
from simulation.experiments.sensitivity.batches import STUDIED_OUTCOMES

_MAX_PER_SCENARIO = 3  # assumptions told of each result in every scenario
_MAX_PER_OUTCOME, _MAX_OF_ONE_OUTCOME = 5, 20  # of each result in one, or of one result


def report(study: Study, outcome: str | None = None) -> Iterator[str]:
    """Five assumptions for each outcome, or twenty for one outcome. Raises ParameterError for an unknown one."""
    content = study.content
    plan = content["plan"]
    yield f"{plan['scenario']}, plan code {plan['code']}, {content['futures']} futures for each set"
    yield f"{'':<27}{'across its range':>17}{'of the variance':>17}   what stands behind it"
    for name in content["outcomes"] if outcome is None else [outcome]:
        influences = study.what_matters(name)
        yield f"{name}: {STUDIED_OUTCOMES[name].label} ({STUDIED_OUTCOMES[name].unit})"
        for influence in influences[: _MAX_OF_ONE_OUTCOME if outcome else _MAX_PER_OUTCOME]:
            yield _line(influence)


def report_everywhere(screening: Screening) -> Iterator[str]:
    """The three strongest assumptions for each result in every scenario, with the mean size of the change."""
    for scenario, by_outcome in screening.items():
        yield scenario
        for result, strongest in by_outcome.items():
            texts = ", ".join(f"{row.name} {row.strength:.2g}" for row in strongest[:_MAX_PER_SCENARIO])
            yield f"    {result:<9} {texts}"


def _line(influence: Influence) -> str:
    share = "" if influence.in_all is None else f"{max(influence.in_all, 0.0):.0%}"
    return f"    {influence.name:<23}{influence.effect:>+17.2g}{share:>17}   {influence.number.evidence.value}"
