from __future__ import annotations

from dataclasses import dataclass

from simulation.model.per_future import either
from simulation.model.engine.rule import Phase, Rule, derived
from simulation.vocabulary.declare import JUDGEMENT, param, use
from simulation.vocabulary.levers import LEVERS
from simulation.vocabulary.settings import SETTINGS
from simulation.vocabulary.units import WEEKS_PER_MONTH


@dataclass(frozen=True)
class Means(Rule):
    """Knowing is not enough where there is no money to act.

    affordable = means + (1 - means) x `fund_coverage` x implementation_fund while support lasts (week < 52/12 x months),
    and means afterwards. It caps the chance that a step works and what practice does for citizens. Without this rule
    everything is affordable.

    Units: share per institution. Evidence: A09 and S10 (money was the main barrier in district sanitation).
    """

    phase = Phase.OPENING

    means: float = use(SETTINGS["means"])
    implementation_fund: float = use(LEVERS["implementation_fund"])
    months: float = use(LEVERS["months"])
    fund_coverage: float = param(
        0.8,
        0.3,
        1.0,
        unit="share",
        label="Reach of a fund",
        help="Share of the gap in means that a full implementation fund can close.",
        evidence=JUDGEMENT,
    )

    @derived
    def with_fund(self):
        """Share that can be paid for while support lasts."""
        return self.means + (1.0 - self.means) * self.implementation_fund * self.fund_coverage

    def change(self, week):
        return {"affordable": either(week < self.months * WEEKS_PER_MONTH, self.with_fund, self.means)}
