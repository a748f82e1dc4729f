from __future__ import annotations

from dataclasses import dataclass

from simulation.model.per_future import log
from simulation.model.engine.rule import Phase, Rule, derived
from simulation.vocabulary.declare import DIRECTION, param, use
from simulation.vocabulary.levers import LEVERS
from simulation.vocabulary.settings import SETTINGS


@dataclass(frozen=True)
class Disclosure(Rule):
    """People show what they cannot do only where it is safe.

    openness = felt_trust x (1 - `fear_effect` x fear x (1 - discretion) x crowd) x (1 - `rivalry_concealment` x rivalry)

    with crowd = ln(1 + session_size) / ln(101), so that a class of 100 counts in full and a pair still counts for
    something: one can be seen going in. Without this rule everybody is open (openness 1).

    Units: share per tie. Evidence: S03 (fear of looking weak, discreet outsiders), T05, T23-T24 (safety and candour),
    D20 (rivals share less).
    """

    phase = Phase.OPENING

    fear: float = use(SETTINGS["fear"])
    rivalry: float = use(SETTINGS["rivalry"])
    discretion: float = use(LEVERS["discretion"])
    session_size: float = use(LEVERS["session_size"])
    fear_effect: float = param(
        0.9,
        0.4,
        1.0,
        unit="share",
        label="What fear silences",
        help="How much of what people would admit stays unsaid where fear is greatest and all can see.",
        evidence=DIRECTION,
        rows="S03 T23",
    )
    rivalry_concealment: float = param(
        0.7,
        0.1,
        0.9,
        unit="share",
        label="What rivals keep to themselves",
        help="How much of what peers would admit stays unsaid between full rivals.",
        evidence=DIRECTION,
        rows="D20",
    )

    @derived
    def safe(self):
        """Share of what trust would let people say that they do say."""
        crowd = log(1.0 + self.session_size) / log(101.0)
        unseen = 1.0 - self.fear_effect * (self.fear * (1.0 - self.discretion) * crowd)
        return unseen * (1.0 - self.rivalry_concealment * self.rivalry)

    def change(self, felt_trust):
        return {"openness": felt_trust * self.safe}
