from __future__ import annotations

import math
from dataclasses import dataclass

from simulation.model.engine.rule import Rule, derived, once
from simulation.vocabulary.assumptions import ASSUMPTIONS
from simulation.vocabulary.levers import LEVERS
from simulation.vocabulary.parameters import DIRECTION, JUDGEMENT, MEASURED, param, use
from simulation.vocabulary.state_variables import MEMBERS
from simulation.vocabulary.units import convening_share, share_per_month

NEARLY_ALL = math.log(20.0)  # 95 % of the way, the mark by which habit times are measured


@dataclass(frozen=True)
class Habit(Rule):
    """What you do long enough stays when nobody is watching.

    Habit closes a share of its gap to practice every week, the member's own habit_rate: 95 % of the way after so many
    days of use, at `uses_per_week`; the days are lognormal with median `habit_days` and log-spread `habit_spread`. What
    is practised but not yet habit slides back (`relapse_per_month`), and even habits wear away slowly
    (`habit_decay_per_month`).

    Both depend on how far somebody is left alone with it: without support, and without colleagues who practise, whose
    company makes up for a peer by `colleague_retention` at most; and people go on with what is their own plan
    (`ownership_retention`). What the rules ask for (the reform, for those who know
    how) does not slide back. Those left wholly alone form no habits,
    and slide back in full.

    Units: shares per member; days. Evidence: H01-H03 (days, spread, asymptotic), H04-H05 (relapse after one-off
    training), H12 (after long support), H13 (embedded practice wears), D02 (company keeps people at it), H23 (spacing).
    """

    each = MEMBERS
    draws = {"pace": once("habit/pace", normal=True)}

    ownership: float = use(LEVERS["ownership"])
    counterparts: float = use(LEVERS["counterparts"])
    convening_half_people: float = use(ASSUMPTIONS["convening_half_people"])
    habit_days: float = param(
        71.0, 59.0, 90.0, unit="days", label="Days to a habit",
        help="Days of daily use until a habit is all but formed, for the person in the middle.", evidence=MEASURED,
        rows="H01 H03",
    )
    habit_spread: float = param(
        1.09, 0.9, 1.3, unit="log days", label="How habits differ between people",
        help="How much longer the slowest take than the quickest (spread of the logarithm of days).",
        evidence=MEASURED, rows="H03",
    )
    uses_per_week: float = param(
        4.1, 0.5, 6.0, unit="uses/week", label="Uses in a week",
        help="How many days a week the new way of working is called for at all.", evidence=JUDGEMENT,
    )
    relapse_per_month: float = param(
        0.1, 0.043, 0.107, unit="share/month", label="Relapse without follow-up",
        help="How fast a practice that is not yet a habit slides back when support is gone.", evidence=MEASURED,
        rows="H05 H11",
    )
    habit_decay_per_month: float = param(
        0.0026, 0.0, 0.0072, unit="share/month", label="Wearing away of habits",
        help="How fast even second nature wears away in those who stay in post.", evidence=DIRECTION, rows="H13",
    )
    ownership_retention: float = param(
        0.29, 0.1, 1.0, unit="share", label="Going on with what is ours",
        help="How much slower people slide back, left alone, from what was their own plan.", evidence=DIRECTION,
        rows="C21 S01",
    )
    colleague_retention: float = param(
        0.51, 0.0, 0.9, unit="share", label="Company keeps people at it",
        help="How much slower people slide back when all their colleagues practise.", evidence=DIRECTION, rows="D02",
    )

    @derived
    def relapse(self):
        """Weekly share that slides back of what is not yet habit, in those left alone."""
        return share_per_month(self.relapse_per_month)

    @derived
    def wear(self):
        """Weekly share of practice that wears away."""
        return share_per_month(self.habit_decay_per_month)

    def start(self, pace):
        days = self.habit_days * math.exp(self.habit_spread * pace)
        return {"habit_rate": -math.expm1(-NEARLY_ALL * self.uses_per_week / days)}

    @derived
    def owned(self):
        """How far a plan of their own makes up for being left alone: a plan for many is a standard plan."""
        standard = convening_share(self.counterparts, self.convening_half_people)
        return self.ownership_retention * self.ownership * (1.0 - standard)

    def change(self, practice, habit, habit_rate, support, share_practising, planning, reform, knowledge):
        alone = (1.0 - support) * (1.0 - self.colleague_retention * share_practising) * (1.0 - self.owned * planning)
        return {
            "habit": (practice - habit) * habit_rate * (1.0 - alone),
            "practice": -max(practice - max(habit, reform * knowledge), 0.0) * alone * self.relapse
            - practice * self.wear,
        }
