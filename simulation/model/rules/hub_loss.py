from __future__ import annotations

from dataclasses import dataclass

from simulation.model.engine.rule import Rule, derived, once, weekly
from simulation.vocabulary.declare import DIRECTION, JUDGEMENT, param, use
from simulation.vocabulary.levers import LEVERS
from simulation.vocabulary.state_variables import PARTNERSHIP, TIES
from simulation.vocabulary.units import WEEKS_PER_MONTH, share_by_half_life, share_per_year


@dataclass(frozen=True)
class HubLoss(Rule):
    """A network built round one person leans when they go.

    A share of the ties runs through the convenor (convenor_share). The convenor, while there, may leave in any week
    (`convenor_exits_per_year`); half of what they did is then done by somebody else after every `convenor_gap_months`.
    When the convenor goes, the ties that ran through them lose `convenor_exit_warmth_loss` of their warmth and
    `convenor_exit_trust_loss` of their trust; while there is none, they do not meet (see the calendar).

    Units: shares. Evidence: N02 and N01 (hub loss), N05 (lasting loss of direct peers), N12 (only where ties run
    through the hub), S07 (groups that disintegrate).
    """

    each = TIES
    draws = {"route": once("lone_star/route"), "leaving": weekly("lone_star/leaving", PARTNERSHIP)}

    convenor_share: float = use(LEVERS["convenor_share"])
    convenor_exits_per_year: float = param(
        0.3, 0.05, 0.8, unit="exits/year", label="Convenor leaves",
        help="How likely it is within a year that the person who holds the network together moves on.",
        evidence=DIRECTION, rows="A16 A17 S07",
    )
    convenor_gap_months: float = param(
        1.6, 1.0, 12.0, unit="months", label="Finding another convenor",
        help="After so many months half of what the convenor did is done by somebody else.", evidence=JUDGEMENT,
    )
    convenor_exit_warmth_loss: float = param(
        0.3, 0.1, 1.0, unit="share", label="Warmth lost with the convenor",
        help="How much of the warmth of a tie goes when the one who arranged it goes.", evidence=DIRECTION,
        rows="N02 N05",
    )
    convenor_exit_trust_loss: float = param(
        0.005, 0.0, 0.3, unit="share", label="Trust lost with the convenor",
        help="How much of the trust in a tie was really trust in the convenor.", evidence=DIRECTION, rows="N05",
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

    def change_partnership(self, convenor, leaving):
        if convenor > 0.5 and leaving < self.exit_chance:
            return {"convenor": -convenor, "convenor_exits": 1.0}
        return {"convenor": (1.0 - convenor) * self.replacement}

    def change(self, through_convenor, warmth, trust, convenor_exits):
        if through_convenor <= 0.0 or convenor_exits <= 0.0:
            return {}
        return {
            "warmth": -warmth * self.convenor_exit_warmth_loss,
            "trust": -trust * self.convenor_exit_trust_loss,
        }
