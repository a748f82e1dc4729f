from __future__ import annotations

from dataclasses import dataclass

from simulation.model.engine.rule import Rule, derived
from simulation.vocabulary.parameters import DIRECTION, MEASURED, param
from simulation.vocabulary.state_variables import TIES
from simulation.vocabulary.units import gone_by_halving, share_per_month


@dataclass(frozen=True)
class KeepingInTouch(Rule):
    """Ties go cold when nobody calls, but an old tie warms up fast.

    Contact warms: half of what is cold after every `warming_hours`. Without it warmth cools, at `cooling_per_month`
    between strangers and slower by the cube of the distance that trust leaves, which lets a bridge between strangers
    die within months and an old friendship rest for years; and trust itself fades slowly (`trust_fade_per_month`).

    Units: shares per tie; hours. Evidence: T13 (bridges), T12 (ordinary ties), T11 (strong ties), T15 (dormant ties
    come back fast), T16 (valued ties last).
    """

    each = TIES

    cooling_per_month: float = param(
        0.184, 0.15, 0.25, unit="share/month", label="Cooling of an unsupported tie",
        help="How fast a tie between near-strangers goes cold when nobody calls.", evidence=MEASURED, rows="T13",
    )
    trust_fade_per_month: float = param(
        0.0115, 0.009, 0.019, unit="share/month", label="Fading of old trust",
        help="How fast deep trust fades between people who do not meet at all.", evidence=MEASURED, rows="T11 T14",
    )
    warming_hours: float = param(
        2.9, 1.0, 10.0, unit="hours", label="Hours to warm up again",
        help="Hours together after which half of a cold tie's warmth is back.", evidence=DIRECTION, rows="T15",
    )

    @derived
    def cooling(self):
        """Weekly share of warmth lost between strangers without contact."""
        return share_per_month(self.cooling_per_month)

    @derived
    def fading(self):
        """Weekly share of trust lost without contact."""
        return share_per_month(self.trust_fade_per_month)

    @derived
    def halvings_per_hour(self):
        """Halvings of what is cold in an hour of contact."""
        return 1.0 / self.warming_hours

    def change(self, trust, warmth, contact_hours):
        warmed = gone_by_halving(contact_hours * self.halvings_per_hour) if contact_hours > 0.0 else 0.0
        idle = 1.0 - warmed
        distance = 1.0 - trust
        return {
            "warmth": (1.0 - warmth) * warmed - warmth * idle * self.cooling * distance * distance * distance,
            "trust": -trust * idle * self.fading,
        }
