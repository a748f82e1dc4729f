"""The weekly series by name, made from what the loop recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import numpy as np

from simulation.model.engine.compiler import layout_of
from simulation.model.engine.world import World
from simulation.vocabulary.errors import ParameterError, nearest, one_line
from simulation.vocabulary.state_variables import GROUPS, STATE_VARIABLES, Kind, StateVariable

SPREAD = "_spread"
CORE = frozenset(name for name, variable in STATE_VARIABLES.items() if variable.core)  # written down in every run


@lru_cache(maxsize=1)
def series() -> dict[str, StateVariable]:
    """The weekly series by name: the mean of every recorded variable (events: the count), `..._spread` of shares, and
    members' series for each group, such as `practice_supported`.
    """
    layout = layout_of(())
    means = {v.name: v for v in layout.recorded} | {f"{v.name}{SPREAD}": v for v in layout.spread}
    return means | {group_series(v.name, group): v for group in GROUPS for v in layout.of_people}


_OF_GROUP = {"supported": "of the people supported", "colleagues": "of their colleagues", "peers": "of the peers"}


def meaning_of(name: str) -> str:
    """What a series shows, in words. Raises KeyError for one that does not exist."""
    variable = series()[name]
    if name == f"{variable.name}{SPREAD}":
        return f"{variable.help}: standard deviation over those it is of"
    for group, of in _OF_GROUP.items():
        if name == group_series(variable.name, group):
            return f"{variable.help}{',' if variable.kind is Kind.EVENT else ': mean'} {of}"
    return variable.help


def is_core(name: str) -> bool:
    """Whether a series is written down in every run."""
    return name in CORE or any(name == group_series(core, group) for core in CORE for group in GROUPS)


def group_series(name: str, group: str) -> str:
    """The name of a series for one group of members."""
    return f"{name}_{group}"


def unknown_series(name: str, known: Iterable[str]) -> ParameterError:
    """What to raise of a weekly series that does not exist."""
    return ParameterError(f"there is no weekly series called {one_line(name)}{nearest(name, known)}")


class WeeklySeries(Mapping[str, np.ndarray]):
    """The series of a world's futures, float32, shape (futures, weeks + 1); week 0 is the state before the first week.

    KeyError for a series that was not written down.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._means = {v.name: place for place, v in enumerate(world.layout.recorded)}
        self._spreads = {f"{v.name}{SPREAD}": place for place, v in enumerate(world.layout.spread)}
        people = world.layout.of_people
        names = [(group_series(v.name, group), v.name) for group in GROUPS for v in people]
        self._groups = {name: place for place, (name, of) in enumerate(names) if world.everything or of in CORE}

    def __getitem__(self, name: str) -> np.ndarray:
        if name in self._means and (self._world.everything or name in CORE):
            return self._world.means[:, self._means[name]]
        if name in self._groups:
            return self._world.groups[:, self._groups[name]]
        if name not in self._spreads or not self._world.spreads.shape[1]:
            raise KeyError(name)
        return self._world.spreads[:, self._spreads[name]]

    def __iter__(self) -> Iterator[str]:
        return iter(series())

    def __len__(self) -> int:
        return len(series())
