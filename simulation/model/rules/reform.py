from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.model.engine.rule import Rule, derived, flag, weekly
from simulation.vocabulary.assumptions import ASSUMPTIONS
from simulation.vocabulary.declare import DIRECTION, JUDGEMENT, MEASURED, param, use
from simulation.vocabulary.settings import SETTINGS
from simulation.vocabulary.state_variables import INSTITUTIONS
from simulation.vocabulary.units import share_per_week


@dataclass(frozen=True)
class Reform(Rule):
    """In a window the rules can be rewritten, if someone is ready.

        coalition = mean over the institution's members of knowledge x (1 - (1 - practice) x (1 - support))
        ready = logistic((coalition - `critical_mass`) / `mass_width`)
        days = 1 - (1 - `unaided_drafting_share`) x 2 ** (-support_days / `drafting_half_days`)
        opening = `base_reform_rate` + (1 - `base_reform_rate`) x window
        chance in a week = ready x days x weekly(`reforms_per_month`) x opening x (1 - `friction_veto` x friction)

    When a `draw` falls below the chance, reform grows by (1 - reform) x `reform_size` x opening x (1 + `friction_amplification` x
    friction): friction makes change rarer and larger. Without follow-through it erodes by reform x
    weekly(`reform_erosion_per_month`) x (1 - share of members who practise). The first reform in an open window (window above
    `window_open_threshold`) marks it as used. weekly(rate) is 1 - exp(-12/52 x rate per month).

    Units: shares per institution; days/week. Evidence: C01, C19 (a prepared proposal), D03 (critical mass), C05, C22
    (erosion without practice), C13-C14 (friction and punctuation), C21 (domestic readiness).
    """

    luck = {"draw": weekly(INSTITUTIONS)}

    friction: float = use(SETTINGS["friction"])
    window_open_threshold: float = use(ASSUMPTIONS["window_open_threshold"])
    critical_mass: float = param(
        0.26,
        0.1,
        0.4,
        unit="share",
        label="Critical mass",
        help="Share of members, trusted, knowing and practising, that carries a reform.",
        evidence=MEASURED,
        rows="D03",
    )
    mass_width: float = param(
        0.078,
        0.03,
        0.25,
        unit="share",
        label="Sharpness of critical mass",
        help="How gradually, around the critical mass, hopeless turns into likely.",
        evidence=DIRECTION,
        rows="D03 D04",
    )
    reforms_per_month: float = param(
        6.0,
        0.2,
        8.0,
        unit="reforms/month",
        label="Reforms in an open window",
        help="How fast a ready coalition wins rule changes while a window is wide open.",
        evidence=JUDGEMENT,
    )
    base_reform_rate: float = param(
        0.075,
        0.0,
        0.3,
        unit="share",
        label="Reform in quiet times",
        help="How likely, and how large, rule changes are with no window, measured on a window wide open.",
        evidence=DIRECTION,
        rows="C01 C10",
    )
    unaided_drafting_share: float = param(
        0.88,
        0.1,
        1.0,
        unit="share",
        label="Drafting without help",
        help="How much of the work on a reform an institution can do with no days of support.",
        evidence=JUDGEMENT,
    )
    drafting_half_days: float = param(
        2.0,
        0.5,
        6.0,
        unit="days/week",
        label="Days to help a reform",
        help="Days of support a week that close half of the gap in drafting.",
        evidence=JUDGEMENT,
    )
    reform_size: float = param(
        0.47,
        0.05,
        0.7,
        unit="share",
        label="Reach of a reform",
        help="Share of the unreformed rules that one reform in a wide-open window rewrites.",
        evidence=JUDGEMENT,
    )
    friction_veto: float = param(
        0.95,
        0.2,
        1.0,
        unit="share",
        label="Friction blocks reform",
        help="How much of the chance of reform is lost where everybody can say no.",
        evidence=DIRECTION,
        rows="C14",
    )
    friction_amplification: float = param(
        0.04,
        0.0,
        2.0,
        unit="times",
        label="Blocked change comes in bulk",
        help="How much larger reforms are, when they come, where friction is full.",
        evidence=DIRECTION,
        rows="C14",
    )
    reform_erosion_per_month: float = param(
        0.043,
        0.005,
        0.08,
        unit="share/month",
        label="Reforms slip back",
        help="How fast rewritten rules lose their hold where nobody practises them.",
        evidence=DIRECTION,
        rows="C05 C22",
    )

    @derived
    def pace(self):
        """Weekly chance of a reform, ready and in a wide-open window."""
        return share_per_week(self.reforms_per_month) * (1.0 - self.friction_veto * self.friction)

    @derived
    def size(self):
        """Share of the unreformed rules that a reform in a wide-open window rewrites."""
        return self.reform_size * (1.0 + self.friction_amplification * self.friction)

    @derived
    def slipping(self):
        """Weekly share of reform lost where nobody practises."""
        return share_per_week(self.reform_erosion_per_month)

    @derived
    def drafting(self):
        """Halvings of the gap in drafting by a day a week, with its sign."""
        return -1.0 / self.drafting_half_days

    @derived
    def helped(self):
        """What days of support can add to drafting."""
        return 1.0 - self.unaided_drafting_share

    @derived
    def loud(self):
        """What an open window adds to quiet times."""
        return 1.0 - self.base_reform_rate

    def change(self, knowledge, practice, support, practising, window, window_used, reform, support_days, home, draw):
        coalition = home.mean(knowledge * (1.0 - (1.0 - practice) * (1.0 - support)))
        ready = 1.0 / (1.0 + np.exp((self.critical_mass - coalition) / self.mass_width))
        days = 1.0 - np.exp2(support_days * self.drafting) * self.helped
        opening = window * self.loud + self.base_reform_rate
        won = flag(draw < ready * days * opening * self.pace)
        first = won * (window > self.window_open_threshold) * (1.0 - window_used)
        return {
            "reform": won * (1.0 - reform) * opening * self.size
            - reform * (1.0 - home.mean(practising)) * self.slipping,
            "window_used": first,
            "reforms": won,
            "windows_used": first,
        }
