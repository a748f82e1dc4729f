from __future__ import annotations

import math
from dataclasses import dataclass

from simulation.model.engine.rule import Phase, Rule, derived
from simulation.vocabulary.declare import DIRECTION, param, use
from simulation.vocabulary.levers import LEVERS
from simulation.vocabulary.settings import SETTINGS
from simulation.vocabulary.state_variables import TIES
from simulation.vocabulary.units import FULL_CLASS


@dataclass(frozen=True)
class Disclosure(Rule):
    """People show what they cannot do only where it is safe.

    Openness is the trust felt now, less what fear silences (`fear_effect`: where fear is greatest, nobody is discreet
    and a full class looks on; by the logarithm of the others present, so that a pair still counts for something: one
    can be seen going in) and less what rivals keep to themselves (`rivalry_concealment`). Without this rule everybody
    is open.

    Units: share per tie. Evidence: S03 (fear of looking weak, discreet outsiders), T05, T23-T24 (safety and candour),
    D20 (rivals share less).
    """

    each = TIES
    phase = Phase.OPENING

    fear: float = use(SETTINGS["fear"])
    rivalry: float = use(SETTINGS["rivalry"])
    discretion: float = use(LEVERS["discretion"])
    session_size: float = use(LEVERS["session_size"])
    fear_effect: float = param(
        0.9, 0.4, 1.0, unit="share", label="What fear silences",
        help="How much of what people would admit stays unsaid where fear is greatest and all can see.",
        evidence=DIRECTION, rows="S03 T23",
    )
    rivalry_concealment: float = param(
        0.7, 0.1, 0.9, unit="share", label="What rivals keep to themselves",
        help="How much of what peers would admit stays unsaid between full rivals.", evidence=DIRECTION, rows="D20",
    )

    @derived
    def safety(self):
        """Share of what trust would let people say that they do say."""
        onlookers = math.log1p(self.session_size) / math.log1p(FULL_CLASS)
        exposure = self.fear * (1.0 - self.discretion) * onlookers
        return (1.0 - self.fear_effect * exposure) * (1.0 - self.rivalry_concealment * self.rivalry)

    def change(self, felt_trust):
        return {"openness": felt_trust * self.safety}
