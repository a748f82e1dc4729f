from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.model.engine.rule import Rule, derived
from simulation.vocabulary.declare import DIRECTION, JUDGEMENT, param, use
from simulation.vocabulary.levers import LEVERS
from simulation.vocabulary.settings import SETTINGS
from simulation.vocabulary.units import share_per_week


@dataclass(frozen=True)
class StayingEngaged(Rule):
    """People stay while it is worth their time, and celebrate what works.

    engagement moves towards logistic(balance) by the weekly share of `engagement_adjustment_per_month`:

        balance = `base_engagement_log_odds` + `novelty_effect` x freshness + `trust_effect` x felt_trust + `celebration_effect` x celebration x practice
                  - `workload_effect` x workload - `fatigue_effect` x log2(1 + hours / `fatigue_hours`)

    where practice is the counterpart's. Every tie starts at `initial_engagement`.

    Units: share of meetings taken up, per tie; log odds; hours. Evidence: S09 (long-standing members gain less,
    friendship offsets it, time and cost limit); the briefing on peer networks (celebration brings people closer).
    """

    workload: float = use(SETTINGS["workload"])
    celebration: float = use(LEVERS["celebration"])
    initial_engagement: float = param(
        0.85,
        0.5,
        1.0,
        unit="share",
        label="Interest at the start",
        help="Share of meetings that people take up when support begins.",
        evidence=JUDGEMENT,
    )
    engagement_adjustment_per_month: float = param(
        0.2,
        0.05,
        0.6,
        unit="share/month",
        label="Second thoughts",
        help="How fast people adjust how much they take part to what it gives them.",
        evidence=JUDGEMENT,
    )
    base_engagement_log_odds: float = param(
        1.1,
        -0.5,
        1.5,
        unit="log odds",
        label="Goodwill",
        help="How willing people are to come when nothing speaks for it or against it.",
        evidence=JUDGEMENT,
    )
    novelty_effect: float = param(
        1.2,
        0.5,
        3.0,
        unit="log odds",
        label="Draw of the new",
        help="How much it draws people that a peer still has something new to give.",
        evidence=DIRECTION,
        rows="S09",
    )
    trust_effect: float = param(
        1.2,
        0.2,
        2.5,
        unit="log odds",
        label="Draw of friendship",
        help="How much it draws people that they trust their peer.",
        evidence=DIRECTION,
        rows="S09",
    )
    celebration_effect: float = param(
        1.5,
        0.3,
        3.0,
        unit="log odds",
        label="Draw of celebrated success",
        help="How much it draws those who practise already that success is celebrated.",
        evidence=DIRECTION,
        rows="S09",
    )
    workload_effect: float = param(
        1.5,
        0.5,
        3.0,
        unit="log odds",
        label="Cost of time",
        help="How much a full workload keeps people away.",
        evidence=DIRECTION,
        rows="S09",
    )
    fatigue_effect: float = param(
        0.24,
        0.0,
        1.0,
        unit="log odds",
        label="Tiring of it",
        help="How much each doubling of the hours behind them keeps people away.",
        evidence=DIRECTION,
        rows="S09",
    )
    fatigue_hours: float = param(
        60.0,
        20.0,
        150.0,
        unit="hours",
        label="Hours before people tire",
        help="How many hours people spend together before they begin to tire of it.",
        evidence=JUDGEMENT,
    )

    def start(self, trust):
        return {"engagement": self.initial_engagement}

    @derived
    def pace(self):
        """Weekly share of the way to what it is worth."""
        return share_per_week(self.engagement_adjustment_per_month)

    @derived
    def given(self):
        """The part of the balance that the place fixes."""
        return self.base_engagement_log_odds - self.workload_effect * self.workload

    @derived
    def proud(self):
        """Log odds that practice adds where success is celebrated."""
        return self.celebration_effect * self.celebration

    @derived
    def per_tiring_hour(self):
        """The inverse of the hours before people tire."""
        return 1.0 / self.fatigue_hours

    def change(self, engagement, freshness, felt_trust, practice, hours, ties):
        balance = freshness * self.novelty_effect + felt_trust * self.trust_effect + self.given
        balance += ties.at_receiver(practice) * self.proud
        balance -= np.log2(1.0 + hours * self.per_tiring_hour) * self.fatigue_effect
        worth = 1.0 / (1.0 + np.exp(-balance))
        return {"engagement": (worth - engagement) * self.pace}
