from __future__ import annotations

from dataclasses import dataclass

from simulation.model.engine.rule import Rule, derived, flag, once, weekly
from simulation.vocabulary.declare import DIRECTION, JUDGEMENT, param, use
from simulation.vocabulary.levers import LEVERS
from simulation.vocabulary.state_variables import PARTNERSHIP, TIES
from simulation.vocabulary.units import WEEKS_PER_MONTH, WEEKS_PER_YEAR, share_by_half_life, share_per_week


@dataclass(frozen=True)
class HubLoss(Rule):
    """A network built round one person leans when they go.

    The ties whose `route` draw is below convenor_share run through the convenor. The convenor, while there (convenor
    above one half), leaves in a week with the weekly chance of `convenor_exits_per_year`: convenor falls to 0, and
    half of the gap to another is closed in every `convenor_gap_months`. When the convenor goes, the ties that ran
    through them lose the shares `convenor_exit_warmth_loss` of warmth and `convenor_exit_trust_loss` of trust; while there is none, they do
    not meet (see the calendar).

    Units: shares. Evidence: N02 and N01 (hub loss), N05 (lasting loss of direct peers), N12 (only where ties run
    through the hub), S07 (groups that disintegrate).
    """

    luck = {"route": once(TIES), "leaving": weekly(PARTNERSHIP)}

    convenor_share: float = use(LEVERS["convenor_share"])
    convenor_exits_per_year: float = param(
        0.3,
        0.05,
        0.8,
        unit="exits/year",
        label="Convenor leaves",
        help="How likely it is within a year that the person who holds the network together moves on.",
        evidence=DIRECTION,
        rows="A16 A17 S07",
    )
    convenor_gap_months: float = param(
        1.6,
        1.0,
        12.0,
        unit="months",
        label="Finding another convenor",
        help="After so many months half of what the convenor did is done by somebody else.",
        evidence=JUDGEMENT,
    )
    convenor_exit_warmth_loss: float = param(
        0.3,
        0.1,
        1.0,
        unit="share",
        label="Warmth lost with the convenor",
        help="How much of the warmth of a tie goes when the one who arranged it goes.",
        evidence=DIRECTION,
        rows="N02 N05",
    )
    convenor_exit_trust_loss: float = param(
        0.005,
        0.0,
        0.3,
        unit="share",
        label="Trust lost with the convenor",
        help="How much of the trust in a tie was really trust in the convenor.",
        evidence=DIRECTION,
        rows="N05",
    )

    def start(self, route):
        return {"through_convenor": flag(route < self.convenor_share)}

    @derived
    def leaving_chance(self):
        """Weekly chance that the convenor leaves."""
        return share_per_week(self.convenor_exits_per_year, WEEKS_PER_YEAR)

    @derived
    def finding(self):
        """Weekly share of the gap that others close."""
        return share_by_half_life(self.convenor_gap_months * WEEKS_PER_MONTH)

    def change(self, convenor, through_convenor, warmth, trust, leaving):
        goes = flag((leaving < self.leaving_chance) & (convenor > 0.5))
        left_alone = through_convenor * goes
        return {
            "convenor": (1.0 - convenor) * self.finding * (1.0 - goes) - goes * convenor,
            "warmth": warmth * left_alone * -self.convenor_exit_warmth_loss,
            "trust": trust * left_alone * -self.convenor_exit_trust_loss,
            "convenor_exits": goes,
        }
