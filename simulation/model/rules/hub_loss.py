from __future__ import annotations

from dataclasses import dataclass

from simulation.model.engine.rule import Rule, derived, once, weekly
from simulation.vocabulary.levers import LEVERS
from simulation.vocabulary.parameters import DIRECTION, JUDGEMENT, param, use
from simulation.vocabulary.state_variables import PARTNERSHIP, TIES
from simulation.vocabulary.units import WEEKS_PER_MONTH, share_by_half_life, share_per_year


@dataclass(frozen=True)
class HubLoss(Rule):
    """A network built round one person leans when they go.

    A share of the ties runs through the convenor (convenor_share). The convenor, while there, may leave in any week
    (`convenor_exits_per_year`); half of what they did is then done by somebody else after every `convenor_gap_months`,
    or nobody ever does it (`convenor_unreplaced_share` of the time). When the convenor goes, the ties that ran through
    them lose `convenor_exit_warmth_loss` of their warmth; while there is none, they do not meet (see the calendar).

    Units: shares. Evidence: N02 and N01 (hub loss), N05 (lasting loss of direct peers), N12 (only where ties run
    through the hub), S07 (groups that disintegrate).
    """

    each = TIES
    draws = {
        "route": once("lone_star/route"),
        "leaving": weekly("lone_star/leaving", PARTNERSHIP),
        "nobody": weekly("hub_loss/nobody", PARTNERSHIP),
    }

    convenor_share: float = use(LEVERS["convenor_share"])
    convenor_exits_per_year: float = param(
        0.4, 0.05, 0.8, unit="exits/year", label="Convenor leaves",
        help="How likely it is within a year that the person who holds the network together moves on.",
        evidence=DIRECTION, rows="A16 A17 S07",
    )
    convenor_gap_months: float = param(
        1.5, 1.0, 12.0, unit="months", label="Finding another convenor",
        help="After so many months half of what the convenor did is done by somebody else.", evidence=JUDGEMENT,
    )
    convenor_unreplaced_share: float = param(
        0.37, 0.1, 0.7, unit="share", label="Nobody takes over",
        help="How often nobody takes over when the one who holds the network together moves on.", evidence=DIRECTION,
        rows="S07",
    )
    convenor_exit_warmth_loss: float = param(
        0.95, 0.1, 1.0, unit="share", label="Warmth lost with the convenor",
        help="How much of the warmth of a tie goes when the one who arranged it goes.", evidence=DIRECTION,
        rows="N02 N05",
    )

    @derived
    def exit_chance(self):
        """Weekly chance that the convenor leaves."""
        return share_per_year(self.convenor_exits_per_year)

    @derived
    def replacement(self):
        """Weekly share of the gap that others close."""
        return share_by_half_life(self.convenor_gap_months * WEEKS_PER_MONTH)

    def start(self, route):
        return {"through_convenor": 1.0 if route < self.convenor_share else 0.0}

    def change_partnership(self, convenor, leaderless, leaving, nobody):
        if convenor > 0.5 and leaving < self.exit_chance:
            alone = 1.0 - leaderless if nobody < self.convenor_unreplaced_share else 0.0
            return {"convenor": -convenor, "convenor_exits": 1.0, "leaderless": alone}
        return {"convenor": (1.0 - convenor) * self.replacement * (1.0 - leaderless)}

    def change(self, through_convenor, warmth, convenor_exits):
        if through_convenor <= 0.0 or convenor_exits <= 0.0:
            return {}
        return {
            "warmth": -warmth * self.convenor_exit_warmth_loss,
        }
