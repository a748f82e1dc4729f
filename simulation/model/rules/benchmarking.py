from __future__ import annotations

import math
from dataclasses import dataclass

from simulation.model.engine.rule import Rule, derived
from simulation.vocabulary.parameters import JUDGEMENT, param, use
from simulation.vocabulary.settings import SETTINGS
from simulation.vocabulary.state_variables import TIES
from simulation.vocabulary.units import HOURS_PER_DAY


@dataclass(frozen=True)
class Benchmarking(Rule):
    """Seeing how your peers do moves you.

    A counterpart's confidence and wish to try grow, in every hour of contact, by how far the peer's practice is ahead
    of their own (`peer_gap_confidence_per_day`, for a day with one wholly ahead). People look up to the best they see:
    peers who lag behind take nothing. Rivals look away: full rivalry takes the spur.

    Units: shares per tie; a day is 6 hours. Evidence: A24 (relative performance motivates), D20 (better peers give
    more, rivals less), N11 (peer quality).
    """

    each = TIES

    rivalry: float = use(SETTINGS["rivalry"])
    partners: float = use(SETTINGS["partners"])
    peer_gap_confidence_per_day: float = param(
        1.3, 0.0, 6.0, unit="share/day", label="Spur of a peer ahead",
        help="How much confidence a day with a peer far ahead gives.", evidence=JUDGEMENT,
    )

    @derived
    def spur_per_hour(self):
        """Confidence gained in an hour with a peer wholly ahead."""
        return self.peer_gap_confidence_per_day / HOURS_PER_DAY * (1.0 - self.rivalry)

    def change(self, own_hours, giver_practice, receiver_practice, receiver_confidence, receiver_encouraged):
        ahead = max(giver_practice - receiver_practice, 0.0)
        spur = (1.0 - math.exp(-ahead * own_hours * self.spur_per_hour * self.partners)) / self.partners
        return {
            "receiver_confidence": (1.0 - receiver_confidence) * spur,
            "receiver_encouraged": (1.0 - receiver_encouraged) * spur,
        }
