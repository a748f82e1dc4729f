from __future__ import annotations

from dataclasses import dataclass

from simulation.model.engine.rule import Phase, Rule, derived, once, weekly
from simulation.vocabulary.parameters import JUDGEMENT, MEASURED, param, use
from simulation.vocabulary.settings import SETTINGS
from simulation.vocabulary.state_variables import LONG_AGO, MEMBERS, PARTNERSHIP
from simulation.vocabulary.units import WEEKS_PER_MONTH, share_per_year

HANDED_OVER = 0.3  # share of what a leaver had learnt
ALMOST_NONE = 1e-6  # practice below this has no part that is habit


@dataclass(frozen=True)
class Turnover(Rule):
    """People move on; their successors may or may not inherit.

    Members leave at a constant rate, outside peers at `peer_turnover_ratio` of it; an election adds election_turnover
    for those whom it can unseat. Elections come at the end of each term, the first at a date that differs from future
    to future. The post is filled at once, so the number of posts never changes.

    A successor keeps `embedded_inheritance` of a practice that is all habit, `loose_inheritance` of one that hung on
    the person, and what lies between in proportion, but never less than anybody brings along; is handed three tenths of
    what the predecessor had learnt; starts with a newcomer's confidence, never having tried a step; and takes part
    until further notice. The ties of the post, at either end, start anew. For those who stay, tenure grows.

    Units: shares per member; weeks. Evidence: A16-A22 (exits, elections, constant hazard), H13-H14 (turnover undoes
    practice; 70-83 % of embedded practice is inherited), H29 (successors start anew).
    """

    each = MEMBERS
    phase = Phase.CLOSING
    draws = {"draw": weekly("turnover/draw"), "calendar": once("turnover/calendar", PARTNERSHIP)}

    turnover_per_year: float = use(SETTINGS["turnover_per_year"])
    election_every_months: float = use(SETTINGS["election_every_months"])
    election_turnover: float = use(SETTINGS["election_turnover"])
    embedded_inheritance: float = param(
        0.802, 0.7, 0.83, unit="share", label="Inheritance of embedded practice",
        help="Share of a practice that a successor keeps where it had become second nature.", evidence=MEASURED,
        rows="H13",
    )
    loose_inheritance: float = param(
        0.18, 0.0, 0.5, unit="share", label="Inheritance of loose practice",
        help="Share of a practice that a successor keeps where it hung on one person.", evidence=JUDGEMENT,
    )
    peer_turnover_ratio: float = param(
        0.28, 0.0, 1.0, unit="share", label="Peers who leave",
        help="How often outside peers move on, measured on the people they support.", evidence=JUDGEMENT,
    )

    @derived
    def official_chance(self):
        """Weekly chance that an official leaves, elections apart."""
        return share_per_year(self.turnover_per_year)

    @derived
    def peer_chance(self):
        """Weekly chance that an outside peer leaves."""
        return share_per_year(self.turnover_per_year * self.peer_turnover_ratio)

    @derived
    def term(self):
        """Weeks from election to election; 0 where there are none."""
        return self.election_every_months * WEEKS_PER_MONTH

    def change_partnership(self, week, calendar):
        if self.term > 0.0 and (week + calendar * self.term) % self.term < 1.0:
            return {"elections": 1.0}
        return {}

    def change(
        self, knowledge, confidence, practice, habit, tenure, weeks_since_try, electable, newcomer_knowledge,
        newcomer_confidence, newcomer_practice, encouraged, planning, taking_part, elections, draw,
    ):  # fmt: skip
        chance = self.peer_chance
        if electable > 0.0:
            chance = self.official_chance + self.election_turnover * elections
        if draw >= chance:
            return {"tenure": 1.0}
        embedded = habit / max(practice, habit, ALMOST_NONE)
        kept = self.loose_inheritance + (self.embedded_inheritance - self.loose_inheritance) * embedded
        return {
            "practice": max(practice * kept, newcomer_practice) - practice,
            "habit": max(habit * kept, newcomer_practice) - habit,
            "knowledge": newcomer_knowledge + HANDED_OVER * max(knowledge - newcomer_knowledge, 0.0) - knowledge,
            "encouraged": 0.5 - encouraged,
            "planning": -planning,
            "taking_part": 1.0 - taking_part,
            "confidence": newcomer_confidence - confidence,
            "tenure": -tenure,
            "weeks_since_try": LONG_AGO - weeks_since_try,
            "departures": 1.0,
        }

    def change_ties(self, trust, initial_trust, warmth, scar, freshness, hours, receiver_departures, giver_departures):
        if receiver_departures <= 0.0 and giver_departures <= 0.0:
            return {}
        return {
            "trust": initial_trust - trust,
            "warmth": -warmth,
            "scar": -scar,
            "hours": -hours,
            "freshness": 1.0 - freshness,
        }
