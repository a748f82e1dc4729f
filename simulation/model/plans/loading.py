"""A plan from whatever names one: a scenario, a scenario file, a plan code."""

from __future__ import annotations

from pathlib import Path

from simulation.model.plans.plan import Plan
from simulation.model.plans.plan_code import decode
from simulation.model.plans.scenario import read, scenarios
from simulation.vocabulary.errors import CodeError, ScenarioError, nearest, one_line


def load(what: str | Path | Plan) -> Plan:
    """The plan of a scenario (by name), of a scenario file (by path) or of a plan code.

    Raises ScenarioError, ParameterError or CodeError, each with one line that says what was wrong and what is allowed.
    """
    if isinstance(what, Plan):
        return what
    if isinstance(what, Path):
        return Plan.of(read(what))
    if not isinstance(what, str):
        raise ScenarioError(f"{one_line(what)} is neither the name of a scenario nor a file nor a plan code")
    if what in scenarios():
        return Plan.of(scenarios()[what])
    if what.endswith(".toml") or "/" in what or "\\" in what:
        return Plan.of(read(Path(what)))
    try:
        return plan_of_code(what)
    except CodeError as problem:
        hint = nearest(what, scenarios())
        raise ScenarioError(
            f"{one_line(what)} is no scenario{hint or ', file or plan code'} ({problem}); "
            "`counterparts scenarios` lists them"
        ) from None


def plan_of_code(code: str) -> Plan:
    """The plan of a plan code. Raises CodeError when it was mistyped, cut, or made by another version."""
    return Plan(*decode(code))
