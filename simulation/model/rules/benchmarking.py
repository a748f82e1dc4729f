from __future__ import annotations

from dataclasses import dataclass

from simulation.model.engine.rule import Rule, derived
from simulation.vocabulary.declare import DIRECTION, JUDGEMENT, param, use
from simulation.vocabulary.settings import SETTINGS
from simulation.vocabulary.state_variables import TIES
from simulation.vocabulary.units import HOURS_PER_DAY


@dataclass(frozen=True)
class Benchmarking(Rule):
    """Seeing how your peers do moves you.

    A counterpart's confidence moves, in every hour of contact, by how far the peer's practice is ahead of their own:
    peers who are ahead spur (`peer_gap_confidence_per_day`, for a day with one wholly ahead), peers who lag make
    complacent. Rivals look away: `rivalry_discount` is what full rivalry takes off either.

    Units: shares per tie; a day is 6 hours. Evidence: A24 (relative performance motivates), D20 (better peers give
    more, rivals less), N11 (peer quality).
    """

    each = TIES

    rivalry: float = use(SETTINGS["rivalry"])
    peer_gap_confidence_per_day: float = param(
        0.045, 0.0, 0.1, unit="share/day", label="Spur of a peer ahead",
        help="How much confidence a day with a peer far ahead gives.", evidence=JUDGEMENT,
    )
    rivalry_discount: float = param(
        0.8, 0.1, 1.0, unit="share", label="Rivals spur less",
        help="How much of the spur is lost between full rivals.", evidence=DIRECTION, rows="D20",
    )

    @derived
    def spur_per_hour(self):
        """Confidence gained in an hour with a peer wholly ahead."""
        return self.peer_gap_confidence_per_day / HOURS_PER_DAY * (1.0 - self.rivalry_discount * self.rivalry)

    def change(self, contact_hours, giver_practice, receiver_practice):
        if contact_hours <= 0.0:
            return {}
        return {"receiver_confidence": (giver_practice - receiver_practice) * contact_hours * self.spur_per_hour}
