"""A plan from whatever names one: a scenario, a scenario file, a plan code."""

from __future__ import annotations

from pathlib import Path

from simulation.model.plans.plan import Plan
from simulation.model.plans.plan_code import decode
from simulation.model.plans.scenario import read, scenarios
from simulation.vocabulary.errors import CodeError, ScenarioError, nearest, one_line


def load(what: str | Path | Plan) -> Plan:
    """The plan of a scenario (by name), of a scenario file (by path) or of a plan code.

    Args:
        what: the name of a scenario, the path of a scenario file (a `Path`, or text that holds a slash or
            ends in .toml), a plan code such as a page shows, or a plan, which is given back as it is.

    Returns:
        The plan, fully checked.

    Raises:
        ScenarioError: there is no such scenario or file, the file is damaged or incomplete, or the plan code was
            mistyped.
        ParameterError: a number of the file does not exist, is out of range, or does not go with another.
        EvidenceError: the file names a finding that there is not.

    Examples:
        >>> from simulation import load
        >>> load("parliament_mentors").title
        'Parliament mentors'
        >>> load("parliament_mentor")
        Traceback (most recent call last):
        ...
        simulation.vocabulary.errors.ScenarioError: 'parliament_mentor' is no scenario; did you mean ...
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
    """The plan of a plan code.

    Args:
        code: the code, as for `decode`.

    Returns:
        A plan equal to the one that the code was made of.

    Raises:
        CodeError: the code was mistyped, cut, or made by another version.
    """
    return Plan(*decode(code))
