from __future__ import annotations

import math
from dataclasses import dataclass

from simulation.model.engine.rule import Rule, derived
from simulation.vocabulary.declare import DIRECTION, JUDGEMENT, param, use
from simulation.vocabulary.levers import LEVERS
from simulation.vocabulary.settings import SETTINGS
from simulation.vocabulary.state_variables import TIES
from simulation.vocabulary.units import logistic, share_per_month


@dataclass(frozen=True)
class StayingEngaged(Rule):
    """People stay while it is worth their time, and celebrate what works.

    Engagement, the share of meetings taken up, starts at `initial_engagement` and moves
    (`engagement_adjustment_per_month`) towards what the meetings are worth. That is a matter of log odds:
    `base_engagement_log_odds` of goodwill, raised by what the peer still has that is new (`novelty_effect`), by trust
    felt (`trust_effect`) and, for those who practise, by celebrated success (`celebration_effect`); lowered by a full
    workload (`workload_effect`) and by tiring of it (`fatigue_effect` for each doubling of the hours behind them,
    beyond `fatigue_hours`).

    Units: share of meetings taken up, per tie; log odds; hours. Evidence: S09 (long-standing members gain less,
    friendship offsets it, time and cost limit); the briefing on peer networks (celebration brings people closer).
    """

    each = TIES

    workload: float = use(SETTINGS["workload"])
    celebration: float = use(LEVERS["celebration"])
    initial_engagement: float = param(
        0.85, 0.5, 1.0, unit="share", label="Interest at the start",
        help="Share of meetings that people take up when support begins.", evidence=JUDGEMENT,
    )
    engagement_adjustment_per_month: float = param(
        0.2, 0.05, 0.6, unit="share/month", label="Second thoughts",
        help="How fast people adjust how much they take part to what it gives them.", evidence=JUDGEMENT,
    )
    base_engagement_log_odds: float = param(
        1.1, -0.5, 1.5, unit="log odds", label="Goodwill",
        help="How willing people are to come when nothing speaks for it or against it.", evidence=JUDGEMENT,
    )
    novelty_effect: float = param(
        1.2, 0.5, 3.0, unit="log odds", label="Draw of the new",
        help="How much it draws people that a peer still has something new to give.", evidence=DIRECTION, rows="S09",
    )
    trust_effect: float = param(
        1.2, 0.2, 2.5, unit="log odds", label="Draw of friendship",
        help="How much it draws people that they trust their peer.", evidence=DIRECTION, rows="S09",
    )
    celebration_effect: float = param(
        1.5, 0.3, 3.0, unit="log odds", label="Draw of celebrated success",
        help="How much it draws those who practise already that success is celebrated.", evidence=DIRECTION,
        rows="S09",
    )
    workload_effect: float = param(
        1.5, 0.5, 3.0, unit="log odds", label="Cost of time",
        help="How much a full workload keeps people away.", evidence=DIRECTION, rows="S09",
    )
    fatigue_effect: float = param(
        0.24, 0.0, 1.0, unit="log odds", label="Tiring of it",
        help="How much each doubling of the hours behind them keeps people away.", evidence=DIRECTION, rows="S09",
    )
    fatigue_hours: float = param(
        60.0, 20.0, 150.0, unit="hours", label="Hours before people tire",
        help="How many hours people spend together before they begin to tire of it.", evidence=JUDGEMENT,
    )

    @derived
    def adjustment(self):
        """Weekly share of the way to what meetings are worth."""
        return share_per_month(self.engagement_adjustment_per_month)

    @derived
    def fixed_log_odds(self):
        """The part of the log odds that the place fixes."""
        return self.base_engagement_log_odds - self.workload_effect * self.workload

    @derived
    def per_fatigue_hour(self):
        """The inverse of the hours before people tire."""
        return 1.0 / self.fatigue_hours

    def start(self):
        return {"engagement": self.initial_engagement}

    def change(self, engagement, freshness, felt_trust, hours, receiver_practice):
        log_odds = (
            self.fixed_log_odds
            + self.novelty_effect * freshness
            + self.trust_effect * felt_trust
            + self.celebration_effect * self.celebration * receiver_practice
            - self.fatigue_effect * math.log2(1.0 + hours * self.per_fatigue_hour)
        )
        return {"engagement": (logistic(log_odds) - engagement) * self.adjustment}
