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


_SHOWN = 5  # changed numbers


@dataclass(frozen=True)
class Plan:
    """All numbers of a run. Two plans are equal when they run the same numbers and leave out the same ideas.

    `plan["months"]` reads one number. A plan is made by `load` or by `with_`, which check it.

    Attributes:
        values: every number of the model by name, in its own unit (see `parameters`).
        without: names of the rules that are left out.
        scenario: the scenario that the plan began with; None for a plan that follows none.

    Examples:
        >>> from simulation import load
        >>> plan = load("parliament_mentors")
        >>> plan["months"]
        18
        >>> longer = plan.with_(months=24, in_person=0.8)
        >>> longer["months"], longer == plan
        (24, False)
    """

    values: Mapping[str, float]
    without: tuple[str, ...] = ()
    scenario: Scenario | None = field(default=None, compare=False)

    @classmethod
    def of(cls, scenario: Scenario) -> Plan:
        """The plan of a scenario, with nothing changed.

        Args:
            scenario: a scenario, such as one of `scenarios`.

        Returns:
            Its numbers, and the defaults for what it does not name.

        Raises:
            ParameterError: a number of the scenario is out of range, or two do not go together.
        """
        return cls(checked(scenario.numbers), scenario.without, scenario)

    def __getitem__(self, name: str) -> float:
        declared(name)
        return self.values[name]

    def __repr__(self) -> str:
        at_first = self.scenario.numbers if self.scenario else {}
        known = checked(at_first)
        changed = [f"{name}={value:g}" for name, value in self.values.items() if value != known[name]]
        if len(changed) > _SHOWN:
            changed[_SHOWN:] = [f"and {len(changed) - _SHOWN} more"]
        return f"<Plan {self.name}{': ' if changed else ''}{', '.join(changed)}>"

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
        """The same plan with some numbers changed; the plan itself stays as it is.

        Args:
            changes: new values by name, each in its own unit (see `parameters`).

        Returns:
            A new plan of the same scenario.

        Raises:
            ParameterError: there is no such number (the nearest is named), a value is out of range (value, unit and
                range are named), or two numbers do not go together.

        Examples:
            >>> from simulation import load
            >>> load("parliament_mentors").with_(month=24)
            Traceback (most recent call last):
            ...
            simulation.vocabulary.errors.ParameterError: there is no number called 'month'; did you mean 'months'?
        """
        return Plan(checked({**self.values, **changes}), self.without, self.scenario)

    @property
    def code(self) -> str:
        """The plan as a short code; `load(code)` returns an equal plan.

        Examples:
            >>> from simulation import load
            >>> longer = load("parliament_mentors").with_(months=24)
            >>> load(longer.code) == longer
            True
        """
        return encode(self.values, self.without, self.scenario)


def defaults() -> Plan:
    """The plan with every number at its default."""
    return Plan(checked({}))
