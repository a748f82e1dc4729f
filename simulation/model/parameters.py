"""All the numbers of the model, by name: the shared ones, then each idea's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType

from simulation.model.engine.rule import Rule, collect, declarations
from simulation.model.population import Population
from simulation.model.rules import STANDARD
from simulation.vocabulary.assumptions import ASSUMPTIONS
from simulation.vocabulary.errors import ParameterError, nearest
from simulation.vocabulary.levers import LEVERS
from simulation.vocabulary.parameters import ASSUMPTION, Declaration
from simulation.vocabulary.settings import SETTINGS


def parameters(rules: Iterable[Rule] | None = None) -> Mapping[str, Declaration]:
    """The declarations by name: levers, settings, then assumptions: shared, of people at the start, by rules in order.

    Args:
        rules: rules of one's own, whose parameters are put after those of the standard ones.

    Returns:
        Every parameter of the model, read-only.

    Raises:
        ValueError: a rule declares a parameter that there is, in other words or with another range.

    Examples:
        >>> from simulation import parameters
        >>> months = parameters()["months"]
        >>> months.label, months.allowed, months.evidence.value, months.rows
        ('Months of support', '1 to 60 months, whole numbers', 'measured', ('S01', 'T28'))
    """
    return _collected(tuple(type(rule) for rule in rules or ()))


def declared(name: str, rules: Iterable[Rule] | None = None, where: str = "") -> Declaration:
    """The declaration of a name. Raises ParameterError with the nearest known name when there is none."""
    known = parameters(rules)
    try:
        return known[name]
    except (KeyError, TypeError):
        location = f"{where}: " if where else ""
        raise ParameterError(
            f"{location}there is no number called {str(name)[:60]!r}{nearest(str(name), known)}"
        ) from None


@lru_cache(maxsize=16)
def _collected(extra: tuple[type[Rule], ...]) -> Mapping[str, Declaration]:
    of_people = (declared for declared in declarations(Population) if declared.role is ASSUMPTION)
    shared = (*LEVERS.values(), *SETTINGS.values(), *ASSUMPTIONS.values(), *of_people)
    standard = tuple(type(rule) for rule in STANDARD)
    return MappingProxyType(collect(shared, (*standard, *(rule for rule in extra if rule not in standard))))
