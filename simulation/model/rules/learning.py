from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.model.engine.rule import Rule, derived
from simulation.vocabulary.declare import DIRECTION, JUDGEMENT, MEASURED, param, use
from simulation.vocabulary.levers import LEVERS
from simulation.vocabulary.units import WEEKS_PER_MONTH, share_by_half_life, share_per_week

_SOME = np.float32(1e-6)  # so that no hours at all are divided by


@dataclass(frozen=True)
class Learning(Rule):
    """You learn from someone who has been there, about your own problem.

    A tie passes on, in a week,

        received = dose x news
        dose = 1 - exp(-`learning_per_hour` x taken_in x relevance)
        taken_in = contact_hours x (1 - exp(-full)) / full,  full = all_hours / `weekly_learning_capacity_hours`
        relevance = `standard_content_share` + (1 - `standard_content_share`) x openness x ownership
        news = (theirs - own, never below 0) + elsewhere x theirs x (1 - own)
        elsewhere = `novelty_share` x freshness

    with all_hours the counterpart's hours with all peers in that week, theirs the peer's knowledge and own the
    counterpart's: one learns from those who are ahead, and from those who come from elsewhere while they are fresh, so
    that a group that copies itself knows in the end what its best knew. The counterpart's knowledge grows by received,
    over all ties, and their confidence by (1 - confidence) x `confidence_per_learning` x received. The peer learns too: (1 -
    knowledge) x `giver_learning_share` x dose x elsewhere.

    What lies above what anybody in the post brings along (newcomer_knowledge) and is not practised fades with a half-life
    of `forgetting_months`, in the measure of 1 - practice. Confidence sinks, or rises, back towards newcomer_confidence:
    it changes by (newcomer_confidence - confidence) x (1 - support) x the weekly share of `confidence_decay_per_month`.

    Units: shares per member; hours. Evidence: H10-H11 (unused skills fade), H17-H20 (coaching works, modestly), H23
    (what is spread out stays), H27 (the peer's quality), C21 (ownership), T24 (candour and learning), N06-N11 (copying
    adds nothing new), H06 (what comes after the course decides); the leaflet's "peers benefit too".
    """

    ownership: float = use(LEVERS["ownership"])
    learning_per_hour: float = param(
        0.24,
        0.05,
        0.5,
        unit="share/hour",
        label="Learning in an hour",
        help="Share of what one does not know yet that a good hour with a knowing peer gives.",
        evidence=JUDGEMENT,
    )
    weekly_learning_capacity_hours: float = param(
        11.4,
        3.0,
        20.0,
        unit="hours/week",
        label="Hours a head takes in a week",
        help="Hours with a peer in one week beyond which hardly anything more sinks in: what is spread out stays.",
        evidence=DIRECTION,
        rows="H23",
    )
    standard_content_share: float = param(
        0.35,
        0.1,
        0.6,
        unit="share",
        label="What can be taught to anybody",
        help="Share of learning that needs neither candour nor a problem of one's own: the textbook part.",
        evidence=JUDGEMENT,
    )
    novelty_share: float = param(
        0.15,
        0.0,
        0.5,
        unit="share",
        label="What a new face adds",
        help="Share of what a new peer knows that lies where one has not looked at all, however much one knows.",
        evidence=DIRECTION,
        rows="N07 N11",
    )
    giver_learning_share: float = param(
        0.25,
        0.05,
        0.6,
        unit="share",
        label="What peers learn themselves",
        help="What those who give support learn from an hour, measured on those who receive it.",
        evidence=DIRECTION,
        rows="H27",
    )
    forgetting_months: float = param(
        11.0,
        6.5,
        13.0,
        unit="months",
        label="Half-life of unused knowledge",
        help="After so many months without use, half of what was learnt is gone.",
        evidence=MEASURED,
        rows="H11",
    )

    confidence_per_learning: float = param(
        1.7,
        0.0,
        3.0,
        unit="times",
        label="Learning gives heart",
        help="How much understanding something new makes people readier to try it, measured on what they learnt.",
        evidence=JUDGEMENT,
    )
    confidence_decay_per_month: float = param(
        0.015,
        0.005,
        0.2,
        unit="share/month",
        label="Confidence ebbs",
        help="How fast readiness to try sinks back to what people brought along when nobody asks how it went.",
        evidence=DIRECTION,
        rows="H06",
    )

    @derived
    def per_full_head(self):
        """The inverse of the hours that a head takes in a week."""
        return 1.0 / self.weekly_learning_capacity_hours

    @derived
    def ebbing(self):
        """Weekly share of gained or lost confidence that goes where nobody asks."""
        return share_per_week(self.confidence_decay_per_month)

    @derived
    def forgetting(self):
        """Weekly share of unused knowledge that goes."""
        return share_by_half_life(self.forgetting_months * WEEKS_PER_MONTH)

    @derived
    def own_part(self):
        """Share of learning that grows with candour."""
        return (1.0 - self.standard_content_share) * self.ownership

    def change(
        self, knowledge, newcomer_knowledge, confidence, newcomer_confidence, practice, support, contact_hours, openness,
        freshness, ties,
    ):  # fmt: skip
        relevance = openness * self.own_part + self.standard_content_share
        full = (ties.at_receiver(ties.to_receivers(contact_hours)) * self.per_full_head).clip(_SOME)
        taken_in = contact_hours * (-np.expm1(-full) / full)
        dose = -np.expm1(taken_in * relevance * -self.learning_per_hour)
        theirs, own = ties.at_giver(knowledge), ties.at_receiver(knowledge)
        elsewhere = freshness * self.novelty_share
        news = (theirs - own).clip(0.0, 1.0) + elsewhere * (theirs - theirs * own)
        received = ties.to_receivers(dose * news)
        given = ties.to_givers(dose * elsewhere * self.giver_learning_share)
        unused = (knowledge - newcomer_knowledge).clip(0.0, 1.0) * (1.0 - practice)
        return {
            "knowledge": received + (1.0 - knowledge) * given - unused * self.forgetting,
            "confidence": (1.0 - confidence) * received * self.confidence_per_learning
            + (newcomer_confidence - confidence) * (1.0 - support) * self.ebbing,
        }
