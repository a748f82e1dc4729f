from __future__ import annotations

import math
from dataclasses import dataclass

from simulation.model.engine.rule import Rule, derived
from simulation.vocabulary.levers import LEVERS
from simulation.vocabulary.parameters import DIRECTION, JUDGEMENT, MEASURED, param, use
from simulation.vocabulary.settings import SETTINGS
from simulation.vocabulary.state_variables import TIES
from simulation.vocabulary.units import WEEKS_PER_MONTH, share_by_half_life, share_per_month, share_per_year

FAR_APART = 3.0  # power: a peer half of the way to another world is still near


@dataclass(frozen=True)
class Learning(Rule):
    """You learn from someone who has been there, about your own problem.

    What a tie passes on is dose x news. The dose grows with the hours, `learning_per_hour`, as far as they sink in
    (a head takes in ever less beyond `weekly_learning_capacity_hours` with all peers together in one week: what is
    spread out stays). Two things are learnt in them. What can be taught to anybody, `standard_content_share` of
    what the peer knows, is heard by everybody in the room. The rest is learnt about one's own problem, in the hours
    in which the peer attends to it, and in the measure of candour, of owning the plan and of having something in
    common (`distance_cost` is what a wholly different world takes). News is what the peer is ahead by, and
    `novelty_share` of what lies where one has not looked at all (half of it whatever the peer knows, half by what
    they know), while the peer is fresh: a group that copies itself knows in the end what its best knew.

    Understanding gives heart: confidence grows with what was learnt (`confidence_per_learning`). Peers learn too, from
    somebody's real problem, in the hours in which they attend to it: `giver_learning_share`.

    What lies above what people brought along fades: with a half-life of `forgetting_months` where it is not practised,
    and in everybody as the state of the art moves on (`obsolescence_per_year`), which peers keep up with. Confidence
    goes back, up or down, to what people brought along where nobody supports them: `confidence_decay_per_month`.

    Units: shares per member; hours. Evidence: H10-H11 (unused skills fade), H17-H20 (coaching works, modestly), H23
    (what is spread out stays), H27 (the peer's quality), C21 (ownership), T24 (candour and learning), N06-N11 (copying
    adds nothing new), H06 (what comes after the course decides); the leaflet's "peers benefit too".
    """

    each = TIES

    ownership: float = use(LEVERS["ownership"])
    peer_diversity: float = use(LEVERS["peer_diversity"])
    partners: float = use(SETTINGS["partners"])
    learning_per_hour: float = param(
        0.22, 0.1, 0.8, unit="share/hour", label="Learning in an hour",
        help="Share of what one does not know yet that a good hour with a knowing peer gives.", evidence=JUDGEMENT,
    )
    weekly_learning_capacity_hours: float = param(
        9.2, 3.0, 20.0, unit="hours/week", label="Hours a head takes in a week",
        help="Hours with a peer in one week beyond which hardly anything more sinks in: what is spread out stays.",
        evidence=DIRECTION, rows="H23",
    )
    standard_content_share: float = param(
        0.5, 0.3, 0.7, unit="share", label="What can be taught to anybody",
        help="Share of what a peer knows that needs neither candour nor a problem of one's own: the textbook part.",
        evidence=JUDGEMENT,
    )
    novelty_share: float = param(
        0.27, 0.0, 0.5, unit="share", label="What a new face adds",
        help="Share of what a new peer knows that lies where one has not looked at all, however much one knows.",
        evidence=DIRECTION, rows="N07 N11",
    )
    giver_learning_share: float = param(
        0.19, 0.05, 0.6, unit="share", label="What peers learn themselves",
        help="What those who give support learn from an hour, measured on those who receive it.", evidence=DIRECTION,
        rows="H27",
    )
    forgetting_months: float = param(
        7.1, 6.5, 13.0, unit="months", label="Half-life of unused knowledge",
        help="After so many months without use, half of what was learnt is gone.", evidence=MEASURED, rows="H11",
    )
    distance_cost: float = param(
        0.46, 0.1, 0.8, unit="share", label="Little in common",
        help="Share of what is learnt about one's own problem that is lost on peers from a wholly different world.",
        evidence=DIRECTION, rows="N08",
    )
    obsolescence_per_year: float = param(
        0.102, 0.0, 0.15, unit="share/year", label="The world moves on",
        help="Share of what was learnt that is out of date after a year, practised or not.", evidence=DIRECTION,
        rows="N06",
    )
    confidence_per_learning: float = param(
        2.9, 0.0, 3.0, unit="times", label="Learning gives heart",
        help="How much understanding something new makes people readier to try it, measured on what they learnt.",
        evidence=JUDGEMENT,
    )
    confidence_decay_per_month: float = param(
        0.089, 0.005, 0.2, unit="share/month", label="Confidence ebbs",
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
    def outdating(self):
        """Weekly share of what was learnt that goes out of date."""
        return share_per_year(self.obsolescence_per_year)

    @derived
    def own_part(self):
        """What of an hour attended to is learnt with full candour, by whose plan it is and by what is in common."""
        common = 1.0 - self.distance_cost * self.peer_diversity**FAR_APART
        return (1.0 + self.ownership) / 2.0 * common

    def change_members(self, knowledge, newcomer_knowledge, confidence, newcomer_confidence, practice, support):
        learnt = max(knowledge - newcomer_knowledge, 0.0)
        return {
            "knowledge": -learnt * ((1.0 - practice) * self.forgetting + self.outdating),
            "confidence": (newcomer_confidence - confidence) * (1.0 - support) * self.ebbing,
        }

    def change(
        self, own_hours, attended_hours, openness, freshness, giver_knowledge, receiver_knowledge, receiver_confidence,
        receiver_hours_with_peers,
    ):  # fmt: skip
        if own_hours <= 0.0:
            return {}
        full = max(receiver_hours_with_peers, own_hours) / self.weekly_learning_capacity_hours
        sinks_in = self.learning_per_hour * (1.0 - math.exp(-full)) / full
        heard = 1.0 - math.exp(-sinks_in * own_hours)
        own_case = 1.0 - math.exp(-sinks_in * attended_hours * self.own_part * openness)
        textbook = max(self.standard_content_share * giver_knowledge - receiver_knowledge, 0.0)
        elsewhere = self.novelty_share * freshness
        given = self.giver_learning_share * elsewhere * own_case
        taught = heard * textbook
        ahead = max(giver_knowledge - receiver_knowledge - taught, 0.0)
        new = elsewhere * (1.0 - receiver_knowledge) * (1.0 + giver_knowledge) / 2.0
        learnt = taught + own_case * (ahead + new)
        heart = (1.0 - math.exp(-self.confidence_per_learning * learnt * self.partners)) / self.partners
        return {
            "receiver_knowledge": learnt,
            "receiver_confidence": (1.0 - receiver_confidence) * heart,
            "giver_knowledge": (1.0 - giver_knowledge) * given,
        }
