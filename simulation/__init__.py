"""Counterparts: a model of peer-to-peer partnerships to think with.

from simulation import load, run_futures, compare, PartnershipModel, parameters, scenarios
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulation.model.parameters import parameters
    from simulation.model.plan import Plan
    from simulation.model.rules import STANDARD
    from simulation.model.scenario import load, scenarios
    from simulation.runs.compare import Comparison, compare
    from simulation.runs.futures import run_futures
    from simulation.runs.mesa_model import PartnershipModel
    from simulation.runs.recording import record_future
    from simulation.runs.results import Results, provenance_of
    from simulation.vocabulary.errors import CounterpartsError

__all__ = [
    "STANDARD",
    "Comparison",
    "CounterpartsError",
    "PartnershipModel",
    "Plan",
    "Results",
    "compare",
    "load",
    "parameters",
    "provenance_of",
    "record_future",
    "run_futures",
    "scenarios",
]

_HOMES = {
    "STANDARD": "model.rules",
    "Comparison": "runs.compare",
    "CounterpartsError": "vocabulary.errors",
    "PartnershipModel": "runs.mesa_model",
    "Plan": "model.plan",
    "Results": "runs.results",
    "compare": "runs.compare",
    "load": "model.scenario",
    "parameters": "model.parameters",
    "provenance_of": "runs.results",
    "record_future": "runs.recording",
    "run_futures": "runs.futures",
    "scenarios": "model.scenario",
}


def __getattr__(name: str) -> Any:
    """Each name brings what it stands on when it is first asked for: the command answers Ctrl-C before that."""
    if name not in _HOMES:
        raise AttributeError(f"module 'simulation' has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"simulation.{_HOMES[name]}"), name)
    return found


def __dir__() -> list[str]:
    """What there is, loaded or not."""
    return sorted({*globals(), *__all__})
