"""A study in lines of text: what matters most for each result."""

from __future__ import annotations

from collections.abc import Iterator

from simulation.ensemble.stored_screening import Screening
from simulation.ensemble.stored_sensitivity import Influence, Study
from simulation.experiments.sensitivity.looked_at import LOOKED_AT

_FEW = 3  # assumptions told of each result in every scenario
_SOME, _MANY = 5, 20  # of each result in one, or of one result


def report(study: Study, outcome: str | None = None) -> Iterator[str]:
    """Five assumptions for each result, or twenty for the one asked for. Raises ParameterError for an unknown one."""
    made = study.content
    yield f"{made['plan']['scenario']}, plan code {made['plan']['code']}, {made['futures']} futures for each set"
    yield f"{'':<27}{'across its range':>17}{'of the variance':>17}   what stands behind it"
    for name in made["outcomes"] if outcome is None else [outcome]:
        influences = study.what_matters(name)
        yield f"{name}: {LOOKED_AT[name].label} ({LOOKED_AT[name].unit})"
        for each in influences[: _MANY if outcome else _SOME]:
            yield _line(each)


def report_everywhere(found: Screening) -> Iterator[str]:
    """The three strongest assumptions for each result in every scenario, with the mean size of the change."""
    for scenario, of_results in found.items():
        yield scenario
        for result, strongest in of_results.items():
            told = ", ".join(f"{each.name} {each.strength:.2g}" for each in strongest[:_FEW])
            yield f"    {result:<9} {told}"


def _line(each: Influence) -> str:
    share = "" if each.in_all is None else f"{max(each.in_all, 0.0):.0%}"
    return f"    {each.name:<23}{each.effect:>+17.2g}{share:>17}   {each.number.evidence.value}"
