from __future__ import annotations

from dataclasses import dataclass

from simulation.model.engine.rule import Phase, Rule, derived, weekly
from simulation.vocabulary.assumptions import ASSUMPTIONS
from simulation.vocabulary.parameters import DIRECTION, JUDGEMENT, param, use
from simulation.vocabulary.settings import SETTINGS
from simulation.vocabulary.state_variables import INSTITUTIONS
from simulation.vocabulary.units import WEEKS_PER_MONTH, share_by_half_life, share_per_year


@dataclass(frozen=True)
class Crisis(Rule):
    """Crises come unannounced, strain everyone, and open a window that shuts.

    Crises arrive at a constant rate. How severe one is follows from a draw of its own whose mean is crisis_severity:
    most are milder and a few extreme. A crisis opens the window by severity to the power `window_convexity`, so that
    only extremes open it wide, and adds to the strain (`crisis_strain` at the worst). The window closes again with a
    half-life of half of window_months; strain eases with a half-life of a month.

    A window counts as open above window_open_threshold; open_weeks counts the weeks that began with it open. A crisis
    that takes it over the threshold (after this week's closing), or that alone would where it is open already, is
    counted as a new window, in which no reform has been won yet.

    Units: shares per institution; weeks. Evidence: C01, C07, C20 (short attention), C10 (only extremes), C12 and S06
    (arrival), C02-C04 (length).
    """

    each = INSTITUTIONS
    phase = Phase.OPENING
    draws = {"arrival": weekly("crisis/arrival"), "severity": weekly("crisis/severity")}

    crisis_per_year: float = use(SETTINGS["crisis_per_year"])
    crisis_severity: float = use(SETTINGS["crisis_severity"])
    window_months: float = use(SETTINGS["window_months"])
    window_convexity: float = param(
        1.8, 1.0, 6.0, unit="power", label="Only extremes open windows",
        help="1: a crisis twice as bad opens the window twice as wide; higher: only the worst crises open it at all.",
        evidence=DIRECTION, rows="C10",
    )
    crisis_strain: float = param(
        0.77, 0.2, 1.0, unit="share", label="Strain of the worst crisis",
        help="Share of everybody's attention that the worst thinkable crisis eats.", evidence=JUDGEMENT,
    )
    window_open_threshold: float = use(ASSUMPTIONS["window_open_threshold"])

    @derived
    def chance(self):
        """Chance of a crisis in a week."""
        return share_per_year(self.crisis_per_year)

    @derived
    def severity_power(self):
        """The power of an even draw whose mean is crisis_severity."""
        return 1.0 / self.crisis_severity - 1.0

    @derived
    def window_closing(self):
        """Share of the opening lost in a week."""
        return share_by_half_life(self.window_months / 2.0 * WEEKS_PER_MONTH)

    @derived
    def strain_easing(self):
        """Share of the strain lost in a week."""
        return share_by_half_life(WEEKS_PER_MONTH)

    def change(self, window, strain, open_weeks, window_used, arrival, severity):
        is_open = window > self.window_open_threshold
        counted = 1.0 if is_open else -open_weeks
        closed = window * self.window_closing
        eased = strain * self.strain_easing
        if arrival >= self.chance:
            return {"window": -closed, "strain": -eased, "open_weeks": counted}
        shock = severity**self.severity_power
        opened = (1.0 - window) * shock**self.window_convexity
        new_window = (opened if is_open else window - closed + opened) > self.window_open_threshold
        return {
            "window": opened - closed,
            "strain": (1.0 - strain) * shock * self.crisis_strain - eased,
            "open_weeks": counted,
            "window_used": -window_used if new_window else 0.0,
            "crises": 1.0,
            "windows": 1.0 if new_window else 0.0,
        }
