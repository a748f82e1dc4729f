from __future__ import annotations

from dataclasses import dataclass

from simulation.model.engine.rule import Rule, derived
from simulation.vocabulary.parameters import JUDGEMENT, param, use
from simulation.vocabulary.settings import SETTINGS
from simulation.vocabulary.state_variables import INSTITUTIONS
from simulation.vocabulary.units import WEEKS_PER_MONTH


@dataclass(frozen=True)
class Service(Rule):
    """Citizens notice last.

    What citizens get follows daily practice (`practice_service_share` of it) and the rules (the rest), as far as there
    is money to act, with a lag of `service_lag_months` on average. It starts where the practice and the means of the
    place would leave it for good, with no reform and no fund.

    Units: share per institution; months. Evidence: A29 (knowledge, application, practice, effect), A09 (means), A13
    (activity is not impact); "product over process".
    """

    each = INSTITUTIONS

    means: float = use(SETTINGS["means"])
    service_lag_months: float = param(
        11.2, 3.0, 24.0, unit="months", label="Until citizens notice",
        help="How long it takes, on average, until changed work shows in what citizens get.", evidence=JUDGEMENT,
    )
    practice_service_share: float = param(
        0.82, 0.4, 0.9, unit="share", label="Service from daily practice",
        help="How much of good service comes of daily practice; the rest comes of better rules.", evidence=JUDGEMENT,
    )

    @derived
    def pace(self):
        """Weekly share of the gap that closes."""
        return 1.0 / (self.service_lag_months * WEEKS_PER_MONTH)

    def start(self, mean_practice):
        return {"service": self.means * self.practice_service_share * mean_practice}

    def change(self, mean_practice, reform, service, affordable):
        by_practice = self.practice_service_share * mean_practice
        by_rules = (1.0 - self.practice_service_share) * reform
        return {"service": (affordable * (by_practice + by_rules) - service) * self.pace}
