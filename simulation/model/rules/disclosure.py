from __future__ import annotations

from dataclasses import dataclass

from simulation.model.engine.rule import Phase, Rule, derived
from simulation.vocabulary.levers import LEVERS
from simulation.vocabulary.parameters import DIRECTION, param, use
from simulation.vocabulary.settings import SETTINGS
from simulation.vocabulary.state_variables import TIES


@dataclass(frozen=True)
class Disclosure(Rule):
    """People show what they cannot do only where it is safe.

    Openness is the trust felt now, in the measure of being willing at all, less what fear silences (`fear_effect`:
    where fear is greatest and nobody is discreet, one to one as in a hall: it is being seen to need help that is
    dangerous) and less what rivals keep to themselves (`rivalry_concealment`). Without this rule everybody is open.

    Units: share per tie. Evidence: S03 (fear of looking weak, discreet outsiders), T05, T23-T24 (safety and candour),
    D20 (rivals share less).
    """

    each = TIES
    phase = Phase.OPENING

    fear: float = use(SETTINGS["fear"])
    rivalry: float = use(SETTINGS["rivalry"])
    discretion: float = use(LEVERS["discretion"])
    fear_effect: float = param(
        0.86, 0.4, 1.0, unit="share", label="What fear silences",
        help="How much of what people would admit stays unsaid where fear is greatest and all can see.",
        evidence=DIRECTION, rows="S03 T23",
    )
    rivalry_concealment: float = param(
        0.57, 0.1, 0.9, unit="share", label="What rivals keep to themselves",
        help="How much of what peers would admit stays unsaid between full rivals.", evidence=DIRECTION, rows="D20",
    )

    @derived
    def safety(self):
        """Share of what trust would let people say that they do say."""
        seen = self.fear * (1.0 - self.discretion)
        return (1.0 - self.fear_effect * seen) * (1.0 - self.rivalry_concealment * self.rivalry)

    def change(self, felt_trust, receiver_willingness):
        return {"openness": felt_trust * receiver_willingness * self.safety}
