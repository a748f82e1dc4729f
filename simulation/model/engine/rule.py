"""What a rule is: one idea, its parameters, its own random draws, and what it changes in a week, written for one.

A rule is plain Python for one member, tie, institution or partnership. The arguments of its methods name what it reads,
the keys of the dictionaries it returns name what it changes; the engine makes one loop over everybody of it (`loop`),
and the same functions run uncompiled.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any, ClassVar

from simulation.vocabulary.parameters import Declaration, named
from simulation.vocabulary.state_variables import Table


class Phase(Enum):
    """When in the week a rule acts. Within a phase all rules see the same state."""

    OPENING = "opening"  # crises and the programme's calendar open the week
    DURING = "during"
    CLOSING = "closing"  # people leaving close it


@dataclass(frozen=True)
class Draw:
    """A random stream of a rule: `stream` is its id, written here and never derived, so that renaming leaves the draws
    alone.

    Numbers are even on 0..1, or standard normal where `normal`; one for each entry of `table` (None: the rule's
    `each`), anew `every_week` or once.
    """

    stream: str
    table: Table | None
    every_week: bool
    normal: bool = False


def weekly(stream: str, table: Table | None = None) -> Draw:
    """A fresh draw, even on 0..1, for each entry of a table in each week."""
    return Draw(stream, table, True)


def once(stream: str, table: Table | None = None, *, normal: bool = False) -> Draw:
    """One draw for each entry of a table, made once: even on 0..1, or standard normal."""
    return Draw(stream, table, False, normal)


class Rule:
    """One idea. Subclasses are frozen dataclasses whose fields are `param(...)` or `use(...)`.

    `each` is the table for each of whose entries `change` is asked once a week, and `start`, where there is one, once
    at the beginning. A rule that changes another table too has further methods named after it: `change_ties`,
    `start_members` and so on. Arguments are variables by name (see `state_variables`):

    - of the entry's own table;
    - for a member and a tie, of the institution (a tie's is its counterpart's) and of the partnership;
    - for an institution, of the partnership;
    - for a tie, of the two members it links, as `giver_...` and `receiver_...`;
    - the rule's `draws`, and `week` (0 for the first).

    `change` returns changes of states of its own table (a tie also of its members', as `giver_...` and `receiver_...`),
    and the values of signals and events; what a branch does not name is 0. `start` returns values of states and
    constants of its own table. Within a phase tables are asked in the order partnership, institutions, ties, members,
    and last those parts of ties that look at what members did in this very phase; a signal is seen by all that are
    asked after it was set, a change of state only in the next phase.
    """

    each: ClassVar[Table]
    phase: ClassVar[Phase] = Phase.DURING
    draws: ClassVar[Mapping[str, Draw]] = MappingProxyType({})

    @classmethod
    def name(cls) -> str:
        """The rule's name: that of its file."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    @classmethod
    def idea(cls) -> str:
        """The idea as a participant would say it: the first line of the docstring."""
        return (inspect.getdoc(cls) or "").partition("\n")[0]


@dataclass(frozen=True)
class Part:
    """One method of a rule and the table it runs for: `change` and `start`, `change_ties`, `start_members` ..."""

    rule: type[Rule]
    method: str
    table: Table

    @property
    def function(self) -> Callable[..., dict[str, float]]:
        """The method, unbound."""
        return getattr(self.rule, self.method)

    @property
    def reads(self) -> tuple[str, ...]:
        """The names of its arguments, without self."""
        return tuple(inspect.signature(self.function).parameters)[1:]


def parts(rule: Rule | type[Rule], of: str) -> tuple[Part, ...]:
    """The parts of a rule that `change` (or `start`), in the order in which tables run."""
    kind = rule if isinstance(rule, type) else type(rule)
    found = []
    for table in Table:
        if getattr(kind, "each", None) is table and hasattr(kind, of):
            found.append(Part(kind, of, table))
        if hasattr(kind, f"{of}_{table.value}"):
            found.append(Part(kind, f"{of}_{table.value}", table))
    return tuple(found)


class derived(cached_property[Any]):  # noqa: N801  used as a decorator, like the property that it is
    """A parameter that follows from others of the rule, worked out once for each set of parameters."""


def derived_parameters(rule: type[Rule]) -> tuple[str, ...]:
    """The names of a rule's derived parameters, in the order in which they are written."""
    return tuple(name for name, value in vars_of(rule).items() if isinstance(value, derived))


def vars_of(rule: type[Rule]) -> dict[str, Any]:
    """What a rule's class holds, inherited or not."""
    return {name: value for kind in reversed(rule.__mro__) for name, value in vars(kind).items()}


def declarations(rule: Rule | type[Rule]) -> tuple[Declaration, ...]:
    """The declared parameters of a rule, own and shared, in the order of its fields."""
    return _declared_by(rule if isinstance(rule, type) else type(rule))  # type: ignore[arg-type]  # classes hash


@lru_cache(maxsize=256)
def _declared_by(rule: type[Rule]) -> tuple[Declaration, ...]:
    kind: Any = rule
    if not is_dataclass(kind):
        return ()
    return tuple(named(f.metadata["declaration"], f.name) for f in fields(kind) if "declaration" in f.metadata)


def collect(shared: Iterable[Declaration], rules: Iterable[Rule | type[Rule]]) -> dict[str, Declaration]:
    """All parameters by name: the shared ones, then each rule's own; each knows which rules it moves.

    Raises ValueError when two rules declare one name differently.
    """
    found = {declaration.name: declaration for declaration in shared}
    for rule in rules:
        label = rule.name()
        for declaration in declarations(rule):
            known = found.get(declaration.name)
            if known is None:
                found[declaration.name] = replace(declaration, moves=(label,))
            elif replace(known, moves=()) == replace(declaration, moves=()):
                found[declaration.name] = replace(known, moves=(*known.moves, label))
            else:
                raise ValueError(f"{label}: {declaration.name} is declared twice, in different words or ranges")
    return found
