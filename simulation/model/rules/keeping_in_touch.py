from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.model.engine.rule import Rule, derived
from simulation.vocabulary.declare import DIRECTION, MEASURED, param
from simulation.vocabulary.units import share_per_week


@dataclass(frozen=True)
class KeepingInTouch(Rule):
    """Ties go cold when nobody calls, but an old tie warms up fast.

    With idle = 2 ** (-contact_hours / `warming_hours`):

        warmth changes by (1 - warmth) x (1 - idle) - warmth x idle x cooling x (1 - trust) ** 3
        trust  changes by -trust x idle x fading

    where cooling and fading are the weekly shares of `cooling_per_month` and `trust_fade_per_month`. The cube lets
    a bridge between strangers die within months and an old friendship rest for years.

    Units: shares per tie; hours. Evidence: T13 (bridges), T12 (ordinary ties), T11 (strong ties), T15 (dormant ties
    come back fast), T16 (valued ties last).
    """

    cooling_per_month: float = param(
        0.19,
        0.15,
        0.25,
        unit="share/month",
        label="Cooling of an unsupported tie",
        help="How fast a tie between near-strangers goes cold when nobody calls.",
        evidence=MEASURED,
        rows="T13",
    )
    trust_fade_per_month: float = param(
        0.0135,
        0.009,
        0.019,
        unit="share/month",
        label="Fading of old trust",
        help="How fast deep trust fades between people who do not meet at all.",
        evidence=MEASURED,
        rows="T11 T14",
    )
    warming_hours: float = param(
        2.5,
        1.0,
        10.0,
        unit="hours",
        label="Hours to warm up again",
        help="Hours together after which half of a cold tie's warmth is back.",
        evidence=DIRECTION,
        rows="T15",
    )

    @derived
    def cooling(self):
        """Weekly share of warmth lost between strangers."""
        return share_per_week(self.cooling_per_month)

    @derived
    def fading(self):
        """Weekly change of trust without contact."""
        return -share_per_week(self.trust_fade_per_month)

    @derived
    def warming(self):
        """Halvings of what is cold in an hour, with its sign."""
        return -1.0 / self.warming_hours

    def change(self, trust, warmth, contact_hours):
        idle = np.exp2(contact_hours * self.warming)
        distance = 1.0 - trust
        cooled = warmth * idle * (distance * distance * distance) * self.cooling
        return {"warmth": (1.0 - warmth) * (1.0 - idle) - cooled, "trust": trust * idle * self.fading}
