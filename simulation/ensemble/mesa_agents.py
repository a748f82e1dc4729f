"""The model's people and institutions as Mesa agents: views of the model's arrays."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

import mesa
import numpy as np
from mesa.discrete_space import CellAgent

from simulation.model.engine.shape import Shape
from simulation.model.engine.world import World
from simulation.model.plans.plan import Plan
from simulation.vocabulary.errors import ParameterError, nearest
from simulation.vocabulary.state_variables import INSTITUTIONS, MEMBERS, STATE_VARIABLES, Kind, Table

_SAME_WORD = 0.85  # how like a state's name that of an attribute of one's own is when it was mistyped
FUTURE_ROW = 0  # the row of the one future among the world's arrays


def _names(table: Table) -> list[str]:
    """All that an agent of this table has."""
    return [name for name, variable in STATE_VARIABLES.items() if variable.table is table]


class ArrayModel(mesa.Model):
    """What agents and the collector ask of the model that they belong to (`PartnershipModel`)."""

    plan: Plan
    world: World
    shape: Shape
    members: list[Member]
    institutions: list[Institution]

    def update_signals(self) -> None:
        """Compute what follows from the states again, after one was set."""
        raise NotImplementedError


class ArrayAgent(mesa.Agent):
    """An agent whose attributes are entries of the model's arrays: read any, write states."""

    table: ClassVar[Table]
    shown: ClassVar[tuple[str, ...]]
    model: ArrayModel

    def __init__(self, model: ArrayModel, index: int) -> None:
        super().__init__(model)
        self.index = index

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={getattr(self, name):.3g}" for name in self.shown)
        return f"<{type(self).__name__} {self.index} of {self.model.plan.name}, week {self.model.world.week}: {shown}>"

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *_names(type(self).table)})

    def step(self) -> NoReturn:
        """Refuse: all move at once.

        Raises:
            ParameterError: always.
        """
        raise ParameterError("agents do not step by themselves; all move at once, in model.step()")

    def remove(self) -> NoReturn:
        """Refuse: the arrays hold everybody for all weeks. Whoever leaves makes room for a successor (`turnover`).

        Raises:
            ParameterError: always.
        """
        kind = type(self).__name__.lower()
        raise ParameterError(f"no {kind} can be removed; run another plan, such as one with fewer counterparts")

    def __getattr__(self, name: str) -> float:
        variable = STATE_VARIABLES.get(name)
        if variable is None or variable.table is not type(self).table:
            hint = nearest(name, _names(type(self).table)) if not name.startswith("_") else ""
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}{hint}")
        return float(self.model.world.arrays[name][FUTURE_ROW, self.index])

    def __setattr__(self, name: str, value: Any) -> None:
        variable = STATE_VARIABLES.get(name)
        if variable is None or variable.table is not type(self).table:
            near = nearest(name, _names(type(self).table), _SAME_WORD)
            if near and not hasattr(type(self), name):
                raise AttributeError(f"{type(self).__name__} has no state {name!r}{near}")
            super().__setattr__(name, value)
        elif variable.kind is not Kind.STATE:
            why = "is drawn for a whole run" if variable.kind is Kind.CONSTANT else "follows from the state"
            raise AttributeError(f"{name} {why} and cannot be set")
        elif not (isinstance(value, int | float | np.number) and 0.0 <= value <= variable.high):
            raise ParameterError(f"{name} = {value!r} is out of range; allowed: 0 to {variable.high:g} {variable.unit}")
        else:
            self.model.world.arrays[name][FUTURE_ROW, self.index] = value
            self.model.update_signals()


class Institution(ArrayAgent):
    """A parliament, ministry, municipality or firm; the last one, where there are outside peers, is their home."""

    table = INSTITUTIONS
    shown = ("mean_practice", "reform", "window")

    @property
    def supported(self) -> bool:
        """Whether this is one of the institutions that receive support."""
        return self.index < self.model.shape.institutions

    @property
    def members(self) -> list[Member]:
        """The people who work here."""
        return [member for member in self.model.members if member.institution is self]


class Member(ArrayAgent, CellAgent):
    """Somebody in an institution. Ties are seen from here: `peers` give support, `counterparts` receive it."""

    table = MEMBERS
    shown = ("practice", "habit", "confidence")

    def __init__(self, model: ArrayModel, index: int, institution: Institution, unit: int) -> None:
        super().__init__(model, index)
        self.institution, self.unit = institution, unit

    @property
    def supported(self) -> bool:
        """Whether this member has a peer."""
        return self.index < self.model.shape.counterparts

    @property
    def peers(self) -> list[Member]:
        """Those who support this member."""
        shape = self.model.shape
        return [self.model.members[giver] for giver in shape.giver()[shape.receiver() == self.index]]

    @property
    def counterparts(self) -> list[Member]:
        """Those whom this member supports."""
        shape = self.model.shape
        return [self.model.members[receiver] for receiver in shape.receiver()[shape.giver() == self.index]]

    @property
    def trust(self) -> float:
        """Mean trust in this member's peers (NaN without any)."""
        mine = self.model.shape.receiver() == self.index
        return float(self.model.world.arrays["trust"][FUTURE_ROW, mine].mean()) if mine.any() else float("nan")
