from __future__ import annotations

from dataclasses import dataclass

from simulation.model.engine.rule import Rule, derived
from simulation.vocabulary.declare import DIRECTION, JUDGEMENT, param, use
from simulation.vocabulary.settings import SETTINGS
from simulation.vocabulary.units import HOURS_PER_DAY


@dataclass(frozen=True)
class Benchmarking(Rule):
    """Seeing how your peers do moves you.

    A counterpart's confidence changes by `peer_gap_confidence_per_day` x days of contact x (the peer's practice - one's own) x (1 -
    `rivalry_discount` x rivalry), over all ties. Peers who are ahead spur; peers who lag make complacent.

    Units: shares per member; a day is 6 hours. Evidence: A24 (relative performance motivates), D20 (better peers give
    more, rivals less), N11 (peer quality).
    """

    idle_without = "contact_hours"

    rivalry: float = use(SETTINGS["rivalry"])
    peer_gap_confidence_per_day: float = param(
        0.045,
        0.0,
        0.1,
        unit="share/day",
        label="Spur of a peer ahead",
        help="How much confidence a day with a peer far ahead gives.",
        evidence=JUDGEMENT,
    )
    rivalry_discount: float = param(
        0.8,
        0.1,
        1.0,
        unit="share",
        label="Rivals spur less",
        help="How much of the spur is lost between full rivals.",
        evidence=DIRECTION,
        rows="D20",
    )

    @derived
    def spur(self):
        """Confidence gained in an hour with a peer wholly ahead."""
        return self.peer_gap_confidence_per_day / HOURS_PER_DAY * (1.0 - self.rivalry_discount * self.rivalry)

    def change(self, practice, contact_hours, ties):
        ahead = ties.at_giver(practice) - ties.at_receiver(practice)
        return {"confidence": ties.to_receivers(ahead * contact_hours * self.spur)}
