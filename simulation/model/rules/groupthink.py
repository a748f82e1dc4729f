from __future__ import annotations

import math
from dataclasses import dataclass

from simulation.model.engine.rule import Rule, derived
from simulation.vocabulary.levers import LEVERS
from simulation.vocabulary.parameters import DIRECTION, JUDGEMENT, param, use
from simulation.vocabulary.settings import SETTINGS
from simulation.vocabulary.state_variables import TIES
from simulation.vocabulary.units import (
    MONTHS_PER_YEAR,
    WEEKS_PER_YEAR,
    first_week_without,
    gone_by_halving,
)


@dataclass(frozen=True)
class Groupthink(Rule):
    """A group that only copies itself stops learning.

    What a peer has that is new goes stale with the hours together: half of it after `novelty_half_hours` between two
    who work nothing alike, faster the more alike their practice is (`similarity_staling`), and slower where peers come
    from different backgrounds (`diversity_novelty_gain`).

    Every rotation_months, while support lasts, everybody gets a new peer: freshness is full again, hours count from
    nothing, engagement goes half of the way back to full, and only `reputation_transfer` of trust and of warmth comes
    along.

    Units: share per tie; hours. Evidence: N06 (copying narrows diversity), N07-N09 (diverse groups find more, with
    cautions), N11 (mixing restores learning), S08 (rotation as remedy).
    """

    each = TIES

    peer_diversity: float = use(LEVERS["peer_diversity"])
    rotation_months: float = use(LEVERS["rotation_months"])
    months: float = use(LEVERS["months"])
    support_from_month: float = use(SETTINGS["support_from_month"])
    novelty_half_hours: float = param(
        22.0, 10.0, 120.0, unit="hours", label="Hours until half is said",
        help="Hours together after which half of what a peer had to give has been given.", evidence=JUDGEMENT,
    )
    diversity_novelty_gain: float = param(
        0.68, 0.1, 0.9, unit="share", label="Mix keeps it fresh",
        help="How much slower talk goes stale among peers of very different backgrounds.", evidence=DIRECTION,
        rows="N07 N08 N11",
    )
    similarity_staling: float = param(
        0.74, 0.0, 1.5, unit="times", label="Copying makes stale",
        help="How much faster talk goes stale between two who already work alike.", evidence=DIRECTION, rows="N06",
    )
    reputation_transfer: float = param(
        0.77, 0.1, 0.9, unit="share", label="Reputation carries over",
        help="Share of the trust in a peer that passes on to the next at a rotation.", evidence=JUDGEMENT,
    )

    @derived
    def halvings_per_hour(self):
        """Halvings of freshness in an hour between two who work nothing alike."""
        return (1.0 - self.diversity_novelty_gain * self.peer_diversity) / self.novelty_half_hours

    @derived
    def end(self):
        """The first week without support."""
        return self.begin + first_week_without(self.months)

    @derived
    def begin(self):
        """The first week with support."""
        return first_week_without(self.support_from_month)

    def rounds(self, week):
        """How many rounds of pairs are over when a week begins; months x weeks, so that whole months count exactly."""
        return math.floor(week * MONTHS_PER_YEAR / (self.rotation_months * WEEKS_PER_YEAR))

    def turns(self, week):
        """1 in a week in which everybody gets a new peer, else 0."""
        since = week - self.begin
        if self.rotation_months > 0.0 and since > 0.0 and week < self.end:
            return 1.0 if self.rounds(since) > self.rounds(since - 1.0) else 0.0
        return 0.0

    def change_members(self, week, supported, taking_part):
        """Seats that were given up are filled when the group is mixed anew."""
        if supported * self.turns(week) > 0.0:
            return {"taking_part": 1.0 - taking_part}
        return {}

    def change(
        self, week, trust, warmth, freshness, hours, engagement, contact_hours, giver_practice, receiver_practice
    ):
        if self.turns(week) > 0.0:
            return {
                "freshness": 1.0 - freshness,
                "hours": -hours,
                "engagement": (1.0 - engagement) / 2.0,
                "trust": -trust * (1.0 - self.reputation_transfer),
                "warmth": -warmth * (1.0 - self.reputation_transfer),
            }
        if contact_hours <= 0.0:
            return {}
        alike = 1.0 - abs(giver_practice - receiver_practice)
        halvings = contact_hours * (1.0 + self.similarity_staling * alike) * self.halvings_per_hour
        return {"freshness": -freshness * gone_by_halving(halvings)}
