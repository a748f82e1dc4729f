"""The model as a Mesa model: one future, week by week, with agents that are views of the same arrays.

The only module that imports Mesa. Works on Mesa 3.3 (Python 3.11) and 3.5 (from Python 3.12).
"""

from __future__ import annotations

import secrets
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Any, ClassVar, NoReturn

import mesa
import networkx as nx
import numpy as np
from mesa.discrete_space import CellAgent, Network

from simulation.ensemble.context import EnsembleContext
from simulation.ensemble.run_arguments import MAX_FUTURES, check_int, check_seed, horizon, rules_of
from simulation.ensemble.series import WeeklySeries, series
from simulation.model.engine.rule import Rule
from simulation.model.engine.world import World
from simulation.model.plans.loading import load
from simulation.model.plans.plan import Plan
from simulation.vocabulary.errors import ParameterError, nearest, one_line
from simulation.vocabulary.state_variables import INSTITUTIONS, MEMBERS, STATE_VARIABLES, Kind, Table, of

DEFAULT_SEED = 7


class _DefaultSeed(int):
    """The default seed of a call that gives none, distinct from the same number given explicitly."""


_DEFAULT_RNG = _DefaultSeed(DEFAULT_SEED)
_FUTURE_ROW = 0  # the row of the one future among the world's arrays


def _names(table: Table) -> list[str]:
    """All that an agent of this table has."""
    return [name for name, variable in STATE_VARIABLES.items() if variable.table is table]


class _ArrayAgent(mesa.Agent):
    """An agent whose attributes are entries of the model's arrays: read any, write states."""

    table: ClassVar[Table]
    shown: ClassVar[tuple[str, ...]]
    model: PartnershipModel

    def __init__(self, model: PartnershipModel, index: int) -> None:
        super().__init__(model)
        self.index = index

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={getattr(self, name):.3g}" for name in self.shown)
        return f"<{type(self).__name__} {self.index} of {self.model.plan.name}, week {self.model.week}: {shown}>"

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
        return float(self.model.world.arrays[name][_FUTURE_ROW, self.index])

    def __setattr__(self, name: str, value: Any) -> None:
        variable = STATE_VARIABLES.get(name)
        if variable is None or variable.table is not type(self).table:
            super().__setattr__(name, value)
        elif variable.kind is not Kind.STATE:
            raise AttributeError(f"{name} follows from the state and cannot be set")
        elif not 0.0 <= value <= variable.high:
            raise ParameterError(f"{name} = {value!r} is out of range; allowed: 0 to {variable.high:g} {variable.unit}")
        else:
            self.model.world.arrays[name][_FUTURE_ROW, self.index] = value
            self.model.update_signals()


class Institution(_ArrayAgent):
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


class Member(_ArrayAgent, CellAgent):
    """Somebody in an institution. Ties are seen from here: `peers` give support, `counterparts` receive it."""

    table = MEMBERS
    shown = ("practice", "habit", "confidence")

    def __init__(self, model: PartnershipModel, index: int, institution: Institution, unit: int) -> None:
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
        return float(self.model.world.arrays["trust"][_FUTURE_ROW, mine].mean()) if mine.any() else float("nan")


class _AgentRows:
    """One week's states of all agents of a kind, as Mesa's collector stores them; expanded when iterated over."""

    def __init__(self, week: int, ids: Sequence[int], states: np.ndarray) -> None:
        self._week, self._ids, self._states = week, ids, states

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for index, id in enumerate(self._ids):
            yield (self._week, id, *self._states[:, index].tolist())


class WeeklyCollector(mesa.DataCollector):
    """Mesa's collector, which takes weekly means and agents' states from the model's arrays, not one by one."""

    def __init__(self) -> None:
        self._states = {kind: tuple(v.name for v in of(kind.table, Kind.STATE)) for kind in (Member, Institution)}
        super().__init__(
            model_reporters={name: _Reporter(name) for name in series()},
            agenttype_reporters={kind: {name: name for name in names} for kind, names in self._states.items()},
        )
        self._ids: dict[type[_ArrayAgent], list[int]] = {}

    def __getstate__(self) -> dict[str, Any]:
        """All but Mesa's reporters of agents, which are local functions and cannot be pickled."""
        return {name: value for name, value in vars(self).items() if name != "agenttype_reporters"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__()  # type: ignore[misc]
        self.__dict__.update(state)

    def collect(self, model: PartnershipModel) -> None:
        """Record the present week. A week that is collected again is overwritten."""
        if not self._ids:
            agents: dict[type[_ArrayAgent], Sequence[_ArrayAgent]] = {
                Member: model.members,
                Institution: model.institutions,
            }
            self._ids = {kind: [int(agent.unique_id) for agent in those] for kind, those in agents.items()}
        world, is_repeated = model.world, model.steps in self._agenttype_records
        recorded = (world.means, world.spreads, world.groups)
        row: list[float] = [value for of in recorded for value in of[_FUTURE_ROW, :, world.week].tolist()]
        for values, value in zip(self.model_vars.values(), row, strict=True):
            if is_repeated:
                values[-1] = value
            else:
                values.append(value)
        self._agenttype_records[model.steps] = records = {}
        for kind, names in self._states.items():
            states = np.stack([world.arrays[name][_FUTURE_ROW] for name in names])
            records[kind] = _AgentRows(model.steps, self._ids[kind], states)
        steps = getattr(self, "_collection_steps", None)  # Mesa 3.5 keeps the steps beside
        if steps is not None and not is_repeated:
            steps.append(model.steps)

    def get_agent_vars_dataframe(self) -> Any:
        """All people's states in every week.

        Returns:
            A pandas DataFrame with an index of week and agent, as for `get_agenttype_vars_dataframe(Member)`.
        """
        return self.get_agenttype_vars_dataframe(Member)


class _Reporter:
    """A Mesa model reporter: the latest value of one weekly series."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, model: PartnershipModel) -> float:
        return float(model.weekly(self.name)[-1])


class PartnershipModel(mesa.Model):
    """One future of a plan. `PartnershipModel(plan, rng=7, future=17)` is future 17 of `run_futures(plan, seed=7)`,
    bit for bit.

    Under `mesa.batch_run` with neither rng nor future given, iteration k is future k of seed 7: iterations differ,
    every setting meets the same luck, and the same call gives the same runs.

    Args:
        plan: a plan, or a scenario's name, a scenario file or a plan code (see `load`).
        rng: the seed, a whole number; None draws one, and from a generator one is drawn.
        future: which future of that seed, from 0 (default: 0).
        weeks: how far it may be stepped (default: as for `run_futures`).
        rules: the rules to run, as for `run_futures`.
        compiled: False runs the rules as plain Python.
        kwargs: parameters of the plan to change, such as `months=24`.

    Raises:
        ParameterError: an argument is out of range or unknown.
        RuleError: a rule cannot be run.
        ScenarioError: there is no such plan (see `load`).

    Attributes:
        plan: the plan, with what was changed.
        seed_used: the seed, also where it was drawn.
        members: the people, in the order of the arrays: those supported, other officials, then peers from outside.
        institutions: the institutions, in the order of the arrays.
        world: the arrays that the agents show.
        shape: how many there are of everything, and who belongs where.
        network: a `mesa.discrete_space.Network` of who watches whom (colleagues) and who supports whom (ties).
        grid: the same network, where Mesa's viewers look for it.
        datacollector: the weekly means, and every member's states in every week.
        running: whether there are weeks left.

    Examples:
        >>> from simulation import PartnershipModel
        >>> model = PartnershipModel("parliament_mentors", rng=7, future=3, months=12)
        >>> for _ in range(10):
        ...     model.step()
        >>> model.week, model.weekly("trust").shape
        (10, (11,))
        >>> mentor = model.members[0].peers[0]
        >>> model.members[0] in mentor.counterparts
        True
        >>> len(model.datacollector.get_model_vars_dataframe())
        11
    """

    def __init__(
        self,
        plan: Plan | str | Path = "parliament_mentors",
        *,
        rng: int | np.random.Generator | None = _DEFAULT_RNG,
        future: int | None = None,
        weeks: int | None = None,
        rules: Sequence[Rule] | None = None,
        compiled: bool = True,
        **kwargs: Any,  # by this name Mesa's viewers know that any parameter may be given
    ) -> None:
        if "seed" in kwargs:
            raise ParameterError(f"seed = {one_line(kwargs['seed'])}: the seed is called rng here, as in Mesa; rng=7")
        scenario = kwargs.pop("scenario", None)
        holds_nothing = getattr(scenario, "__dict__", {}) == {"rng": None}  # what Mesa 3.5's viewer resets with
        if scenario is not None and not holds_nothing:
            raise ParameterError("scenario: Mesa's are not known here; give a plan, or numbers such as months=24")
        if isinstance(rng, np.random.Generator):
            rng = int(rng.integers(2**32))
        iteration = _iteration_of_batch_run() if future is None and (rng is None or rng is _DEFAULT_RNG) else None
        if rng is None:
            rng = DEFAULT_SEED if iteration is not None else secrets.randbits(32)
        self.seed_used = seed = check_seed(rng)
        future = check_int("future", iteration or 0 if future is None else future, 0, MAX_FUTURES - 1)
        super().__init__(rng=seed)
        self.plan = load(plan).with_(**kwargs)
        weeks = horizon(self.plan, weeks)
        context = EnsembleContext(seed, range(future, future + 1))
        setting = context.setting(self.plan.values, rules_of(self.plan, rules), weeks, compiled=compiled)
        self.world, self.shape = World(setting, spreads=True), setting.shape
        self.institutions = [Institution(self, index) for index in range(self.shape.all_institutions)]
        self.members = self._make_members()
        _release(self)
        self.network = self.grid = self._make_network()
        self.datacollector = WeeklyCollector()
        self.datacollector.collect(self)
        self.running = True

    def __repr__(self) -> str:
        weeks = f"week {self.week} of {self.world.setting.weeks}"
        return f"<PartnershipModel of {self.plan.name}, seed {self.seed_used}, {weeks}>"

    @property
    def week(self) -> int:
        """Weeks done."""
        return self.world.week

    def step(self) -> None:
        """Take the model one week on.

        Raises:
            ParameterError: all weeks are done.
        """
        if self.world.week >= self.world.setting.weeks:
            raise ParameterError(f"all {self.world.week} weeks are done; make the model with more, weeks=...")
        self.world.advance()
        self.datacollector.collect(self)
        self.running = self.world.week < self.world.setting.weeks

    def update_signals(self) -> None:
        """Compute signals, this week's series and collected values again, after a state was set."""
        self.world.update_signals()
        self.datacollector.collect(self)

    def weekly(self, name: str) -> np.ndarray:
        """A weekly series up to now, as `Results.weekly` gives it.

        Args:
            name: the series.

        Returns:
            Shape (weeks done + 1,).

        Raises:
            KeyError: there is no such series.
        """
        return WeeklySeries(self.world)[name][_FUTURE_ROW, : self.week + 1]

    def _make_members(self) -> list[Member]:
        shape = self.shape
        institution_of, unit_of = shape.institution(), shape.unit()
        return [
            Member(self, index, self.institutions[institution_of[index]], int(unit_of[index]))
            for index in range(shape.members)
        ]

    def _make_network(self) -> Network:
        """Links of this future: colleagues (`kind="colleague"`) and ties (`kind="tie"`)."""
        graph = nx.Graph()
        graph.add_nodes_from(range(self.shape.members))
        graph.add_edges_from(self.world.setting.colleagues.links().tolist(), kind="colleague")
        ties = zip(self.shape.giver().tolist(), self.shape.receiver().tolist(), strict=True)
        graph.add_edges_from(ties, kind="tie")
        network = Network(graph, random=self.random)
        for member in self.members:
            member.cell = network[member.index]
        return network


def _iteration_of_batch_run() -> int | None:
    """The iteration for which `mesa.batch_run` makes this model, or None elsewhere.

    Mesa 3.3 does not pass it to a model, Mesa 3.5 passes every iteration the same rng=None: so it is read from the
    frame of Mesa's own runner.
    """
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_name == "_model_run_func" and frame.f_globals.get("__name__") == "mesa.batchrunner":
            return int(frame.f_locals["iteration"])
        frame = frame.f_back
    return None


def _release(model: mesa.Model) -> None:
    """Let a dropped model be freed: Mesa 3.3 holds every model it ever counted agents for in a class-level table."""
    getattr(mesa.Agent, "_ids", {}).pop(model, None)
