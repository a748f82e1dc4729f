from __future__ import annotations

import math
from dataclasses import dataclass

from simulation.model.engine.rule import Rule, derived
from simulation.vocabulary.declare import DIRECTION, JUDGEMENT, MEASURED, param, use
from simulation.vocabulary.levers import LEVERS
from simulation.vocabulary.state_variables import TIES
from simulation.vocabulary.units import WEEKS_PER_MONTH, share_by_half_life, share_per_month


@dataclass(frozen=True)
class Learning(Rule):
    """You learn from someone who has been there, about your own problem.

    What a tie passes on is dose x news. The dose grows with the hours, `learning_per_hour`, as far as they sink in (a
    head takes in ever less beyond `weekly_learning_capacity_hours` with all peers together in one week: what is spread
    out stays) and as far as they are relevant: a textbook part for anybody (`standard_content_share`), the rest in the
    measure of candour and of owning the plan. News is what the peer is ahead by, and `novelty_share` of what they know
    from elsewhere, where one has not looked at all, while it is fresh: a group that copies itself knows in the end what
    its best knew.

    Understanding gives heart: confidence grows with what was learnt (`confidence_per_learning`). Peers learn too, from
    what is new to them: `giver_learning_share`.

    What lies above what anybody in the post brings along and is not practised fades with a half-life of
    `forgetting_months`. Confidence goes back, up or down, to what people brought along where nobody supports them:
    `confidence_decay_per_month`.

    Units: shares per member; hours. Evidence: H10-H11 (unused skills fade), H17-H20 (coaching works, modestly), H23
    (what is spread out stays), H27 (the peer's quality), C21 (ownership), T24 (candour and learning), N06-N11 (copying
    adds nothing new), H06 (what comes after the course decides); the leaflet's "peers benefit too".
    """

    each = TIES

    ownership: float = use(LEVERS["ownership"])
    learning_per_hour: float = param(
        0.24, 0.05, 0.5, unit="share/hour", label="Learning in an hour",
        help="Share of what one does not know yet that a good hour with a knowing peer gives.", evidence=JUDGEMENT,
    )
    weekly_learning_capacity_hours: float = param(
        11.4, 3.0, 20.0, unit="hours/week", label="Hours a head takes in a week",
        help="Hours with a peer in one week beyond which hardly anything more sinks in: what is spread out stays.",
        evidence=DIRECTION, rows="H23",
    )
    standard_content_share: float = param(
        0.35, 0.1, 0.6, unit="share", label="What can be taught to anybody",
        help="Share of learning that needs neither candour nor a problem of one's own: the textbook part.",
        evidence=JUDGEMENT,
    )
    novelty_share: float = param(
        0.15, 0.0, 0.5, unit="share", label="What a new face adds",
        help="Share of what a new peer knows that lies where one has not looked at all, however much one knows.",
        evidence=DIRECTION, rows="N07 N11",
    )
    giver_learning_share: float = param(
        0.25, 0.05, 0.6, unit="share", label="What peers learn themselves",
        help="What those who give support learn from an hour, measured on those who receive it.", evidence=DIRECTION,
        rows="H27",
    )
    forgetting_months: float = param(
        11.0, 6.5, 13.0, unit="months", label="Half-life of unused knowledge",
        help="After so many months without use, half of what was learnt is gone.", evidence=MEASURED, rows="H11",
    )
    confidence_per_learning: float = param(
        1.7, 0.0, 3.0, unit="times", label="Learning gives heart",
        help="How much understanding something new makes people readier to try it, measured on what they learnt.",
        evidence=JUDGEMENT,
    )
    confidence_decay_per_month: float = param(
        0.015, 0.005, 0.2, unit="share/month", label="Confidence ebbs",
        help="How fast readiness to try sinks back to what people brought along when nobody asks how it went.",
        evidence=DIRECTION, rows="H06",
    )

    @derived
    def ebbing(self):
        """Weekly share of gained or lost confidence that goes where nobody supports."""
        return share_per_month(self.confidence_decay_per_month)

    @derived
    def forgetting(self):
        """Weekly share of unused knowledge that goes."""
        return share_by_half_life(self.forgetting_months * WEEKS_PER_MONTH)

    @derived
    def own_part(self):
        """Share of learning that grows with candour."""
        return (1.0 - self.standard_content_share) * self.ownership

    def change_members(self, knowledge, newcomer_knowledge, confidence, newcomer_confidence, practice, support):
        unused = max(knowledge - newcomer_knowledge, 0.0) * (1.0 - practice)
        return {
            "knowledge": -unused * self.forgetting,
            "confidence": (newcomer_confidence - confidence) * (1.0 - support) * self.ebbing,
        }

    def change(
        self, contact_hours, openness, freshness, giver_knowledge, receiver_knowledge, receiver_confidence,
        receiver_hours_with_peers,
    ):  # fmt: skip
        if contact_hours <= 0.0:
            return {}
        relevance = self.standard_content_share + self.own_part * openness
        full = max(receiver_hours_with_peers, contact_hours) / self.weekly_learning_capacity_hours
        taken_in = contact_hours * (1.0 - math.exp(-full)) / full
        dose = 1.0 - math.exp(-self.learning_per_hour * taken_in * relevance)
        elsewhere = self.novelty_share * freshness
        ahead = max(giver_knowledge - receiver_knowledge, 0.0)
        learnt = dose * (ahead + elsewhere * giver_knowledge * (1.0 - receiver_knowledge))
        return {
            "receiver_knowledge": learnt,
            "receiver_confidence": (1.0 - receiver_confidence) * self.confidence_per_learning * learnt,
            "giver_knowledge": (1.0 - giver_knowledge) * self.giver_learning_share * dose * elsewhere,
        }
