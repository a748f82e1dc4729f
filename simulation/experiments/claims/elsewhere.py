"""Claims by partnerships: for every claim that is one lever's contrast, what that contrast does in every scenario."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from simulation.experiments.claims import CLAIMS
from simulation.experiments.claims.claim import Contrast
from simulation.experiments.claims.claim_trials import ClaimTrials
from simulation.experiments.claims.found import Found, mean_of
from simulation.model.plans.plan import Plan
from simulation.model.plans.scenario import scenarios
from simulation.vocabulary.errors import ParameterError

_PARTS = 4  # the table is made in a quarter of the futures
_CLEAR = 0.005  # a smaller difference is told as none

Elsewhere = Mapping[str, Mapping[str, Found]]  # claim -> scenario -> difference that the contrast makes


def in_every_partnership(trials: ClaimTrials, only: Iterable[str] | None = None) -> dict[str, dict[str, Found]]:
    """What each lever's contrast adds to the claim's outcome, in every scenario in which the lever can be moved so."""
    few = trials.fewer(_PARTS)
    table: dict[str, dict[str, Found]] = {}
    for scenario in scenarios():  # place by place: its draws are made once
        plan = few.plan(scenario)
        for id in CLAIMS if only is None else only:
            contrast = CLAIMS[id].lever
            if contrast is not None:
                row = table.setdefault(id, {})
                if can_be_moved(plan, contrast):
                    row[scenario] = difference(few, plan, contrast)
    return table


def can_be_moved(plan: Plan, contrast: Contrast) -> bool:
    """Whether both ends of a contrast go with the rest of a plan. A mutual network has no peers to move."""
    if contrast.lever == "peers" and not plan["peers"]:
        return False
    try:
        for value in (contrast.low, contrast.high):
            plan.with_(**{contrast.lever: value})
    except ParameterError:
        return False
    return True


def difference(trials: ClaimTrials, plan: Plan, contrast: Contrast) -> Found:
    """What the contrast adds to its outcome, from its low to its high end."""
    ends: list[dict[str, Any]] = [{contrast.lever: value} for value in (contrast.low, contrast.high)]
    low, high = (trials.outcomes(plan, **numbers)[contrast.outcome] for numbers in ends)
    return mean_of(high - low)


def as_told(table: Elsewhere) -> dict[str, dict[str, list[float]]]:
    """The table at the first set, ready for JSON: difference, lower and upper limit."""
    return {
        id: {
            scenario: [round(float(part[0]), 4) for part in (found.value, found.low, found.high)]
            for scenario, found in row.items() if np.isfinite(found.value[0])
        }
        for id, row in table.items()
    }  # fmt: skip


def text(told: Mapping[str, Mapping[str, Sequence[float]]]) -> str:
    """The table as plain text: a line for each claim, a column for each scenario; `=`: nothing is clearly moved."""
    names = list(scenarios())
    head = f"{'':<42}" + "".join(f"{name.split('_')[0][:11]:>12}" for name in names)
    rows = [head]
    for id, row in told.items():
        contrast = CLAIMS[id].lever
        if contrast is None:
            continue
        label = f"{id} {contrast.lever} {contrast.low:g} to {contrast.high:g}: {contrast.outcome}"
        rows.append(f"{label:<42}" + "".join(f"{_cell(row.get(name)):>12}" for name in names))
    return "\n".join(rows)


def _cell(told: Sequence[float] | None) -> str:
    if told is None:
        return "-"
    value, low, high = told
    return "=" if abs(value) < _CLEAR or low <= 0.0 <= high else f"{value:+.3f}"
