from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.model.few import Few
from simulation.model.engine.rule import Phase, Rule, derived, flag, once, weekly
from simulation.vocabulary.declare import JUDGEMENT, MEASURED, param, use
from simulation.vocabulary.settings import SETTINGS
from simulation.vocabulary.state_variables import LONG_AGO, MEMBERS, PARTNERSHIP
from simulation.vocabulary.units import WEEKS_PER_MONTH, WEEKS_PER_YEAR, share_per_week

_NOTHING = np.float32(1e-6)  # practice below this has no part that is habit


@dataclass(frozen=True)
class Turnover(Rule):
    """People move on; their successors may or may not inherit.

    A member leaves in a week when their `draw` falls below the weekly chance of turnover_per_year (of `peer_turnover_ratio` x
    turnover_per_year for outside peers), to which an election week adds election_turnover for those who can be
    unseated (all but outside peers). With a term of 52/12 x election_every_months weeks, an election comes in the
    weeks in which week + `calendar` x term, less whole terms, is below 1: the first at a date that differs from future
    to future. The post is filled at once:

        practice and habit: times kept, or newcomer_practice if that is more,
            with kept = `loose_inheritance` + (`embedded_inheritance` - `loose_inheritance`) x the smaller of 1 and habit /
            practice
        knowledge: newcomer_knowledge + `knowledge_handover_share` x (what the predecessor had above it)
        confidence: newcomer_confidence;  tenure 0;  never tried a step (weeks_since_try 99 weeks)
        ties of the post, at either end: trust initial_trust; warmth, hours and scar 0; freshness 1

    Tenure of those who stay grows by a week. The number of posts never changes.

    Units: shares per member; weeks. Evidence: A16-A22 (exits, elections, constant hazard), H13-H14 (turnover undoes
    practice; 70-83 % of embedded practice is inherited), H29 (successors start anew).
    """

    phase = Phase.CLOSING
    luck = {"draw": weekly(MEMBERS), "calendar": once(PARTNERSHIP)}

    turnover_per_year: float = use(SETTINGS["turnover_per_year"])
    election_every_months: float = use(SETTINGS["election_every_months"])
    election_turnover: float = use(SETTINGS["election_turnover"])
    embedded_inheritance: float = param(
        0.72,
        0.7,
        0.83,
        unit="share",
        label="Inheritance of embedded practice",
        help="Share of a practice that a successor keeps where it had become second nature.",
        evidence=MEASURED,
        rows="H13",
    )
    loose_inheritance: float = param(
        0.1,
        0.0,
        0.5,
        unit="share",
        label="Inheritance of loose practice",
        help="Share of a practice that a successor keeps where it hung on one person.",
        evidence=JUDGEMENT,
    )
    peer_turnover_ratio: float = param(
        0.4,
        0.0,
        1.0,
        unit="share",
        label="Peers who leave",
        help="How often outside peers move on, measured on the people they support.",
        evidence=JUDGEMENT,
    )
    knowledge_handover_share: float = param(
        0.3,
        0.0,
        0.7,
        unit="share",
        label="Knowledge handed over",
        help="Share of a leaver's extra knowledge that the successor is given.",
        evidence=JUDGEMENT,
    )

    @derived
    def leaving_chance(self):
        """Weekly chance of leaving, elections apart."""
        return share_per_week(self.turnover_per_year, WEEKS_PER_YEAR)

    @derived
    def peers_chance(self):
        """Weekly chance that an outside peer leaves."""
        return share_per_week(self.turnover_per_year * self.peer_turnover_ratio, WEEKS_PER_YEAR)

    @derived
    def officials_more(self):
        """What officials leave more often than outside peers."""
        return self.leaving_chance - self.peers_chance

    def election(self, week, calendar):
        """1 in an election week, else 0."""
        if not self.election_every_months:
            return flag(calendar < 0.0)
        term = self.election_every_months * WEEKS_PER_MONTH
        return flag((week + calendar * term) % term < 1.0)

    def change(
        self, week, knowledge, confidence, practice, habit, tenure, weeks_since_try, elected,
        newcomer_knowledge, newcomer_confidence, newcomer_practice, trust, initial_trust, warmth, scar, freshness, hours, ties,
        draw, calendar,
    ):  # fmt: skip
        swing = self.election(week, calendar) * self.election_turnover + self.officials_more
        leaves = draw < elected * swing + self.peers_chance
        left, leavers = flag(leaves), Few(leaves)
        gone = np.maximum(ties.at_receiver(left), ties.at_giver(left))
        known, used, second = leavers.of(knowledge), leavers.of(practice), leavers.of(habit)
        brought, already = leavers.of(newcomer_knowledge), leavers.of(newcomer_practice)
        loose = leavers.of(self.loose_inheritance)
        embedded = second / np.maximum(np.maximum(used, second), _NOTHING)
        kept = embedded * (leavers.of(self.embedded_inheritance) - loose) + loose
        extra = np.maximum(known - brought, 0.0) * leavers.of(self.knowledge_handover_share)
        return {
            "practice": leavers.change(np.maximum(used * kept, already) - used),
            "habit": leavers.change(np.maximum(second * kept, already) - second),
            "knowledge": leavers.change(brought + extra - known),
            "confidence": leavers.change(leavers.of(newcomer_confidence) - leavers.of(confidence)),
            "tenure": leavers.change(-leavers.of(tenure), others=1.0),
            "weeks_since_try": leavers.change(LONG_AGO - leavers.of(weeks_since_try)),
            "trust": gone * (initial_trust - trust),
            "warmth": gone * -warmth,
            "scar": gone * -scar,
            "hours": gone * -hours,
            "freshness": gone * (1.0 - freshness),
            "departures": left,
        }
