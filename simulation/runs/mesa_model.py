"""Mesa's face of the model: one future, week by week, with agents that are views of the same arrays.

The only door to Mesa. Works on Mesa 3.3 (Python 3.11) and 3.5 (from Python 3.12).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import mesa
import networkx as nx
import numpy as np
from mesa.discrete_space import CellAgent, Network

from simulation.model.plan import Plan
from simulation.model.engine.rule import Rule
from simulation.model.scenario import load
from simulation.model.week import Weeks
from simulation.runs.futures import DEFAULT_WEEKS, MOST_FUTURES, MOST_WEEKS, check_seed, ideas_of, whole
from simulation.runs.record import Record, series
from simulation.runs.stage import Stage
from simulation.vocabulary.errors import ParameterError
from simulation.vocabulary.state_variables import INSTITUTIONS, MEMBERS, STATE_VARIABLES, Kind, Table, of

_THIS = 0  # row of the future shown; its twin runs beside it (see `World`)


class _View(mesa.Agent):
    """An agent whose attributes are entries of the model's arrays: read any, write states."""

    table: ClassVar[Table]
    model: PartnershipModel

    def __init__(self, model: PartnershipModel, place: int) -> None:
        super().__init__(model)
        self.place = place

    def __getattr__(self, name: str) -> float:
        quantity = STATE_VARIABLES.get(name)
        if quantity is None or quantity.table is not type(self).table:
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")
        return float(self.model.world.arrays[name][_THIS, self.place])

    def __setattr__(self, name: str, value: Any) -> None:
        quantity = STATE_VARIABLES.get(name)
        if quantity is None or quantity.table is not type(self).table:
            super().__setattr__(name, value)
        elif quantity.kind is not Kind.STATE:
            raise AttributeError(f"{name} follows from the state and cannot be set")
        elif not 0.0 <= value <= quantity.high:
            raise ParameterError(f"{name} = {value!r} is out of range; allowed: 0 to {quantity.high:g} {quantity.unit}")
        else:
            self.model.world.own[name][:, self.place] = value
            self.model.look()


class Institution(_View):
    """A parliament, ministry, municipality or firm; the last one, where there are outside peers, is their home."""

    table = INSTITUTIONS

    @property
    def supported(self) -> bool:
        """Whether this is one of the institutions that receive support."""
        return self.place < self.model.world.shape.institutions

    @property
    def members(self) -> list[Member]:
        """The people who work here."""
        return [member for member in self.model.members if member.institution is self]


class Member(_View, CellAgent):
    """Somebody in an institution. Ties are seen from here: `peers` give support, `counterparts` receive it."""

    table = MEMBERS

    def __init__(self, model: PartnershipModel, place: int, institution: Institution, unit: int, outside: bool) -> None:
        super().__init__(model, place)
        self.institution, self.unit, self.outside = institution, unit, outside

    @property
    def supported(self) -> bool:
        """Whether this member has a peer."""
        return self.place < self.model.world.shape.counterparts

    @property
    def peers(self) -> list[Member]:
        """Those who support this member."""
        ties = self.model.world.ties
        return [self.model.members[giver] for giver in ties.givers[ties.receivers == self.place]]

    @property
    def counterparts(self) -> list[Member]:
        """Those whom this member supports."""
        ties = self.model.world.ties
        return [self.model.members[receiver] for receiver in ties.receivers[ties.givers == self.place]]

    @property
    def trust(self) -> float:
        """Mean trust in this member's peers (NaN without any)."""
        mine = self.model.world.ties.receivers == self.place
        return float(self.model.world.arrays["trust"][_THIS, mine].mean()) if mine.any() else float("nan")


class PartnershipModel(mesa.Model):
    """One future of a plan. `PartnershipModel(plan, rng=7, future=17)` is future 17 of `run_futures(plan, seed=7)`,
    bit for bit.

    plan: a scenario's name, file, code or a plan; further keywords change its numbers (`months=18`). rng: the seed, a
    whole number. weeks: how far it may be stepped. rules: ideas to run, as for `run_futures`.

    `members` and `institutions` list the agents in the order of the arrays; `world` holds the arrays; `network` is a
    `mesa.discrete_space.Network` of who watches whom (colleagues) and who supports whom (ties); `datacollector`
    gathers the weekly means. Raises ParameterError and what `load` raises.
    """

    def __init__(
        self,
        plan: Plan | str | Path = "parliament_mentors",
        *,
        rng: int = 7,
        future: int = 0,
        weeks: int = DEFAULT_WEEKS,
        rules: Sequence[Rule] | None = None,
        **changes: Any,
    ) -> None:
        seed, future = check_seed(rng), whole("future", future, 0, MOST_FUTURES - 1)
        weeks = whole("weeks", weeks, 1, MOST_WEEKS)
        super().__init__(rng=seed)
        self.plan = load(plan).with_(**changes)
        stage = Stage(seed, range(future, future + 1))
        self.world = stage.world(self.plan.values, ideas_of(self.plan, rules), weeks)
        self._run, self._record = Weeks(self.world), Record(self.world)
        self._record.write(self._run)
        self.institutions = [Institution(self, place) for place in range(self.world.shape.all_institutions)]
        self.members = self._people()
        _let_go(self)
        self.network = self._network()
        self.datacollector = mesa.DataCollector(
            model_reporters={name: _reporter(name) for name in series()},
            agenttype_reporters={Member: {q.name: q.name for q in of(MEMBERS, Kind.STATE)}},
        )
        self.datacollector.collect(self)
        self.running = True

    @property
    def week(self) -> int:
        """Weeks done."""
        return self._run.week

    def step(self) -> None:
        """One week."""
        self._run.step()
        self._record.write(self._run)
        self.datacollector.collect(self)
        self.running = self.week < self.world.weeks

    def look(self) -> None:
        """Work out again what can be seen, after a state was set."""
        self._run.look()

    def weekly(self, name: str) -> np.ndarray:
        """A weekly series up to now, shape (weeks done + 1,), as `Results.weekly` gives it."""
        return self._record.weekly(slice(_THIS, _THIS + 1))[name][0, : self.week + 1]

    def _people(self) -> list[Member]:
        shape = self.world.shape
        homes, units = shape.institution(), shape.unit()
        return [
            Member(self, place, self.institutions[homes[place]], int(units[place]), place >= shape.officials)
            for place in range(shape.members)
        ]

    def _network(self) -> Network:
        """Links of this future: colleagues (`kind="colleague"`) and ties (`kind="tie"`)."""
        world, graph = self.world, nx.Graph()
        futures = world.shape.futures
        graph.add_nodes_from(range(world.shape.members))
        links = world.colleagues.links.tocoo()
        here = (links.row % futures == _THIS) & (links.col % futures == _THIS)
        graph.add_edges_from(zip(links.row[here] // futures, links.col[here] // futures, strict=True), kind="colleague")
        graph.add_edges_from(zip(world.ties.givers, world.ties.receivers, strict=True), kind="tie")
        graph = nx.relabel_nodes(graph, int)
        network = Network(graph, random=self.random)
        for member in self.members:
            member.cell = network[member.place]
        return network


def _reporter(name: str) -> Any:
    return lambda model: float(model.weekly(name)[-1])


def _let_go(model: mesa.Model) -> None:
    """Let a dropped model be freed: Mesa 3.3 keeps every model it ever counted agents for in a class-level table."""
    getattr(mesa.Agent, "_ids", {}).pop(model, None)
