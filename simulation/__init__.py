"""Counterparts: a model of peer-to-peer partnerships to think with.

from simulation import load, run_futures, compare, PartnershipModel, parameters, scenarios
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulation.model.parameters import parameters
from simulation.model.plan import Plan
from simulation.model.rules import STANDARD
from simulation.model.scenario import load, scenarios
from simulation.runs.compare import Comparison, compare
from simulation.runs.futures import run_futures
from simulation.runs.results import Results, provenance_of
from simulation.vocabulary.errors import CounterpartsError

if TYPE_CHECKING:
    from simulation.runs.mesa_model import PartnershipModel

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
    "run_futures",
    "scenarios",
]


def __getattr__(name: str) -> Any:
    """Mesa is loaded only when somebody asks for its face of the model."""
    if name == "PartnershipModel":
        from simulation.runs.mesa_model import PartnershipModel

        return PartnershipModel
    raise AttributeError(f"module 'simulation' has no attribute {name!r}")
