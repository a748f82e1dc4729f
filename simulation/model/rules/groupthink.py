from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.model.per_future import either
from simulation.model.engine.rule import Rule, derived
from simulation.vocabulary.declare import DIRECTION, JUDGEMENT, param, use
from simulation.vocabulary.levers import LEVERS
from simulation.vocabulary.units import WEEKS_PER_MONTH


@dataclass(frozen=True)
class Groupthink(Rule):
    """A group that only copies itself stops learning.

    freshness falls by freshness x (1 - 2 ** (-contact_hours x sameness x alikeness / `novelty_half_hours`)), with sameness
    = 1 - `diversity_novelty_gain` x peer_diversity and alikeness = 1 + `similarity_staling` x (1 - |the peer's practice - one's
    own|).

    Every `rotation_months` of the support everybody gets a new peer, in the first week that begins when such a round of
    months is over, while support lasts (week < 52/12 x months): freshness is full again, whatever staled in that week,
    hours count from nothing, engagement goes half of the way back to full, and only `reputation_transfer` of trust and
    of warmth comes along.

    Units: share per tie; hours. Evidence: N06 (copying narrows diversity), N07-N09 (diverse groups find more, with
    cautions), N11 (mixing restores learning), S08 (rotation as remedy).
    """

    peer_diversity: float = use(LEVERS["peer_diversity"])
    rotation_months: float = use(LEVERS["rotation_months"])
    months: float = use(LEVERS["months"])
    novelty_half_hours: float = param(
        22.0,
        10.0,
        120.0,
        unit="hours",
        label="Hours until half is said",
        help="Hours together after which half of what a peer had to give has been given.",
        evidence=JUDGEMENT,
    )
    diversity_novelty_gain: float = param(
        0.6,
        0.1,
        0.9,
        unit="share",
        label="Mix keeps it fresh",
        help="How much slower talk goes stale among peers of very different backgrounds.",
        evidence=DIRECTION,
        rows="N07 N08 N11",
    )
    similarity_staling: float = param(
        0.84,
        0.0,
        1.5,
        unit="times",
        label="Copying makes stale",
        help="How much faster talk goes stale between two who already work alike.",
        evidence=DIRECTION,
        rows="N06",
    )
    reputation_transfer: float = param(
        0.5,
        0.1,
        0.9,
        unit="share",
        label="Reputation carries over",
        help="Share of the trust in a peer that passes on to the next at a rotation.",
        evidence=JUDGEMENT,
    )

    @derived
    def staling(self):
        """Halvings of freshness in an hour between two who work nothing alike."""
        return (1.0 - self.diversity_novelty_gain * self.peer_diversity) / self.novelty_half_hours

    def rotates(self, week):
        """Whether everybody gets a new peer this week."""
        rounds = either(self.rotation_months > 0.0, self.rotation_months * WEEKS_PER_MONTH, np.inf)
        due = week // rounds > (week - 1) // rounds
        return due & (week > 0) & (week < self.months * WEEKS_PER_MONTH)

    def change(self, week, trust, warmth, freshness, hours, engagement, practice, contact_hours, ties):
        apart = np.abs(ties.at_giver(practice) - ties.at_receiver(practice))
        alikeness = (1.0 - apart) * self.similarity_staling + 1.0
        stale = freshness * (np.exp2(contact_hours * alikeness * -self.staling) - 1.0)
        new = self.rotates(week)
        if not np.any(new):
            return {"freshness": stale}
        lost = (1.0 - self.reputation_transfer) * new
        return {
            "freshness": either(new, 1.0 - freshness, stale),
            "hours": hours * (-1.0 * new),
            "engagement": (1.0 - engagement) * (0.5 * new),
            "trust": trust * -lost,
            "warmth": warmth * -lost,
        }
