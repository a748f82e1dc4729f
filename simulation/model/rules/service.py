from __future__ import annotations

from dataclasses import dataclass

from simulation.model.engine.rule import Rule, derived
from simulation.vocabulary.declare import JUDGEMENT, param, use
from simulation.vocabulary.settings import SETTINGS
from simulation.vocabulary.units import WEEKS_PER_MONTH


@dataclass(frozen=True)
class Service(Rule):
    """Citizens notice last.

    service moves towards affordable x (`practice_service_share` x mean practice + (1 - `practice_service_share`) x reform), closing
    1 / (52/12 x `service_lag_months`) of the gap in a week. It starts where the practice and the means of the place would
    leave it for good, with no reform and no fund: at means x `practice_service_share` x mean practice.

    Units: share per institution; months. Evidence: A29 (knowledge, application, practice, effect), A09 (means), A13
    (activity is not impact); "product over process".
    """

    means: float = use(SETTINGS["means"])
    service_lag_months: float = param(
        9.0,
        3.0,
        24.0,
        unit="months",
        label="Until citizens notice",
        help="How long it takes, on average, until changed work shows in what citizens get.",
        evidence=JUDGEMENT,
    )
    practice_service_share: float = param(
        0.7,
        0.4,
        0.9,
        unit="share",
        label="Service from daily practice",
        help="How much of good service comes of daily practice; the rest comes of better rules.",
        evidence=JUDGEMENT,
    )

    @derived
    def pace(self):
        """Weekly share of the gap that closes."""
        return 1.0 / (self.service_lag_months * WEEKS_PER_MONTH)

    def start(self, practice, home):
        return {"service": home.mean(practice) * (self.practice_service_share * self.means)}

    @derived
    def reform_serves(self):
        """Share of good service that comes of better rules."""
        return 1.0 - self.practice_service_share

    def change(self, practice, reform, service, affordable, home):
        worth = affordable * (home.mean(practice) * self.practice_service_share + reform * self.reform_serves)
        return {"service": (worth - service) * self.pace}
