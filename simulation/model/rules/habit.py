from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from simulation.model.engine.rule import Rule, derived, once
from simulation.vocabulary.declare import DIRECTION, JUDGEMENT, MEASURED, param
from simulation.vocabulary.state_variables import MEMBERS
from simulation.vocabulary.units import share_per_week

_NEARLY_ALL = math.log(20.0)  # 95 % of the way, the mark by which habit times are measured


@dataclass(frozen=True)
class Habit(Rule):
    """What you do long enough stays when nobody is watching.

    How far somebody is left alone with it:

        alone = (1 - support) x (1 - `colleague_retention` x share_practising)

    habit changes by (practice - habit) x habit_rate x cue, with cue = 1 - (1 - `unsupported_habit_share`) x alone.
    A member's habit_rate is the weekly share 1 - exp(-ln(20) x `uses_per_week` / days), where days (of daily use,
    until a habit is 95 % formed) are lognormal with median `habit_days` and log-spread `habit_spread`.

    practice changes by -(practice - habit, never below 0) x relapse x alone and by -practice x wearing: what is not yet
    habit slides in those left alone, and even habits wear away slowly. relapse and wearing are the weekly shares of
    `relapse_per_month` and `habit_decay_per_month`.

    Units: shares per member; days. Evidence: H01-H03 (days, spread, asymptotic), H04-H05 (relapse after one-off
    training), H12 (after long support), H13 (embedded practice wears), D02 (company keeps people at it), H23
    (spacing).
    """

    luck = {"pace": once(MEMBERS)}

    habit_days: float = param(
        66.0,
        59.0,
        90.0,
        unit="days",
        label="Days to a habit",
        help="Days of daily use until a habit is all but formed, for the person in the middle.",
        evidence=MEASURED,
        rows="H01 H03",
    )
    habit_spread: float = param(
        1.05,
        0.9,
        1.3,
        unit="log days",
        label="How habits differ between people",
        help="How much longer the slowest take than the quickest (spread of the logarithm of days).",
        evidence=MEASURED,
        rows="H03",
    )
    uses_per_week: float = param(
        4.3,
        0.5,
        6.0,
        unit="uses/week",
        label="Uses in a week",
        help="How many days a week the new way of working is called for at all.",
        evidence=JUDGEMENT,
    )
    unsupported_habit_share: float = param(
        0.03,
        0.02,
        0.6,
        unit="share",
        label="Habit without support",
        help="How fast a habit forms when nobody asks after it, measured on when a trusted peer does.",
        evidence=DIRECTION,
        rows="H06 H08",
    )
    relapse_per_month: float = param(
        0.08,
        0.043,
        0.107,
        unit="share/month",
        label="Relapse without follow-up",
        help="How fast a practice that is not yet a habit slides back when support is gone.",
        evidence=MEASURED,
        rows="H05 H11",
    )
    habit_decay_per_month: float = param(
        0.0045,
        0.0,
        0.0072,
        unit="share/month",
        label="Wearing away of habits",
        help="How fast even second nature wears away in those who stay in post.",
        evidence=DIRECTION,
        rows="H13",
    )
    colleague_retention: float = param(
        0.6,
        0.0,
        0.9,
        unit="share",
        label="Company keeps people at it",
        help="How much slower people slide back when all their colleagues practise.",
        evidence=DIRECTION,
        rows="D02",
    )

    def start(self, pace):
        days = self.habit_days * np.exp(ndtri(np.clip(pace, 1e-6, 1.0 - 1e-6)) * self.habit_spread)
        return {"habit_rate": -np.expm1(-_NEARLY_ALL * self.uses_per_week / days)}

    @derived
    def relapse(self):
        """Weekly change of what is not yet habit, as it slides back."""
        return -share_per_week(self.relapse_per_month)

    @derived
    def wearing(self):
        """Weekly share of practice that wears away."""
        return share_per_week(self.habit_decay_per_month)

    @derived
    def unasked(self):
        """Share of habit forming that is lost to those left alone."""
        return 1.0 - self.unsupported_habit_share

    def change(self, practice, habit, habit_rate, support, share_practising):
        gap = practice - habit
        alone = (1.0 - support) * (1.0 - share_practising * self.colleague_retention)
        cue = 1.0 - alone * self.unasked
        slides = gap.clip(0.0, 1.0) * alone
        return {
            "habit": gap * habit_rate * cue,
            "practice": slides * self.relapse - practice * self.wearing,
        }
