"""The week: what everybody can see, then every rule's part, added up and kept to the ranges.

The opening's rules (crises, the programme's calendar) come first, then all others side by side, and last those who
leave. Within a phase all rules see the same state; what they change is put in, and kept to the ranges, at its end, so
that rules after the opening see this week's window, strain and hours. The signals of the opening's rules are seen by
the rules after them at once. What everybody can see is looked up between weeks, and holds for the whole week.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from simulation.model.few import FewChange
from simulation.model.engine.rule import Phase, Rule
from simulation.model.world import World
from simulation.vocabulary.state_variables import STATE_VARIABLES, Kind

PRACTISES_ABOVE = 0.5  # a member "practises" when more than half of the new way is in use
RECENT_WEEKS = 4.0  # a member "applies" who tried a step in one of the last so many weeks

Credit = dict[str, dict[str, np.ndarray]]

_STATES = {q.name for q in STATE_VARIABLES.values() if q.kind is Kind.STATE}
_CREDITED = {q.name for q in STATE_VARIABLES.values() if q.credited}
_EVENTS = {q.name for q in STATE_VARIABLES.values() if q.kind is Kind.EVENT}


def schedule(rules: Iterable[Rule]) -> dict[Phase, tuple[Rule, ...]]:
    """The rules phase by phase, in the order in which a week asks them."""
    rules = tuple(rules)
    return {phase: tuple(rule for rule in rules if rule.phase is phase) for phase in Phase}


class Weeks:
    """Runs a world week by week. `week` counts those done.

    `credit[state][rule]` holds the sum of what each rule changed so far, in the shape of the state's array.
    """

    def __init__(self, world: World) -> None:
        if world.shape.futures < 2:
            raise ValueError("a lone future would be summed in another order than one among many: run it beside a twin")
        self.world, self.week = world, 0
        self.credit: Credit = {}
        self._calls = {
            phase: [_Call(rule, world, self.credit) for rule in rules] for phase, rules in schedule(world.rules).items()
        }
        self._seen = np.zeros_like(world.own["practising"])
        world.own["colleagues_practising"].fill(0.0)
        self._events = [world.own[name] for name in _EVENTS]
        self.look()

    def step(self) -> None:
        """One week more. Raises IndexError past the weeks for which luck was drawn."""
        if self.week >= self.world.weeks:
            raise IndexError(f"this world has luck for {self.world.weeks} weeks and all are done")
        for event in self._events:
            event.fill(0.0)
        for calls in self._calls.values():
            self._run(calls)
        self.week += 1
        self.look()

    def look(self) -> None:
        """What anybody can see of the present state: felt trust, support, who practises, and among whose colleagues."""
        see, own, world = self.world.arrays, self.world.own, self.world
        np.multiply(see["trust"], see["warmth"], out=own["felt_trust"])
        world.ties.to_receivers(see["felt_trust"]).clip(0.0, 1.0, out=own["support"])
        np.less(see["weeks_since_try"], RECENT_WEEKS, out=own["applying"])
        practising = np.greater(see["practice"], PRACTISES_ABOVE, out=own["practising"])
        world.colleagues.recount(own["colleagues_practising"], self._seen, practising)
        np.copyto(self._seen, practising)
        np.divide(own["colleagues_practising"], world.colleagues.degree, out=own["share_practising"])

    def _run(self, calls: list[_Call]) -> None:
        own, arrays = self.world.own, self.world.arrays
        totals: dict[str, Any] = {}
        few: list[tuple[_Call, str, FewChange]] = []
        idle: dict[str, bool] = {}
        for call in calls:
            without = call.idle_without
            if without:
                if without not in idle:
                    idle[without] = not arrays[without].any()
                if idle[without]:
                    continue
            for name, change in call(self.week).items():
                if name not in _STATES:
                    tell(self.world, name, change)
                elif isinstance(change, FewChange):
                    few.append((call, name, change))
                else:
                    totals[name] = totals[name] + change if name in totals else change
                    if name in _CREDITED:
                        part = call.parts[name]
                        np.add(part, change, out=part)
        for name, total in totals.items():
            array = own[name]
            np.add(array, total, out=array)
        for call, name, change in few:
            change.add_to(own[name])
            if name in _CREDITED:
                change.add_to(call.parts[name])
        keep_to_ranges(self.world, totals)
        for _, name, change in few:
            if name not in totals:
                change.keep(own[name], 0.0, STATE_VARIABLES[name].high)


class _Parts(dict[str, np.ndarray]):
    """What a rule changed so far, by state; an account is opened when it first changes a state."""

    def __init__(self, rule: str, credit: Credit, world: World) -> None:
        self._rule, self._credit, self._world = rule, credit, world

    def __missing__(self, state: str) -> np.ndarray:
        account = self[state] = np.zeros_like(self._world.own[state])
        self._credit.setdefault(state, {})[self._rule] = account
        return account


class _Call:
    """A rule with its arguments found: what stays the same once, what is new every week by a function of the week."""

    def __init__(self, rule: Rule, world: World, credit: Credit) -> None:
        self.name, self.idle_without = type(rule).name(), rule.idle_without
        self.parts = _Parts(self.name, credit, world)
        self._change = rule.change
        self._fixed: list[Any] = [None] * len(rule.reads)
        self._fresh: list[tuple[int, Callable[[int], Any]]] = []
        for place, name in enumerate(rule.reads):
            if name == "week":
                self._fresh.append((place, lambda week: week))
            elif name in rule.luck and rule.luck[name].every_week:
                self._fresh.append((place, world.draws(rule, name).__getitem__))
            elif name in rule.luck:
                self._fixed[place] = world.draws(rule, name)
            elif name in world.arrays:
                self._fixed[place] = world.arrays[name]
            else:
                raise KeyError(
                    f"rule {self.name!r} reads {name!r}: no state, signal, constant, link or draw has that name"
                )

    def __call__(self, week: int) -> dict[str, Any]:
        arguments = self._fixed.copy()
        for place, find in self._fresh:
            arguments[place] = find(week)
        return self._change(*arguments)


def tell(world: World, name: str, value: Any) -> None:
    """Set a signal (add to an event) for all to see."""
    own = world.own[name]
    if name in _EVENTS:
        np.add(own, value, out=own)
    else:
        np.copyto(own, value)


def keep_to_ranges(world: World, changed: dict[str, Any]) -> None:
    """Bring changed states back into their ranges."""
    touched: dict[int, np.ndarray] = {}
    for name in changed:
        shares = world.shares.get(name)
        if shares is not None:
            touched[id(shares)] = shares
        elif name in _STATES:
            np.maximum(world.own[name], 0.0, out=world.own[name])
    for shares in touched.values():
        shares.clip(0.0, 1.0, out=shares)
