"""Who there is: members, ties, institutions and the partnership that they make together.

Rules look at attributes and announce changes; `settle` puts the changes in once every rule of the phase has looked.
"""

from __future__ import annotations

import math
from typing import Any, ClassVar

import mesa

from .rates import LONG_AGO


class Changing(mesa.Agent):
    """An agent whose states change together at a phase's end, each within 0 and its highest value (1 unless told)."""

    highest: ClassVar[dict[str, float]] = {}

    def __init__(self, model: Any, place: int) -> None:
        super().__init__(model)
        self.place = place  # among its kind, from 0
        self.changes: dict[str, float] = {}

    def add(self, state: str, change: float) -> None:
        """Announce a change of a state."""
        self.changes[state] = self.changes.get(state, 0.0) + change

    def settle(self) -> None:
        """Put the announced changes in and keep to the ranges."""
        for state, change in self.changes.items():
            value = getattr(self, state) + change
            setattr(self, state, min(max(value, 0.0), self.highest.get(state, 1.0)))
        self.changes.clear()


class Institution(Changing):
    """A parliament, ministry, municipality or firm; or, the last, the home of outside peers."""

    highest: ClassVar = {"reserve": math.inf, "open_weeks": math.inf}

    def __init__(self, model: Any, place: int, supported: bool) -> None:
        super().__init__(model, place)
        self.supported = supported
        self.members: list[Member] = []
        self.window = self.strain = self.reform = self.service = 0.0
        self.reserve = self.open_weeks = self.window_used = 0.0
        self.affordable = 1.0
        self.support_days = self.convening_days = self.released_days = 0.0
        self.reform_step = 0.0
        self.mean_practice = self.people_practising = self.coalition = 0.0
        self.crises = self.windows = self.reforms = self.windows_used = 0

    def mean(self, name: str) -> float:
        """Mean of an attribute over everybody here."""
        return sum(getattr(member, name) for member in self.members) / len(self.members)


class Member(Changing):
    """Somebody in an institution: an official, supported or not, or a peer from outside."""

    highest: ClassVar = {"tenure": math.inf, "weeks_since_try": math.inf}

    def __init__(self, model: Any, place: int, institution: Institution, unit: int, outside: bool) -> None:
        super().__init__(model, place)
        self.institution, self.unit, self.outside = institution, unit, outside
        self.supported = False
        self.asked_after = self.willingness = 0.0
        institution.members.append(self)
        self.colleagues: list[Member] = []  # whom this member watches
        self.ties: list[Tie] = []  # to this member's peers
        self.knowledge = self.confidence = self.practice = self.habit = self.tenure = 0.0
        self.weeks_since_try = LONG_AGO
        self.encouraged, self.planning, self.taking_part = 0.5, 0.0, 1.0
        self.threshold = self.examples_needed = self.habit_rate = 0.0
        self.electable = not outside
        self.newcomer_knowledge = self.newcomer_confidence = self.newcomer_practice = 0.0
        self.practising = self.applying = 0
        self.support = 0.0
        self.colleagues_practising = 0
        self.share_practising = 0.0
        self.readiness = self.best_felt_trust = 0.0
        self.tries = self.successes = self.departures = 0

    @property
    def colleagues_watched(self) -> int:
        """How many colleagues this member watches, at least 1."""
        return max(len(self.colleagues), 1)

    @property
    def hours_with_peers(self) -> float:
        """Hours of one's own with all peers this week."""
        return sum(tie.own_hours for tie in self.ties)

    @property
    def satisfaction(self) -> float:
        """How far meetings are worth their while, over all peers; 0 without any."""
        return sum(tie.engagement for tie in self.ties) / max(len(self.ties), 1)


class Tie(Changing):
    """A support relation from a peer to a counterpart."""

    highest: ClassVar = {"hours": math.inf}

    def __init__(self, model: Any, place: int, counterpart: Member, peer: Member) -> None:
        super().__init__(model, place)
        self.counterpart, self.peer = counterpart, peer
        counterpart.ties.append(self)
        self.trust = self.warmth = self.scar = self.hours = 0.0
        self.freshness = self.engagement = 1.0
        self.through_convenor = False
        self.initial_trust = self.visit_phase = 0.0
        self.felt_trust = self.felt_support = 0.0
        self.acquainted = self.familiar = self.close = False
        self.openness = self.ear = 1.0
        self.contact_hours = self.own_hours = self.attended_hours = 0.0
        self.breaches = 0


class Partnership(Changing):
    """All of them together: the convenor, 1 while there, and whether support is under way."""

    def __init__(self, model: Any, place: int) -> None:
        super().__init__(model, place)
        self.convenor = 1.0
        self.leaderless = self.under_way = 0.0
        self.elections = self.convenor_exits = 0
