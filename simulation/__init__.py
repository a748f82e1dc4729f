"""Counterparts: a model of peer-to-peer partnerships to think with.

from simulation import load, run_futures, compare, PartnershipModel, parameters, scenarios
"""

from __future__ import annotations

from importlib import import_module, metadata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulation.ensemble.compare import Comparison, compare
    from simulation.ensemble.mesa_model import PartnershipModel
    from simulation.ensemble.parameter_uncertainty import supposed
    from simulation.ensemble.recorder import record_future
    from simulation.ensemble.results import Results
    from simulation.ensemble.results_file import provenance_of
    from simulation.ensemble.rule_checks import check_rule
    from simulation.ensemble.run import run_futures
    from simulation.experiments.sweeps.experiment import experiment
    from simulation.experiments.sweeps.experiment_results import ExperimentResults
    from simulation.model.parameters import parameters
    from simulation.model.plans.loading import load
    from simulation.model.plans.plan import Plan
    from simulation.model.plans.scenario import scenarios
    from simulation.model.rules import STANDARD
    from simulation.vocabulary.errors import CounterpartsError

__all__ = [
    "STANDARD",
    "Comparison",
    "CounterpartsError",
    "ExperimentResults",
    "PartnershipModel",
    "Plan",
    "Results",
    "check_rule",
    "compare",
    "experiment",
    "load",
    "parameters",
    "provenance_of",
    "record_future",
    "run_futures",
    "scenarios",
    "supposed",
]

_MODULES = {
    "STANDARD": "model.rules",
    "Comparison": "ensemble.compare",
    "CounterpartsError": "vocabulary.errors",
    "ExperimentResults": "experiments.sweeps.experiment_results",
    "PartnershipModel": "ensemble.mesa_model",
    "Plan": "model.plans.plan",
    "Results": "ensemble.results",
    "check_rule": "ensemble.rule_checks",
    "compare": "ensemble.compare",
    "experiment": "experiments.sweeps.experiment",
    "load": "model.plans.loading",
    "parameters": "model.parameters",
    "provenance_of": "ensemble.results_file",
    "record_future": "ensemble.recorder",
    "run_futures": "ensemble.run",
    "scenarios": "model.plans.scenario",
    "supposed": "ensemble.parameter_uncertainty",
}


def __getattr__(name: str) -> Any:
    """Each name brings what it stands on when it is first asked for: the command answers Ctrl-C before that."""
    if name == "__version__":
        return metadata.version("counterparts")
    if name not in _MODULES:
        raise AttributeError(f"module 'simulation' has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"simulation.{_MODULES[name]}"), name)
    return found


def __dir__() -> list[str]:
    """What there is, loaded or not."""
    return sorted({*globals(), *__all__})
