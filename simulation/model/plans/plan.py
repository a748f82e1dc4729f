"""A plan: a scenario's numbers with whatever was changed, checked one by one and against each other."""

from __future__ import annotations

import copyreg
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from simulation.model.parameters import declared
from simulation.model.plans.checks import checked
from simulation.model.plans.plan_code import encode
from simulation.model.plans.scenario import Scenario


def read_only(numbers: dict[str, Any]) -> MappingProxyType[str, Any]:
    """Numbers by name that nobody changes."""
    return MappingProxyType(numbers)


copyreg.pickle(MappingProxyType, lambda numbers: (read_only, (dict(numbers),)))  # plans travel between processes


@dataclass(frozen=True)
class Plan:
    """All numbers of a run. Two plans are equal when they run the same numbers and leave out the same ideas.

    `values` holds every number by name; `plan["months"]` reads one.
    """

    values: Mapping[str, float]
    without: tuple[str, ...] = ()
    scenario: Scenario | None = field(default=None, compare=False)

    @classmethod
    def of(cls, scenario: Scenario) -> Plan:
        """The plan of a scenario, with nothing changed."""
        return cls(checked(scenario.numbers), scenario.without, scenario)

    def __getitem__(self, name: str) -> float:
        declared(name)
        return self.values[name]

    def __hash__(self) -> int:
        return hash((tuple(self.values.items()), self.without))

    @property
    def name(self) -> str:
        """The scenario's name, or `own` for a plan that follows none."""
        return self.scenario.name if self.scenario else "own"

    @property
    def title(self) -> str:
        """The scenario's title."""
        return self.scenario.title if self.scenario else "A plan of your own"

    def with_(self, **changes: Any) -> Plan:
        """The same plan with some numbers changed.

        Raises ParameterError naming key, value, unit, range and the nearest key, or what does not go together.
        """
        return Plan(checked({**self.values, **changes}), self.without, self.scenario)

    @property
    def code(self) -> str:
        """The plan as a short code; `load(code)` returns an equal plan."""
        return encode(self.values, self.without, self.scenario)


def defaults() -> Plan:
    """The plan with every number at its default."""
    return Plan(checked({}))
