from __future__ import annotations

from dataclasses import dataclass

from simulation.model.engine.rule import Phase, Rule, derived
from simulation.vocabulary.levers import LEVERS
from simulation.vocabulary.parameters import use
from simulation.vocabulary.settings import SETTINGS
from simulation.vocabulary.state_variables import INSTITUTIONS
from simulation.vocabulary.units import first_week_without


@dataclass(frozen=True)
class Means(Rule):
    """Knowing is not enough where there is no money to act.

    What is affordable caps how many of the steps that people try can be carried out, and what practice does for
    citizens. It is the means of the place and, while support lasts, what the implementation fund adds: a full fund
    closes the gap. Without this rule everything is affordable.

    Units: share per institution. Evidence: A09 and S10 (money was the main barrier in district sanitation).
    """

    each = INSTITUTIONS
    phase = Phase.OPENING

    means: float = use(SETTINGS["means"])
    implementation_fund: float = use(LEVERS["implementation_fund"])
    months: float = use(LEVERS["months"])
    support_from_month: float = use(SETTINGS["support_from_month"])

    @derived
    def end(self):
        """The first week without support."""
        return self.begin + first_week_without(self.months)

    @derived
    def begin(self):
        """The first week with support."""
        return first_week_without(self.support_from_month)

    def change(self, week):
        fund = self.implementation_fund if self.begin <= week < self.end else 0.0
        return {"affordable": self.means + (1.0 - self.means) * fund}
