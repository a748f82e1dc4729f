"""The ideas, one a file. To add one: a file, with one rule in it that has the file's name."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

from simulation.model.engine.rule import Phase, Rule


def rule_of(module: ModuleType) -> type[Rule]:
    """The rule that a module of this package defines: the one whose name is the module's.

    Raises TypeError where there is none, or another beside it.
    """
    file = module.__name__.rpartition(".")[2]
    found = [
        kind
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Rule) and kind.__module__ == module.__name__
    ]
    if [kind.name() for kind in found] != [file]:
        there = ", ".join(kind.__name__ for kind in found) or "none"
        raise TypeError(f"rules/{file}.py must define one rule, with the file's name; found: {there}")
    return found[0]


def discover() -> tuple[Rule, ...]:
    """One of every rule in this package, with default parameters, in order of phase and name."""
    modules = (importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__))
    order = list(Phase)
    rules = [rule_of(module)() for module in modules]
    return tuple(sorted(rules, key=lambda rule: (order.index(rule.phase), rule.name())))


STANDARD: tuple[Rule, ...] = discover()
