from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.model.engine.rule import Phase, Rule, derived, flag, weekly
from simulation.vocabulary.assumptions import ASSUMPTIONS
from simulation.vocabulary.declare import DIRECTION, JUDGEMENT, param, use
from simulation.vocabulary.settings import SETTINGS
from simulation.vocabulary.state_variables import INSTITUTIONS
from simulation.vocabulary.units import WEEKS_PER_MONTH, WEEKS_PER_YEAR, share_by_half_life, share_per_week


@dataclass(frozen=True)
class Crisis(Rule):
    """Crises come unannounced, strain everyone, and open a window that shuts.

    A crisis arrives in a week with chance 1 - exp(-`crisis_per_year` / 52), and is as severe as the draw `severity` to
    the power 1 / `crisis_severity` - 1: the mean is `crisis_severity`, most are milder and a few extreme. It opens the
    window by (1 - window) x severity ** `window_convexity`, so that only extremes open it wide, and adds (1 - strain) x
    `crisis_strain` x severity to the strain. The window shuts with a half-life of half of `window_months`; strain
    eases with a half-life of `strain_half_life_months`. A window counts as open above `window_open_threshold`: `open_weeks` counts the weeks
    that began with it open, and is 0 again after one that did not. A crisis that takes it from at most `window_open_threshold` to
    more (after this week's shutting), or that opens it anew by more than `window_open_threshold` where it is open already, is
    counted as a new window and clears `window_used`.

    Units: shares per institution; weeks. Evidence: C01, C07, C20 (short attention), C10 (only extremes), C12 and S06
    (arrival), C02-C04 (length).
    """

    phase = Phase.OPENING
    luck = {"arrival": weekly(INSTITUTIONS), "severity": weekly(INSTITUTIONS)}

    crisis_per_year: float = use(SETTINGS["crisis_per_year"])
    crisis_severity: float = use(SETTINGS["crisis_severity"])
    window_months: float = use(SETTINGS["window_months"])
    window_convexity: float = param(
        3.0,
        1.0,
        6.0,
        unit="power",
        label="Only extremes open windows",
        help="1: a crisis twice as bad opens the window twice as wide; higher: only the worst crises open it at all.",
        evidence=DIRECTION,
        rows="C10",
    )
    crisis_strain: float = param(
        0.9,
        0.2,
        1.0,
        unit="share",
        label="Strain of the worst crisis",
        help="Share of everybody's attention that the worst thinkable crisis eats.",
        evidence=JUDGEMENT,
    )
    strain_half_life_months: float = param(
        1.0,
        0.25,
        4.0,
        unit="months",
        label="Half-life of strain",
        help="After so many months half of the strain of a crisis has gone.",
        evidence=DIRECTION,
        rows="C07",
    )
    window_open_threshold: float = use(ASSUMPTIONS["window_open_threshold"])

    @derived
    def chance(self):
        """Chance of a crisis in a week."""
        return share_per_week(self.crisis_per_year, WEEKS_PER_YEAR)

    @derived
    def skew(self):
        """The power that gives severity its mean."""
        return 1.0 / self.crisis_severity - 1.0

    @derived
    def shutting(self):
        """Share of the opening lost in a week."""
        return share_by_half_life(self.window_months / 2.0 * WEEKS_PER_MONTH)

    @derived
    def easing(self):
        """Share of the strain lost in a week."""
        return share_by_half_life(self.strain_half_life_months * WEEKS_PER_MONTH)

    def change(self, window, strain, open_weeks, window_used, arrival, severity):
        arrives = flag(arrival < self.chance)
        blow = severity**self.skew * arrives
        opening = (1.0 - window) * blow**self.window_convexity
        change = opening - window * self.shutting
        open_now = window > self.window_open_threshold
        opens = flag(np.where(open_now, opening, window + change) > self.window_open_threshold)
        is_open = flag(open_now)
        return {
            "window": change,
            "strain": (1.0 - strain) * blow * self.crisis_strain - strain * self.easing,
            "open_weeks": is_open * (1.0 + open_weeks) - open_weeks,
            "window_used": -window_used * opens,
            "crises": arrives,
            "windows": opens,
        }
