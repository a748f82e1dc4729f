from __future__ import annotations

import math
from dataclasses import dataclass

from simulation.model.engine.rule import Phase, Rule, derived, once
from simulation.vocabulary.assumptions import ASSUMPTIONS
from simulation.vocabulary.declare import DIRECTION, JUDGEMENT, param, use
from simulation.vocabulary.levers import LEVERS
from simulation.vocabulary.settings import SETTINGS
from simulation.vocabulary.state_variables import TIES
from simulation.vocabulary.units import FULL_CLASS, HOURS_PER_DAY, WEEKS_PER_MONTH, first_week_without, halved


@dataclass(frozen=True)
class Calendar(Rule):
    """Support has a budget and an end.

    Each institution gets its part of the days, less every week over the taper, and none once the support has ended. A
    share of them is held back; the reserve is set free in a window that has been open for as long as it takes to
    respond (`reserve_release_weeks` is how long it then lasts, roughly), and what is left of it lapses at the end.

    A tie's hours are its part of those days, bunched into visits as far as support is in person (`visit_weeks` apart,
    each pair with a phase of its own), times the share of meetings that people take up (engagement), less what falls
    through where days are full (`workload_absence`) or a crisis eats attention (`strain_absence`), and less the
    meetings that an absent convenor would have arranged.

    In the first week without support those who hardly got to know each other feel dropped. `early_end_loss` is the
    share of trust and confidence that complete strangers lose; it halves with every `early_end_half_hours` together,
    and is smaller in a class than with a peer of one's own. Confidence falls by the mean over a counterpart's peers.

    Units: hours/week per tie; days/week and days per institution; a month is 52/12 weeks. Evidence: T01-T04 (hours, not
    months, make trust), T27 (contact is shared out), T28 (ended within months, mentoring does harm), S01 (12-18
    months), S05 (agile funds).
    """

    each = TIES
    phase = Phase.OPENING
    draws = {"first_visit": once("calendar/first_visit")}

    peer_days: float = use(LEVERS["peer_days"])
    session_size: float = use(LEVERS["session_size"])
    counterparts: float = use(LEVERS["counterparts"])
    months: float = use(LEVERS["months"])
    taper: float = use(LEVERS["taper"])
    in_person: float = use(LEVERS["in_person"])
    reserve_share: float = use(LEVERS["reserve_share"])
    response_weeks: float = use(LEVERS["response_weeks"])
    partners: float = use(SETTINGS["partners"])
    institutions: float = use(SETTINGS["institutions"])
    workload: float = use(SETTINGS["workload"])
    window_open_threshold: float = use(ASSUMPTIONS["window_open_threshold"])
    visit_weeks: float = param(
        6.0, 2.0, 13.0, unit="weeks", label="Weeks between visits",
        help="How far apart visits lie; what happens in the same room is bunched into them.", evidence=JUDGEMENT,
    )
    workload_absence: float = param(
        0.4, 0.0, 0.9, unit="share", label="Meetings missed by the busiest",
        help="Share of meetings that fall through where people's days are completely full.", evidence=DIRECTION,
        rows="S09",
    )
    strain_absence: float = param(
        0.6, 0.0, 1.0, unit="share", label="Meetings lost to a crisis",
        help="Share of meetings that fall through while a crisis eats all attention.", evidence=JUDGEMENT,
    )
    reserve_release_weeks: float = param(
        6.0, 1.0, 20.0, unit="weeks", label="Weeks to spend the reserve",
        help="How long the days held back last, roughly, once they are set free.", evidence=JUDGEMENT,
    )
    early_end_loss: float = param(
        0.9, 0.0, 1.0, unit="share", label="Let down by an early end",
        help="Share of trust and of readiness to try that people lose when a peer of their own is gone at once.",
        evidence=DIRECTION, rows="T28",
    )
    early_end_half_hours: float = param(
        60.0, 15.0, 100.0, unit="hours", label="Hours until an end is no let-down",
        help="Each time so many hours have been spent together, the end of support hurts half as much.",
        evidence=DIRECTION, rows="T28",
    )

    @derived
    def days_per_week(self):
        """Days of support a week, per institution, before anything is held back."""
        return self.peer_days / WEEKS_PER_MONTH / self.institutions

    @derived
    def hours_per_day(self):
        """Hours that each tie takes up, in a calm week, of a day of support given to its institution."""
        together = min(self.session_size, self.counterparts)
        offered = HOURS_PER_DAY * together * self.institutions / self.counterparts / self.partners
        return offered * (1.0 - self.workload_absence * self.workload)

    @derived
    def visits_per_week(self):
        """Share of the weeks that are visit weeks."""
        return 1.0 / self.visit_weeks

    @derived
    def personal(self):
        """1 for a peer of one's own, 0 in a full class."""
        return 1.0 - math.log(self.session_size) / math.log(FULL_CLASS)

    @derived
    def support_weeks(self):
        """How long support lasts, in weeks."""
        return self.months * WEEKS_PER_MONTH

    @derived
    def end(self):
        """The first week without support."""
        return first_week_without(self.months)

    @derived
    def taper_weeks(self):
        """Over how many weeks support fades, at least one."""
        return max(self.taper * WEEKS_PER_MONTH, 1.0)

    def start(self, first_visit):
        return {"visit_phase": first_visit}

    def change_institutions(self, week, reserve, window, open_weeks):
        if week >= self.end:
            return {"reserve": -reserve}
        offered = self.days_per_week * min((self.support_weeks - week) / self.taper_weeks, 1.0)
        released = 0.0
        if window > self.window_open_threshold and open_weeks >= self.response_weeks - 1.0:
            released = reserve / self.reserve_release_weeks
        return {
            "support_days": (1.0 - self.reserve_share) * offered + released,
            "released_days": released,
            "reserve": self.reserve_share * offered - released,
        }

    def change(
        self, week, engagement, visit_phase, through_convenor, convenor, hours, trust, receiver_confidence, strain,
        support_days, released_days,
    ):  # fmt: skip
        if week == self.end:
            dropped = self.early_end_loss * self.personal * halved(hours / self.early_end_half_hours)
            return {"trust": -trust * dropped, "receiver_confidence": -receiver_confidence * dropped / self.partners}
        if support_days <= 0.0:
            return {}
        turn = visit_phase + week * self.visits_per_week
        rhythm = 1.0 - self.in_person
        if turn - math.floor(turn) < self.visits_per_week:
            rhythm = rhythm + self.in_person * self.visit_weeks
        days = rhythm * (support_days - released_days) + released_days
        attended = engagement * (1.0 - self.strain_absence * strain) * (1.0 - through_convenor * (1.0 - convenor))
        contact = days * self.hours_per_day * attended
        return {"contact_hours": contact, "hours": contact}
