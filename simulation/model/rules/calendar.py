from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.model.per_future import least, log, most
from simulation.model.engine.rule import Phase, Rule, derived, flag, once
from simulation.vocabulary.assumptions import ASSUMPTIONS
from simulation.vocabulary.declare import DIRECTION, JUDGEMENT, param, use
from simulation.vocabulary.levers import LEVERS
from simulation.vocabulary.settings import SETTINGS
from simulation.vocabulary.state_variables import TIES
from simulation.vocabulary.units import HOURS_PER_DAY, WEEKS_PER_MONTH


@dataclass(frozen=True)
class Calendar(Rule):
    """Support has a budget and an end.

    Days per institution and week, with week 0 the first and a month of 52/12 weeks (so that 12 months are a year):

        running = (months - week / (52/12)) / taper, kept within 0..1 (taper at least 12/52 months)
        offered = peer_days / (52/12) / institutions x running
        planned = offered x (1 - reserve_share);  saved = offered x reserve_share
        released = reserve / `reserve_release_weeks` if window > `window_open_threshold` and open_weeks >= response_weeks - 1, else 0;
                   nothing once running is 0
        support_days = planned + released

    In the first week after support has ended (the first with week >= 52/12 x months) those who hardly got to know each
    other feel dropped: trust of a tie falls by trust x dropped, and a counterpart's confidence by confidence x dropped,
    on average over their peers, with

        dropped = `early_end_loss` x 2 ** (-hours / `early_end_half_hours`) x personal
        personal = 1 - ln(session_size) / ln(100)

    The reserve changes by saved - released, and what is left of it lapses once running is 0. Hours of a tie in a week:

        contact_hours = (rhythm x planned + released) x hours of a day x engagement
                        x (1 - `workload_absence` x workload) x (1 - `strain_absence` x strain)
                        x (1 - through_convenor x (1 - convenor))
        hours of a day = 6 x people in the session x institutions / counterparts / partners
        people in the session = the smaller of session_size and counterparts
        rhythm = 1 - in_person + in_person x `visit_weeks` in a visit week, 1 - in_person in others

    (strain and released of the counterpart's institution; strain, reserve, open_weeks, engagement and convenor as the
    week began). A visit week is one in which visit_phase + week / `visit_weeks`, less its whole part, is below 1 /
    `visit_weeks`: what happens in the same room is bunched into visits. visit_phase is the draw `first_visit`. The
    hours also add to the tie's hours so far.

    Units: hours/week per tie; days/week and days per institution. Evidence: T01-T04 (hours, not months, make trust),
    T27 (contact is shared out), T28 (ended within months, mentoring does harm), S01 (12-18 months), S05 (agile funds).
    """

    phase = Phase.OPENING
    luck = {"first_visit": once(TIES)}

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
        6.0,
        2.0,
        13.0,
        unit="weeks",
        label="Weeks between visits",
        help="How far apart visits lie; what happens in the same room is bunched into them.",
        evidence=JUDGEMENT,
    )
    workload_absence: float = param(
        0.4,
        0.0,
        0.9,
        unit="share",
        label="Meetings missed by the busiest",
        help="Share of meetings that fall through where people's days are completely full.",
        evidence=DIRECTION,
        rows="S09",
    )
    strain_absence: float = param(
        0.6,
        0.0,
        1.0,
        unit="share",
        label="Meetings lost to a crisis",
        help="Share of meetings that fall through while a crisis eats all attention.",
        evidence=JUDGEMENT,
    )
    reserve_release_weeks: float = param(
        6.0,
        1.0,
        20.0,
        unit="weeks",
        label="Weeks to spend the reserve",
        help="How long the days held back last, roughly, once they are set free.",
        evidence=JUDGEMENT,
    )

    early_end_loss: float = param(
        0.9,
        0.0,
        1.0,
        unit="share",
        label="Let down by an early end",
        help="Share of trust and of readiness to try that people lose when a peer of their own is gone at once.",
        evidence=DIRECTION,
        rows="T28",
    )
    early_end_half_hours: float = param(
        60.0,
        15.0,
        100.0,
        unit="hours",
        label="Hours until an end is no let-down",
        help="Each time so many hours have been spent together, the end of support hurts half as much.",
        evidence=DIRECTION,
        rows="T28",
    )

    def start(self, first_visit):
        return {"visit_phase": first_visit}

    @derived
    def days_per_week(self):
        """Days of support a week, per institution, before anything is held back."""
        return self.peer_days / WEEKS_PER_MONTH / self.institutions

    @derived
    def hours_per_day(self):
        """Hours that each tie gets of a day of support given to its institution."""
        together = least(self.session_size, self.counterparts)
        return HOURS_PER_DAY * together * self.institutions / self.counterparts / self.partners

    @derived
    def hours_taken_up(self):
        """Hours of such a day that are taken up in a calm week."""
        return self.hours_per_day * (1.0 - self.workload_absence * self.workload)

    @derived
    def visits_per_week(self):
        """Share of the weeks that are visit weeks."""
        return 1.0 / self.visit_weeks

    @derived
    def bunched(self):
        """What a visit week has of the hours in the same room, measured on an even week."""
        return self.in_person * self.visit_weeks

    @derived
    def personal(self):
        """1 for a peer of one's own, 0 for a class of a hundred."""
        return 1.0 - log(self.session_size) / log(100.0)

    def running(self, week):
        """1 while support runs, falling to 0 over the taper, 0 after its end."""
        left = self.months - week / WEEKS_PER_MONTH
        return least(most(left / most(self.taper, 1.0 / WEEKS_PER_MONTH), 0.0), 1.0)

    def ends(self, week):
        """Whether this is the first week after support."""
        last = self.months * WEEKS_PER_MONTH
        return (week - 1 < last) & (last <= week)

    def dropped(self, hours):
        """Share of trust and confidence lost by those who hardly got to know each other."""
        return np.exp2(hours * (-1.0 / self.early_end_half_hours)) * (self.early_end_loss * self.personal)

    def change(
        self, week, engagement, visit_phase, through_convenor, convenor, hours, trust, confidence, strain, reserve,
        window, open_weeks, ties,
    ):  # fmt: skip
        running = self.running(week)
        lasts = 1.0 * (running > 0.0)
        ready = (window > self.window_open_threshold) & (open_weeks >= self.response_weeks - 1.0)
        released = reserve * ready * (lasts / self.reserve_release_weeks)
        planned = self.days_per_week * (1.0 - self.reserve_share) * running
        saved = self.days_per_week * self.reserve_share * running
        turn = visit_phase + week * self.visits_per_week
        visiting = flag(turn - np.floor(turn) < self.visits_per_week)
        rhythm = visiting * self.bunched + (1.0 - self.in_person)
        days = rhythm * planned + ties.at_institution(released)
        lost: dict[str, Any] = {}
        ends = self.ends(week)
        if np.any(ends):
            dropped = self.dropped(hours) * ends
            lost = {"trust": -trust * dropped, "confidence": -confidence * ties.to_receivers(dropped / self.partners)}
        met = (1.0 - self.strain_absence * ties.at_institution(strain)) * (1.0 - through_convenor * (1.0 - convenor))
        contact = days * engagement * met * self.hours_taken_up
        return {
            "contact_hours": contact,
            "hours": contact,
            **lost,
            "reserve": saved - released - reserve * (1.0 - lasts),
            "support_days": planned + released,
        }
