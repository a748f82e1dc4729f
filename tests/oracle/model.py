"""The oracle: one future of a plan, agent by agent, as an analyst would write it in plain Mesa.

OracleModel(plan, seed) runs on luck of its own; OracleModel(plan, seed, future=17) on the draws and the colleagues of
future 17 of `run_futures(plan, seed=seed)`. Step it `weeks` times; `weekly(name)` is the mean of a state or signal over
the supported institutions' people, ties or rules (the count of an event), before the first week and after each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

import mesa

from simulation.ensemble.context import EnsembleContext
from simulation.ensemble.run_arguments import rules_of
from simulation.model.engine.rule import Phase
from simulation.model.engine.world import World
from simulation.model.plans.plan import Plan
from simulation.model.population import TRUST_BANDS
from simulation.model.rules import STANDARD
from tests.unit.model.rules.files import file_of

from . import structure
from .agents import Changing, Partnership
from .luck import OwnLuck, SharedLuck
from .series import reporters

Rule = Callable[[Any], None]

# Only which rules there are, and when in the week they act, is asked of the model: what they do is written anew.
PHASES: tuple[tuple[str, ...], ...] = tuple(
    tuple(rule.name() for rule in STANDARD if rule.phase is phase) for phase in Phase
)
RULES: dict[str, Rule] = {name: file_of(name).twin for phase in PHASES for name in phase}
STARTS: dict[str, Rule] = {
    name: file_of(name).twin_start for phase in PHASES for name in phase if hasattr(file_of(name), "twin_start")
}


class OracleModel(mesa.Model):
    """One future of a plan. rules: names of the ideas to run (default: all that the plan does not leave out)."""

    def __init__(
        self,
        plan: Plan,
        seed: int,
        future: int | None = None,
        weeks: int = 156,
        rules: Iterable[str] | None = None,
        luck: SharedLuck | None = None,
    ) -> None:
        super().__init__(rng=seed)
        self.numbers = SimpleNamespace(**plan.values)
        self.rules = set(RULES if rules is None else rules) - set(plan.without)
        self.luck = luck or self._luck(plan, seed, future, weeks)
        self.week, self.weeks = 0, weeks
        self.institutions = structure.found_institutions(self)
        self.members = structure.hire_members(self)
        self.ties = structure.tie_peers(self)
        self.partnership = Partnership(self, 0)
        structure.open_eyes(self)
        for name, start in STARTS.items():
            if name in self.rules:
                start(self)
        self.datacollector = mesa.DataCollector(model_reporters=reporters())
        self.look()
        self.datacollector.collect(self)

    def step(self) -> None:
        """One week more."""
        self._forget_events()
        for phase in PHASES:
            for name in phase:
                if name in self.rules:
                    RULES[name](self)
            self._settle()
        self.week += 1
        self.look()
        self.datacollector.collect(self)
        self.running = self.week < self.weeks

    def look(self) -> None:
        """What anybody can see: trust felt now, who supports whom how much, who practises, and among whose colleagues."""
        for tie in self.ties:
            tie.felt_trust = tie.trust * tie.warmth
            tie.felt_support = tie.felt_trust * tie.ear
            tie.acquainted, tie.familiar, tie.close = (tie.trust >= band for band in TRUST_BANDS.values())
        for member in self.members:
            member.best_felt_trust = max((tie.felt_support for tie in member.ties), default=0.0)
            member.support = member.best_felt_trust
            member.readiness = member.knowledge * (1 - (1 - member.practice) * (1 - member.support))
            member.practising = int(member.practice > 0.5)
            member.applying = int(member.weeks_since_try < 4)
        for member in self.members:
            member.colleagues_practising = sum(colleague.practising for colleague in member.colleagues)
            member.share_practising = member.colleagues_practising / member.colleagues_watched
        for institution in self.institutions:
            institution.mean_practice = institution.mean("practice")
            institution.people_practising = institution.mean("practising")
            institution.coalition = institution.mean("readiness")

    def weekly(self, name: str) -> list[float]:
        """A series, one number a week, the first before the first week."""
        return self.datacollector.model_vars[name]

    def counted(self, kind: str) -> list[Changing]:
        """Those of a kind who count in results: peers from outside and their home do not."""
        if kind == "members":
            return [member for member in self.members if not member.outside]
        if kind == "institutions":
            return [institution for institution in self.institutions if institution.supported]
        return self.ties if kind == "ties" else [self.partnership]

    def _luck(self, plan: Plan, seed: int, future: int | None, weeks: int) -> OwnLuck | SharedLuck:
        if future is None:
            return OwnLuck(self.random)
        rules = [rule for rule in rules_of(plan, None) if rule.name() in self.rules]
        context = EnsembleContext(seed, range(future, future + 1))
        return SharedLuck(World(context.setting(plan.values, rules, weeks)), 0)

    def _settle(self) -> None:
        for agent in (*self.members, *self.ties, *self.institutions, self.partnership):
            agent.settle()

    def _forget_events(self) -> None:
        for agent in self.members:
            agent.tries = agent.successes = agent.departures = 0
        for agent in self.ties:
            agent.breaches = 0
        for agent in self.institutions:
            agent.crises = agent.windows = agent.reforms = agent.windows_used = 0
        self.partnership.elections = self.partnership.convenor_exits = 0
