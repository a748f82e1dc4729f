"""The week: what everybody can see, then every rule's part, added up and kept to the ranges.

The opening's rules (crises, the programme's calendar) come first, then all others side by side, and last those who
leave. Within a phase all rules see the same state; the signals of the opening's rules are seen by the rules after them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from simulation.model.rule import Phase, Rule
from simulation.model.world import World
from simulation.vocabulary.quantities import QUANTITIES, Kind, Table

PRACTISES_ABOVE = 0.5  # a member "practises" when more than half of the new way is in use
RECENT_WEEKS = 4.0  # a member "applies" who tried a step within so many weeks

Credit = dict[str, dict[str, np.ndarray]]


class Weeks:
    """Runs a world week by week. `week` counts those done.

    With `keep_credit`, `credit[state][rule]` holds the sum of what each rule changed so far, in the shape of the
    state's array.
    """

    def __init__(self, world: World, keep_credit: bool = True) -> None:
        self.world, self.week = world, 0
        self.credit: Credit = {}
        self._keep_credit = keep_credit
        self._calls = {phase: [_Call(rule, world) for rule in world.rules if rule.phase is phase] for phase in Phase}
        self._events = [q.name for q in QUANTITIES.values() if q.kind is Kind.EVENT]
        look(world)

    def step(self) -> None:
        """One week more. Raises IndexError past the weeks for which luck was drawn."""
        if self.week >= self.world.weeks:
            raise IndexError(f"this world has luck for {self.world.weeks} weeks and all are done")
        for name in self._events:
            self.world.own(name).fill(0.0)
        for phase in Phase:
            self._run(phase)
        self.week += 1
        look(self.world)

    def _run(self, phase: Phase) -> None:
        totals: dict[str, np.ndarray] = {}
        for call in self._calls[phase]:
            for name, change in call(self.week).items():
                quantity = QUANTITIES[name]
                if quantity.kind is Kind.STATE:
                    totals[name] = totals[name] + change if name in totals else change
                    if self._keep_credit and quantity.credited:
                        self._note(name, call.name, change)
                else:
                    tell(self.world, name, change)
        for name, total in totals.items():
            self.world.own(name)[...] += total
        keep_to_ranges(self.world, totals)

    def _note(self, state: str, rule: str, change: np.ndarray) -> None:
        parts = self.credit.setdefault(state, {})
        if rule in parts:
            parts[rule] += change
        else:
            parts[rule] = np.array(np.broadcast_to(change, self.world.own(state).shape), np.float32)


class _Call:
    """A rule with its arguments found."""

    def __init__(self, rule: Rule, world: World) -> None:
        self.name = type(rule).name()
        self._change = rule.change
        self._finders = [_finder(rule, name, world) for name in rule.reads]

    def __call__(self, week: int) -> dict[str, Any]:
        return self._change(*[find(week) for find in self._finders])


def _finder(rule: Rule, name: str, world: World) -> Callable[[int], Any]:
    if name == "week":
        return lambda week: week
    if name in rule.luck:
        return lambda week: world.draws(rule, name, week)
    if name not in world.arrays:
        raise KeyError(f"rule {type(rule).name()!r} reads {name!r}, which is no state, signal, constant, link or draw")
    arrays = world.arrays
    return lambda week: arrays[name]


def look(world: World) -> None:
    """What anybody can see of the present state: felt trust, support, who practises, and among whose colleagues."""
    see, own = world.arrays, world.own
    np.multiply(see["trust"], see["warmth"], out=own("felt_trust"))
    support = world.ties.to_receivers(see["felt_trust"])
    see["support"] = np.minimum(support, 1.0, out=support)
    np.greater(see["practice"], PRACTISES_ABOVE, out=own("practising"))
    np.less_equal(see["since_try"], RECENT_WEEKS, out=own("applying"))
    see["colleagues_practising"] = world.colleagues.count(see["practising"])
    see["share_practising"] = see["colleagues_practising"] / world.colleagues.degree


def tell(world: World, name: str, value: Any) -> None:
    """Set a signal (add to an event) for all to see."""
    if name not in world.rows:
        shape = world.arrays[name].shape
        world.arrays[name] = value if np.shape(value) == shape else np.broadcast_to(np.float32(value), shape)
    elif QUANTITIES[name].kind is Kind.EVENT:
        world.own(name)[...] += value
    else:
        world.own(name)[...] = value


def keep_to_ranges(world: World, changed: dict[str, np.ndarray]) -> None:
    """Bring changed states back into their ranges."""
    tables: set[Table] = set()
    for name in changed:
        if QUANTITIES[name].credited:
            tables.add(world.rows[name][0])
        else:
            np.maximum(world.own(name), 0.0, out=world.own(name))
    for table in tables:
        shares = world.shares(table)
        np.clip(shares, 0.0, 1.0, out=shares)
