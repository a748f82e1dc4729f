"""Who is there at the start, and what everybody can see between weeks: the two steps that no plan can leave out."""

from __future__ import annotations

from dataclasses import dataclass

from simulation.model.engine.rule import Rule, once
from simulation.vocabulary.parameters import DIRECTION, param, use
from simulation.vocabulary.settings import SETTINGS
from simulation.vocabulary.state_variables import MEMBERS

PRACTISES_ABOVE = 0.5  # a member "practises" when more than half of the new way is in use
# Trust after 50, 90 and 200 good hours together (evidence rows T01-T03), with half of full trust at 70 hours.
ACQUAINTANCE, COLLEAGUE, CONFIDANT = 0.39, 0.59, 0.86
TRUST_BANDS = {"acquaintance": ACQUAINTANCE, "colleague": COLLEAGUE, "confidant": CONFIDANT}
RECENT_WEEKS = 4.0  # a member "applies" who tried a step in one of the last so many weeks


@dataclass(frozen=True)
class Population(Rule):
    """Members as they are before anybody comes: officials around the starting values, peers ahead of them.

    Knowledge, confidence and practice are each normal with spread people_spread, kept within 0..1; all practice is
    habit. The mean is the starting value, for outside peers peer_mastery in all three. Whoever takes up the post later
    brings along what the first did. A plan asks the most willing first: the last are less so by `willingness_fall`.
    """

    each = MEMBERS
    draws = {
        "knowledge_deviation": once("people/knowledge", normal=True),
        "confidence_deviation": once("people/confidence", normal=True),
        "practice_deviation": once("people/practice", normal=True),
    }

    willingness_fall: float = param(
        0.82, 0.0, 1.0, unit="share", label="The willing come first",
        help="How much less willing than the first the last are whom a plan asks.", evidence=DIRECTION, rows="A11",
    )
    starting_knowledge: float = use(SETTINGS["starting_knowledge"])
    starting_confidence: float = use(SETTINGS["starting_confidence"])
    starting_practice: float = use(SETTINGS["starting_practice"])
    peer_mastery: float = use(SETTINGS["peer_mastery"])
    people_spread: float = use(SETTINGS["people_spread"])

    def start(self, outside, asked_after, knowledge_deviation, confidence_deviation, practice_deviation):
        knowledge = self.peer_mastery if outside > 0 else self.starting_knowledge
        confidence = self.peer_mastery if outside > 0 else self.starting_confidence
        practice = self.peer_mastery if outside > 0 else self.starting_practice
        used = min(max(practice + self.people_spread * practice_deviation, 0.0), 1.0)
        known = min(max(knowledge + self.people_spread * knowledge_deviation, 0.0), 1.0)
        ready = min(max(confidence + self.people_spread * confidence_deviation, 0.0), 1.0)
        return {
            "knowledge": known,
            "confidence": ready,
            "practice": used,
            "habit": used,
            "newcomer_knowledge": known,
            "newcomer_confidence": ready,
            "newcomer_practice": used,
            "willingness": 1.0 - self.willingness_fall * asked_after,
            "electable": 1.0 - outside,
        }


@dataclass(frozen=True)
class Look(Rule):
    """What anybody can see of the present state: felt trust, support, who practises, who would stand for a reform.

    It holds for the whole week. A tie's felt_trust is trust x warmth, its felt_support that x the peer's ear, and it is
    acquainted, familiar or close at so much latent trust or more; a member's support is the best felt support among
    their ties; practising is 1 above a practice of one half, applying 1 for four weeks after a try; readiness is
    knowledge x (1 - (1 - practice) x (1 - support)).
    """

    each = MEMBERS

    def change_ties(self, trust, warmth, ear):
        return {
            "felt_trust": trust * warmth,
            "felt_support": trust * warmth * ear,
            "acquainted": 1.0 if trust >= ACQUAINTANCE else 0.0,
            "familiar": 1.0 if trust >= COLLEAGUE else 0.0,
            "close": 1.0 if trust >= CONFIDANT else 0.0,
        }

    def change(self, knowledge, practice, weeks_since_try, best_felt_trust):
        support = min(best_felt_trust, 1.0)
        return {
            "support": support,
            "practising": 1.0 if practice > PRACTISES_ABOVE else 0.0,
            "applying": 1.0 if weeks_since_try < RECENT_WEEKS else 0.0,
            "readiness": knowledge * (1.0 - (1.0 - practice) * (1.0 - support)),
        }
