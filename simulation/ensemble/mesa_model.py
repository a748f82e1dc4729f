"""The model as a Mesa model: one future, week by week, with agents that are views of the same arrays.

Works on Mesa 3.3 (Python 3.11) and 3.5 (from Python 3.12).
"""

from __future__ import annotations

import secrets
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Any

import mesa
import networkx as nx
import numpy as np
from mesa.discrete_space import Network

from simulation.ensemble.context import EnsembleContext
from simulation.ensemble.mesa_agents import FUTURE_ROW, ArrayModel, Institution, Member
from simulation.ensemble.mesa_collector import WeeklyCollector
from simulation.ensemble.run_arguments import MAX_FUTURES, check_int, check_seed, horizon, rules_of
from simulation.ensemble.series import WeeklySeries, series, unknown_series
from simulation.model.engine.rule import Rule
from simulation.model.engine.world import World
from simulation.model.plans.loading import load
from simulation.model.plans.plan import Plan
from simulation.vocabulary.errors import ParameterError, one_line

DEFAULT_SEED = 7


class _DefaultSeed(int):
    """The default seed of a call that gives none, distinct from the same number given explicitly."""


_DEFAULT_RNG = _DefaultSeed(DEFAULT_SEED)


class PartnershipModel(ArrayModel):
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
            ParameterError: there is no such series.
        """
        if name not in series():
            raise unknown_series(name, series())
        return WeeklySeries(self.world)[name][FUTURE_ROW, : self.week + 1]

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
