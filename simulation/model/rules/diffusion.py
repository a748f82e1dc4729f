from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from simulation.model.engine.rule import Rule, derived, flag, once, weekly
from simulation.vocabulary.declare import DIRECTION, JUDGEMENT, MEASURED, param
from simulation.vocabulary.state_variables import MEMBERS
from simulation.vocabulary.units import share_per_week


@dataclass(frozen=True)
class Diffusion(Rule):
    """One visible success makes colleagues try; most need to see two.

    A member follows in a week when their `draw` falls below the weekly chance of `spontaneous_adoption_per_month`, to which that of
    `following_per_month` is added once `examples_needed` of those they watch practise. examples_needed is the
    larger of `sources_needed` and threshold x the number watched, rounded up; thresholds are normal with mean
    `threshold_mean` and spread `threshold_spread`, at the `rank` of each member, kept within 0..1. Who follows takes on
    `adoption_gain` x (`observable_share` - practice, never below 0) and `example_confidence_gain` x (1 - confidence): what can be seen can
    be copied, the rest takes support.

    Links run inside an institution only: between institutions ideas travel along ties.

    Units: shares per member; colleagues. Evidence: D01, D11, D13 (two sources), D12 (a little adopting alone), D14
    (constant rates), D03 (threshold), H14 (strong within, weak between), D21
    (simple and visible things travel).
    """

    luck = {"rank": once(MEMBERS), "draw": weekly(MEMBERS)}

    sources_needed: float = param(
        2,
        1,
        4,
        unit="colleagues",
        label="Examples needed",
        whole=True,
        help="How many colleagues a member must see practising before following.",
        evidence=MEASURED,
        rows="D11",
    )
    threshold_mean: float = param(
        0.31,
        0.1,
        0.4,
        unit="share",
        label="Threshold to follow",
        help="Share of colleagues who must practise before the person in the middle follows.",
        evidence=MEASURED,
        rows="D03",
    )
    threshold_spread: float = param(
        0.11,
        0.03,
        0.25,
        unit="share",
        label="How thresholds differ",
        help="How much bolder the bold are than the cautious (standard deviation of the threshold).",
        evidence=DIRECTION,
        rows="D05 D06",
    )
    following_per_month: float = param(
        0.17,
        0.03,
        0.4,
        unit="share/month",
        label="Following an example",
        help="How fast those follow who see enough colleagues practise.",
        evidence=JUDGEMENT,
    )
    spontaneous_adoption_per_month: float = param(
        0.0045,
        0.0,
        0.01,
        unit="share/month",
        label="Starting alone",
        help="How fast members take something up with no example before their eyes.",
        evidence=DIRECTION,
        rows="D12 D14 D08",
    )
    adoption_gain: float = param(
        0.53,
        0.1,
        0.8,
        unit="share",
        label="What an example passes on",
        help="Share of the new way that a member takes on when following colleagues.",
        evidence=JUDGEMENT,
    )
    observable_share: float = param(
        0.59,
        0.55,
        1.0,
        unit="share",
        label="What can be copied by watching",
        help="How much of the new way can be taken up from colleagues by looking; the rest needs support.",
        evidence=DIRECTION,
        rows="D21",
    )
    example_confidence_gain: float = param(
        0.1,
        0.0,
        0.3,
        unit="share",
        label="An example lifts",
        help="Share of missing confidence that seeing it work next door gives.",
        evidence=DIRECTION,
        rows="D18",
    )

    def start(self, rank, colleagues):
        spread = ndtri(np.clip(rank, 1e-6, 1.0 - 1e-6)) * self.threshold_spread
        threshold = np.clip(self.threshold_mean + spread, 0.0, 1.0)
        needed = np.maximum(np.ceil(threshold * colleagues.degree), self.sources_needed)
        return {"threshold": threshold, "examples_needed": needed}

    @derived
    def alone(self):
        """Weekly chance of starting alone."""
        return share_per_week(self.spontaneous_adoption_per_month)

    @derived
    def following(self):
        """Weekly chance of following enough colleagues."""
        return share_per_week(self.following_per_month)

    def change(self, practice, confidence, colleagues_practising, examples_needed, draw):
        enough = flag(colleagues_practising >= examples_needed)
        follows = flag(draw < enough * self.following + self.alone)
        return {
            "practice": follows * (self.observable_share - practice).clip(0.0, 1.0) * self.adoption_gain,
            "confidence": follows * (1.0 - confidence) * self.example_confidence_gain,
        }
