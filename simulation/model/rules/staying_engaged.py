from __future__ import annotations

import math
from dataclasses import dataclass

from simulation.model.engine.rule import Rule, derived, weekly
from simulation.vocabulary.levers import LEVERS
from simulation.vocabulary.parameters import DIRECTION, JUDGEMENT, param, use
from simulation.vocabulary.settings import SETTINGS
from simulation.vocabulary.state_variables import MEMBERS, TIES
from simulation.vocabulary.units import logistic, share_per_month

FATIGUE_HOURS = 60.0  # together, before people begin to tire


@dataclass(frozen=True)
class StayingEngaged(Rule):
    """People stay while it is worth their time, and celebrate what works.

    Engagement, how satisfied those are who come, starts at `initial_engagement` and moves
    (`engagement_adjustment_per_month`) towards what the meetings are worth. That is a matter of log odds:
    `base_engagement_log_odds` of goodwill, raised by what the peer still has that is new (`novelty_effect`), by trust
    felt (`trust_effect`) and, for those who practise, by celebrated success (`celebration_effect`); lowered by peers
    who have gone or cannot be convened, and by tiring of it (`fatigue_effect` for each doubling of the hours behind
    them, beyond 60).

    Whether somebody goes on coming is another matter. Who is busy and has neither a peer they trust nor anything to
    show for it gives up (`leaving_per_month`, for those whose days are full and who gain nothing), and comes back only
    when somebody else takes up the post or the group is mixed anew. So satisfaction is that of those who are there.

    Units: satisfaction and taking part as shares; log odds; hours. Evidence: S09 (long-standing members gain less,
    friendship offsets it, time and cost limit), A26 (those who come are content); the briefing on peer networks
    (celebration brings people closer; dropping out).
    """

    each = TIES
    draws = {"leaving": weekly("staying_engaged/leaving", MEMBERS)}

    workload: float = use(SETTINGS["workload"])
    celebration: float = use(LEVERS["celebration"])
    initial_engagement: float = param(
        0.91, 0.5, 1.0, unit="share", label="Interest at the start",
        help="Share of meetings that people take up when support begins.", evidence=JUDGEMENT,
    )
    engagement_adjustment_per_month: float = param(
        0.36, 0.05, 0.6, unit="share/month", label="Second thoughts",
        help="How fast people adjust how much they take part to what it gives them.", evidence=JUDGEMENT,
    )
    base_engagement_log_odds: float = param(
        1.0, -0.5, 1.5, unit="log odds", label="Goodwill",
        help="How willing people are to come when nothing speaks for it or against it.", evidence=JUDGEMENT,
    )
    novelty_effect: float = param(
        1.16, 0.5, 3.0, unit="log odds", label="Draw of the new",
        help="How much it draws people that a peer still has something new to give.", evidence=DIRECTION, rows="S09",
    )
    trust_effect: float = param(
        1.22, 0.2, 2.5, unit="log odds", label="Draw of friendship",
        help="How much it draws people that they trust their peer.", evidence=DIRECTION, rows="S09",
    )
    celebration_effect: float = param(
        1.0, 0.3, 3.0, unit="log odds", label="Draw of celebrated success",
        help="How much it draws those who practise already that success is celebrated.", evidence=DIRECTION,
        rows="S09",
    )
    leaving_per_month: float = param(
        0.04, 0.01, 0.3, unit="share/month", label="Giving up",
        help="How fast those give up whose days are full and to whom it gives nothing.", evidence=DIRECTION,
        rows="S09",
    )
    fatigue_effect: float = param(
        0.23, 0.0, 1.0, unit="log odds", label="Tiring of it",
        help="How much each doubling of the hours behind them keeps people away.", evidence=DIRECTION, rows="S09",
    )

    @derived
    def adjustment(self):
        """Weekly share of the way to what meetings are worth."""
        return share_per_month(self.engagement_adjustment_per_month)

    @derived
    def leaving_chance(self):
        """Weekly chance that somebody gives up whose days are full and who gains nothing."""
        return share_per_month(self.leaving_per_month)

    def start(self):
        return {"engagement": self.initial_engagement}

    def change_members(self, supported, taking_part, support, practice, newcomer_practice, under_way, leaving):
        gained = max(practice - newcomer_practice, 0.0) * (1.0 + self.celebration)
        short = max(self.workload - support - gained, 0.0)
        if supported * under_way * taking_part > 0.0 and leaving < short * self.leaving_chance:
            return {"taking_part": -taking_part}
        return {}

    def change(
        self, engagement, freshness, felt_trust, hours, receiver_practice, giver_taking_part, through_convenor, convenor
    ):
        gone = 1.0 - giver_taking_part * (1.0 - through_convenor * (1.0 - convenor))
        log_odds = (
            self.base_engagement_log_odds
            + self.novelty_effect * freshness
            + self.trust_effect * felt_trust
            + self.celebration_effect * self.celebration * receiver_practice
            - self.fatigue_effect * math.log2(1.0 + hours / FATIGUE_HOURS)
            - gone
        )
        return {"engagement": (logistic(log_odds) - engagement) * self.adjustment}
