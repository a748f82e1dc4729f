from __future__ import annotations

from dataclasses import dataclass

from simulation.model.engine.rule import Rule, derived, weekly
from simulation.vocabulary.assumptions import ASSUMPTIONS
from simulation.vocabulary.declare import DIRECTION, JUDGEMENT, MEASURED, param, use
from simulation.vocabulary.settings import SETTINGS
from simulation.vocabulary.state_variables import INSTITUTIONS
from simulation.vocabulary.units import halved, logistic, share_per_month


@dataclass(frozen=True)
class Reform(Rule):
    """In a window the rules can be rewritten, if someone is ready.

    The coalition is the mean over the institution's people of knowledge in the measure of practice or support. Whether
    it is ready turns from hopeless to likely around `critical_mass`, over `mass_width`. The draft takes work: an
    institution does `unaided_drafting_share` of it with no support, and half of the rest with each `drafting_half_days`
    a week. A ready coalition with a draft wins `reforms_per_month` in a wide-open window; in quiet times reforms are
    rarer and smaller, `base_reform_rate` of that. Friction makes change rarer (`friction_veto`) and larger
    (`friction_amplification`).

    A reform rewrites `reform_size` of what is not yet rewritten. Without follow-through it erodes where people do not
    practise it (`reform_erosion_per_month`). The first reform in an open window marks it as used.

    Units: shares per institution; days/week. Evidence: C01, C19 (a prepared proposal), D03 (critical mass), C05, C22
    (erosion without practice), C13-C14 (friction and punctuation), C21 (domestic readiness).
    """

    each = INSTITUTIONS
    draws = {"draw": weekly("reform/draw")}

    friction: float = use(SETTINGS["friction"])
    window_open_threshold: float = use(ASSUMPTIONS["window_open_threshold"])
    critical_mass: float = param(
        0.26, 0.1, 0.4, unit="share", label="Critical mass",
        help="Share of members, trusted, knowing and practising, that carries a reform.", evidence=MEASURED,
        rows="D03",
    )
    mass_width: float = param(
        0.078, 0.03, 0.25, unit="share", label="Sharpness of critical mass",
        help="How gradually, around the critical mass, hopeless turns into likely.", evidence=DIRECTION,
        rows="D03 D04",
    )
    reforms_per_month: float = param(
        6.0, 0.2, 8.0, unit="reforms/month", label="Reforms in an open window",
        help="How fast a ready coalition wins rule changes while a window is wide open.", evidence=JUDGEMENT,
    )
    base_reform_rate: float = param(
        0.075, 0.0, 0.3, unit="share", label="Reform in quiet times",
        help="How likely, and how large, rule changes are with no window, measured on a window wide open.",
        evidence=DIRECTION, rows="C01 C10",
    )
    unaided_drafting_share: float = param(
        0.88, 0.1, 1.0, unit="share", label="Drafting without help",
        help="How much of the work on a reform an institution can do with no days of support.", evidence=JUDGEMENT,
    )
    drafting_half_days: float = param(
        2.0, 0.5, 6.0, unit="days/week", label="Days to help a reform",
        help="Days of support a week that close half of the gap in drafting.", evidence=JUDGEMENT,
    )
    reform_size: float = param(
        0.47, 0.05, 0.7, unit="share", label="Reach of a reform",
        help="Share of the unreformed rules that one reform in a wide-open window rewrites.", evidence=JUDGEMENT,
    )
    friction_veto: float = param(
        0.95, 0.2, 1.0, unit="share", label="Friction blocks reform",
        help="How much of the chance of reform is lost where everybody can say no.", evidence=DIRECTION, rows="C14",
    )
    friction_amplification: float = param(
        0.04, 0.0, 2.0, unit="times", label="Blocked change comes in bulk",
        help="How much larger reforms are, when they come, where friction is full.", evidence=DIRECTION, rows="C14",
    )
    reform_erosion_per_month: float = param(
        0.043, 0.005, 0.08, unit="share/month", label="Reforms slip back",
        help="How fast rewritten rules lose their hold where nobody practises them.", evidence=DIRECTION,
        rows="C05 C22",
    )

    @derived
    def full_chance(self):
        """Weekly chance of a reform, ready, drafted and in a wide-open window."""
        return share_per_month(self.reforms_per_month) * (1.0 - self.friction_veto * self.friction)

    @derived
    def full_size(self):
        """Share of the unreformed rules that a reform in a wide-open window rewrites."""
        return self.reform_size * (1.0 + self.friction_amplification * self.friction)

    @derived
    def erosion(self):
        """Weekly share of reform lost where nobody practises."""
        return share_per_month(self.reform_erosion_per_month)

    def change(self, coalition, people_practising, window, window_used, reform, support_days, draw):
        eroded = reform * (1.0 - people_practising) * self.erosion
        ready = logistic((coalition - self.critical_mass) / self.mass_width)
        drafted = 1.0 - (1.0 - self.unaided_drafting_share) * halved(support_days / self.drafting_half_days)
        opening = self.base_reform_rate + (1.0 - self.base_reform_rate) * window
        if draw >= ready * drafted * opening * self.full_chance:
            return {"reform": -eroded}
        first = 1.0 - window_used if window > self.window_open_threshold else 0.0
        return {
            "reform": (1.0 - reform) * opening * self.full_size - eroded,
            "reforms": 1.0,
            "window_used": first,
            "windows_used": first,
        }
