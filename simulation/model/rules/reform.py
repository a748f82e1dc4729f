from __future__ import annotations

from dataclasses import dataclass

from simulation.model.engine.rule import Rule, derived, weekly
from simulation.vocabulary.assumptions import ASSUMPTIONS
from simulation.vocabulary.parameters import DIRECTION, JUDGEMENT, MEASURED, param, use
from simulation.vocabulary.settings import SETTINGS
from simulation.vocabulary.state_variables import INSTITUTIONS
from simulation.vocabulary.units import halved, logistic, share_per_month


@dataclass(frozen=True)
class Reform(Rule):
    """In a window the rules can be rewritten, if someone is ready.

    The coalition is the mean over the institution's people of knowledge in the measure of practice or support. Whether
    it is ready turns from hopeless to likely around `critical_mass`, over `mass_width`. In a window the draft takes
    work that is not planned: an institution does `unaided_drafting_share` of it by itself, and half of the rest with
    each `drafting_half_days` a week of what was held back: planned days are full of other work. A ready coalition with
    a draft wins `reforms_per_month` in a wide-open window; in quiet times, and in a crisis too mild to open one,
    reforms are rarer and smaller, `base_reform_rate` of that. Friction makes change
    rarer: none comes where everybody can say no.

    A reform rewrites `reform_size` of what is not yet rewritten. It writes down what some practise already: those who
    know how work that way at once. Without follow-through it
    erodes where people do not practise it (`reform_erosion_per_month`). The first reform in an open window marks it as
    used.

    Units: shares per institution; days/week. Evidence: C01, C19 (a prepared proposal), D03 (critical mass), C05, C22
    (erosion without practice), C13-C14 (friction and punctuation), C21 (domestic readiness).
    """

    each = INSTITUTIONS
    draws = {"draw": weekly("reform/draw")}

    friction: float = use(SETTINGS["friction"])
    window_open_threshold: float = use(ASSUMPTIONS["window_open_threshold"])
    critical_mass: float = param(
        0.18, 0.1, 0.4, unit="share", label="Critical mass",
        help="Share of members, trusted, knowing and practising, that carries a reform.", evidence=MEASURED,
        rows="D03",
    )
    mass_width: float = param(
        0.032, 0.03, 0.25, unit="share", label="Sharpness of critical mass",
        help="How gradually, around the critical mass, hopeless turns into likely.", evidence=DIRECTION,
        rows="D03 D04",
    )
    reforms_per_month: float = param(
        12.6, 0.2, 16.0, unit="reforms/month", label="Reforms in an open window",
        help="How fast a ready coalition wins rule changes while a window is wide open.", evidence=JUDGEMENT,
    )
    base_reform_rate: float = param(
        0.035, 0.0, 0.3, unit="share", label="Reform in quiet times",
        help="How likely, and how large, rule changes are with no window, measured on a window wide open.",
        evidence=DIRECTION, rows="C01 C10",
    )
    unaided_drafting_share: float = param(
        0.195, 0.0, 0.3, unit="share", label="Drafting without help",
        help="How much of the work on a reform in a window an institution can do with no days of support.",
        evidence=JUDGEMENT,
    )
    drafting_half_days: float = param(
        0.35, 0.3, 4.0, unit="days/week", label="Days to help a reform",
        help="Days of support a week that close half of the gap in drafting.", evidence=JUDGEMENT,
    )
    reform_size: float = param(
        0.79, 0.05, 0.8, unit="share", label="Reach of a reform",
        help="Share of the unreformed rules that one reform in a wide-open window rewrites.", evidence=JUDGEMENT,
    )
    reform_erosion_per_month: float = param(
        0.041, 0.005, 0.08, unit="share/month", label="Reforms slip back",
        help="How fast rewritten rules lose their hold where nobody practises them.", evidence=DIRECTION,
        rows="C05 C22",
    )

    @derived
    def full_chance(self):
        """Weekly chance of a reform, ready, drafted and in a wide-open window."""
        return share_per_month(self.reforms_per_month) * (1.0 - self.friction)

    @derived
    def erosion(self):
        """Weekly share of reform lost where nobody practises."""
        return share_per_month(self.reform_erosion_per_month)

    def change(self, coalition, people_practising, window, window_used, reform, released_days, draw):
        eroded = reform * (1.0 - people_practising) * self.erosion
        ready = logistic((coalition - self.critical_mass) / self.mass_width)
        drafted = 1.0
        if window > self.window_open_threshold:
            drafted = 1.0 - (1.0 - self.unaided_drafting_share) * halved(released_days / self.drafting_half_days)
        wide = max(window - self.window_open_threshold, 0.0) / (1.0 - self.window_open_threshold)
        opening = self.base_reform_rate + (1.0 - self.base_reform_rate) * wide
        if draw >= ready * drafted * opening * self.full_chance:
            return {"reform": -eroded}
        first = 1.0 - window_used if window > self.window_open_threshold else 0.0
        step = (1.0 - reform) * opening * self.reform_size
        return {
            "reform": step - eroded,
            "reform_step": step,
            "reforms": 1.0,
            "window_used": first,
            "windows_used": first,
        }

    def change_members(self, knowledge, practice, reform_step):
        if reform_step <= 0.0:
            return {}
        return {"practice": (1.0 - practice) * knowledge * reform_step}
