"""What a rule is: one idea, its numbers, its own luck, and what it would change this week.

A rule looks and tells, it never touches: `change` reads arrays by the names of its arguments and returns changes by
the names of what they change. It is written for one member, one tie or one institution; the shape is anybody's.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from enum import Enum
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any, ClassVar

import numpy as np

from simulation.vocabulary.declare import ASSUMPTION, Declaration, named
from simulation.vocabulary.state_variables import Table


class Phase(Enum):
    """When in the week a rule acts. Within a phase all rules see the same state."""

    OPENING = "opening"  # crises and the programme's calendar open the week
    DURING = "during"
    CLOSING = "closing"  # people leaving close it


@dataclass(frozen=True)
class Draw:
    """A rule's own luck: numbers even on 0..1, one for each entry of a table, every week or once."""

    table: Table
    every_week: bool


def weekly(table: Table) -> Draw:
    """A fresh draw for each entry of a table in each week."""
    return Draw(table, True)


def once(table: Table) -> Draw:
    """One draw for each entry of a table, kept for good."""
    return Draw(table, False)


class Rule:
    """One idea. Subclasses are frozen dataclasses whose fields are `param(...)` or `use(...)`.

    `luck` names the rule's draws; `idle_without` a signal without which the rule changes nothing, so that it need not
    be asked in weeks in which that is 0 everywhere. `change` is called every week; `start`, where a rule has one,
    once when a world is made, to set constants and first values. The arguments of both may be: states, constants and
    signals (see `quantities`), the rule's draws, the links `colleagues`, `ties` and `home`, and `week` (0 for the
    first).
    """

    phase: ClassVar[Phase] = Phase.DURING
    luck: ClassVar[Mapping[str, Draw]] = MappingProxyType({})
    idle_without: ClassVar[str | None] = None

    def change(self, *args: Any) -> dict[str, Any]:
        """What this idea changes this week: changes of states, values of signals and events."""
        raise NotImplementedError

    @classmethod
    def name(cls) -> str:
        """The rule's name: that of its file."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    @classmethod
    def idea(cls) -> str:
        """The idea as a participant would say it: the first line of the docstring."""
        return (inspect.getdoc(cls) or "").partition("\n")[0]

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """Names of the arrays that `change` looks at."""
        return arguments(self.change)

    def bound(self, numbers: Mapping[str, Any]) -> Rule:
        """The same rule with its numbers taken from `numbers` where they are given there.

        Assumptions take the arrays' precision, so that one value for all and one value per future, shape (futures, 1),
        come to the same to the bit.
        """
        given = {d.name: numbers.get(d.name, getattr(self, d.name)) for d in declarations(self)}
        assumed = {d.name for d in declarations(self) if d.role is ASSUMPTION}
        return type(self)(**{n: np.asarray(v, np.float32) if n in assumed else v for n, v in given.items()})


def flag(condition: np.ndarray) -> np.ndarray:
    """1 where the condition holds and 0 elsewhere, in the arrays' own precision, ready to multiply with."""
    return condition.astype(np.float32)


def arguments(method: Any) -> tuple[str, ...]:
    """The argument names of a bound method."""
    return tuple(inspect.signature(method).parameters)


def declarations(rule: Rule | type[Rule]) -> tuple[Declaration, ...]:
    """The declared numbers of a rule, own and shared, in the order of its fields."""
    return _declared_by(rule if isinstance(rule, type) else type(rule))  # type: ignore[arg-type]  # classes hash


@lru_cache(maxsize=256)
def _declared_by(rule: type[Rule]) -> tuple[Declaration, ...]:
    return tuple(named(f.metadata["declaration"], f.name) for f in fields(rule))  # type: ignore[arg-type]  # every rule is a dataclass


class derived(cached_property[Any]):  # noqa: N801  used as a decorator, like the property that it is
    """What follows from a rule's numbers, worked out once, in the arrays' precision."""

    def __get__(self, rule: Any, owner: type | None = None) -> Any:
        """The value; an array of no axes where one assumption holds for all (the form that meets arrays fastest)."""
        value = super().__get__(rule, owner)
        if isinstance(value, np.floating):
            value = vars(rule)[self.attrname] = np.asarray(value, np.float32)
        return value


def collect(shared: Iterable[Declaration], rules: Iterable[Rule | type[Rule]]) -> dict[str, Declaration]:
    """All numbers by name: the shared ones, then each rule's own; each knows which ideas it moves.

    Raises ValueError when two rules declare one name differently.
    """
    found = {declaration.name: declaration for declaration in shared}
    for rule in rules:
        label = type(rule).name() if isinstance(rule, Rule) else rule.name()
        for declaration in declarations(rule):
            known = found.get(declaration.name)
            if known is None:
                found[declaration.name] = replace(declaration, moves=(label,))
            elif replace(known, moves=()) == replace(declaration, moves=()):
                found[declaration.name] = replace(known, moves=(*known.moves, label))
            else:
                raise ValueError(f"{label}: {declaration.name} is declared twice, in different words or ranges")
    return found
