from __future__ import annotations

import math
from dataclasses import dataclass

from simulation.model.engine.rule import Rule, derived, once, weekly
from simulation.vocabulary.levers import LEVERS
from simulation.vocabulary.parameters import DIRECTION, JUDGEMENT, MEASURED, param, use
from simulation.vocabulary.state_variables import MEMBERS
from simulation.vocabulary.units import share_per_month


@dataclass(frozen=True)
class Diffusion(Rule):
    """One visible success makes colleagues try; most need to see two.

    A member takes it up alone now and then (`spontaneous_adoption_per_month`), and far more often
    (`following_per_month` on top) once enough of the colleagues whom they watch practise. How many are enough is the
    larger of `sources_needed` and a share of those watched, rounded up; that share differs between people, normally
    around `threshold_mean` with spread `threshold_spread`, kept within 0..1.

    Who follows takes on `adoption_gain` of what can be copied by watching, in practice and in knowledge
    (`observable_share` of the new way; the rest takes support). Wins that are celebrated are seen by more: they are
    followed the faster (`celebration_effect_on_following`). Links run inside an institution only:
    between institutions ideas travel along ties.

    Units: shares per member; colleagues. Evidence: D01, D11, D13 (two sources), D12 (a little adopting alone), D14
    (constant rates), D03 (threshold), H14 (strong within, weak between), D21 (simple and visible things travel).
    """

    each = MEMBERS
    draws = {"rank": once("ripple/rank", normal=True), "draw": weekly("ripple/draw")}

    celebration: float = use(LEVERS["celebration"])
    sources_needed: float = param(
        2, 1, 4, unit="colleagues", label="Examples needed", whole=True,
        help="How many colleagues a member must see practising before following.", evidence=MEASURED, rows="D11",
    )
    threshold_mean: float = param(
        0.29, 0.1, 0.4, unit="share", label="Threshold to follow",
        help="Share of colleagues who must practise before the person in the middle follows.", evidence=MEASURED,
        rows="D03",
    )
    threshold_spread: float = param(
        0.072, 0.03, 0.25, unit="share", label="How thresholds differ",
        help="How much bolder the bold are than the cautious (standard deviation of the threshold).",
        evidence=DIRECTION, rows="D05 D06",
    )
    following_per_month: float = param(
        0.22, 0.03, 0.4, unit="share/month", label="Following an example",
        help="How fast those follow who see enough colleagues practise.", evidence=JUDGEMENT,
    )
    spontaneous_adoption_per_month: float = param(
        0.0027, 0.0, 0.01, unit="share/month", label="Starting alone",
        help="How fast members take something up with no example before their eyes.", evidence=DIRECTION,
        rows="D12 D14 D08",
    )
    adoption_gain: float = param(
        0.47, 0.1, 0.8, unit="share", label="What an example passes on",
        help="Share of the new way that a member takes on when following colleagues.", evidence=JUDGEMENT,
    )
    observable_share: float = param(
        0.585, 0.55, 1.0, unit="share", label="What can be copied by watching",
        help="How much of the new way can be taken up from colleagues by looking; the rest needs support.",
        evidence=DIRECTION, rows="D21",
    )

    celebration_effect_on_following: float = param(
        3.0, 0.0, 3.0, unit="times", label="Celebrated wins are seen",
        help="How much faster colleagues follow where every win of the partnership is celebrated.", evidence=DIRECTION,
        rows="S09",
    )

    @derived
    def alone_chance(self):
        """Weekly chance of taking it up alone."""
        return share_per_month(self.spontaneous_adoption_per_month)

    @derived
    def following_chance(self):
        """Weekly chance, on top, of following enough colleagues."""
        return share_per_month(self.following_per_month)

    def start(self, colleagues_watched, rank):
        threshold = min(max(self.threshold_mean + self.threshold_spread * rank, 0.0), 1.0)
        return {
            "threshold": threshold,
            "examples_needed": max(math.ceil(threshold * colleagues_watched), self.sources_needed),
        }

    @derived
    def celebrated(self):
        """How many times faster people follow while a partnership celebrates its wins."""
        return self.celebration_effect_on_following * self.celebration

    def change(self, practice, knowledge, colleagues_practising, examples_needed, under_way, draw):
        chance = self.alone_chance
        if colleagues_practising >= examples_needed:
            chance = chance + self.following_chance * (1.0 + self.celebrated * under_way)
        if draw >= chance:
            return {}
        return {
            "practice": max(self.observable_share - practice, 0.0) * self.adoption_gain,
            "knowledge": max(self.observable_share - knowledge, 0.0) * self.adoption_gain,
        }
