from __future__ import annotations

import math
from dataclasses import dataclass

from simulation.model.engine.rule import Phase, Rule, derived, once
from simulation.vocabulary.assumptions import ASSUMPTIONS
from simulation.vocabulary.levers import LEVERS
from simulation.vocabulary.parameters import DIRECTION, JUDGEMENT, param, use
from simulation.vocabulary.settings import SETTINGS
from simulation.vocabulary.state_variables import TIES
from simulation.vocabulary.units import (
    HOURS_PER_DAY,
    WEEK_HOURS,
    WEEKS_PER_MONTH,
    convening_share,
    first_week_without,
    gone_by_halving,
    halved,
    people_together,
)

VISIT_WEEKS = 6.0  # visits lie so far apart
PLANNING_HALF_HOURS = 10.0  # attended to: after so many people have half of a hand in the plan
RELEASE_WEEKS = 6.0  # the days held back last about so long, once they are set free
EASY_CHOICE = 6.0  # people who share a peer from whom everybody still finds a match of average quality
CHOICE_HALF = 2.0  # each time there is so much more to choose from, half of what a match lacks is gone


@dataclass(frozen=True)
class Calendar(Rule):
    """Support has a budget and an end.

    Each institution gets its part of the days, less every week over the taper, and none once the support has ended. A
    part of them goes into convening, the more the more people there are (half of them for convening_half_people), and
    each peer takes `induction_days` a month to know the place. A share is held back; the reserve is set free in a
    window that has been open for as long as it takes to respond, over some six weeks, and what is left of it lapses at
    the end.

    With peers from outside each session has one of them, and a person's hours are divided among their peers; in a
    mutual network everybody in a session is there with everybody else. Meetings are bunched into visits as far as
    support is in person (six weeks apart, each pair with a phase of its own). People come in the measure of how
    satisfied they are, less what falls through where a crisis eats attention (`strain_absence`), what they shy away
    from where it is dangerous to be seen (`fear_absence`) or never wanted (`reluctance_absence`), and less the meetings
    that an absent convenor would have arranged; who has stopped taking part does not come. No week has more than 30
    hours.

    An hour of the peer's ear is shared out among those present: half is left to each where `attention_half_size` sit
    together, and beyond that it thins by the power `crowding_power`. What the peer has to offer fits the better the
    more peers there are to choose from: with one, `match_gap` of it does not.

    The plan becomes people's own in the hours in which their own case is attended to: half of it after ten.

    Support that ends before what was promised is a broken promise: complete strangers lose that share of trust and
    confidence which is missing of the time; the loss halves with every `early_end_half_hours` together.

    Units: hours/week per tie; days/week and days per institution; a month is 52/12 weeks. Evidence: T01-T04 (hours, not
    months, make trust), T27 (contact and attention are shared out), T28 (ended before time, mentoring does harm), S01
    (12-18 months), S05 (agile funds), A11 (scale thins).
    """

    each = TIES
    phase = Phase.OPENING
    draws = {"first_visit": once("calendar/first_visit")}

    peer_days: float = use(LEVERS["peer_days"])
    peers: float = use(LEVERS["peers"])
    session_size: float = use(LEVERS["session_size"])
    counterparts: float = use(LEVERS["counterparts"])
    months: float = use(LEVERS["months"])
    taper: float = use(LEVERS["taper"])
    in_person: float = use(LEVERS["in_person"])
    discretion: float = use(LEVERS["discretion"])
    reserve_share: float = use(LEVERS["reserve_share"])
    response_weeks: float = use(LEVERS["response_weeks"])
    partners: float = use(SETTINGS["partners"])
    institutions: float = use(SETTINGS["institutions"])
    fear: float = use(SETTINGS["fear"])
    promised_months: float = use(SETTINGS["promised_months"])
    support_from_month: float = use(SETTINGS["support_from_month"])
    window_open_threshold: float = use(ASSUMPTIONS["window_open_threshold"])
    convening_half_people: float = use(ASSUMPTIONS["convening_half_people"])
    fear_absence: float = param(
        0.51, 0.1, 0.6, unit="share", label="Staying away for fear",
        help="Share of meetings that people stay away from where fear of looking weak is greatest and all can see.",
        evidence=DIRECTION, rows="S03",
    )
    reluctance_absence: float = param(
        0.58, 0.1, 0.9, unit="share", label="Coming unwillingly",
        help="Share of meetings that those stay away from who never wanted to come.", evidence=DIRECTION, rows="A11",
    )
    strain_absence: float = param(
        0.61, 0.0, 1.0, unit="share", label="Meetings lost to a crisis",
        help="Share of meetings that fall through while a crisis eats all attention.", evidence=JUDGEMENT,
    )
    attention_half_size: float = param(
        9.2, 4.0, 14.0, unit="people", label="People one can have an ear for",
        help="How many others in a session leave each with half of the peer's attention to their own case.",
        evidence=DIRECTION, rows="T27",
    )
    crowding_power: float = param(
        2.1, 1.2, 3.0, unit="power", label="How a crowd thins attention",
        help="How steeply attention to each one's own case falls in sessions that are larger than that.",
        evidence=JUDGEMENT,
    )
    induction_days: float = param(
        0.23, 0.0, 0.6, unit="days/month", label="Getting to know the place",
        help="Days a month that each peer takes to get to know the place and keep up with it.", evidence=JUDGEMENT,
    )
    match_gap: float = param(
        0.48, 0.2, 0.8, unit="share", label="Who fits whom",
        help="Share of what a peer has to offer that does not fit where there is one peer for all.",
        evidence=DIRECTION, rows="H27",
    )
    early_end_half_hours: float = param(
        69.0, 15.0, 100.0, unit="hours", label="Hours until an end is no let-down",
        help="Each time so many hours have been spent together, an early end of support hurts half as much.",
        evidence=DIRECTION, rows="T28",
    )

    @derived
    def days_per_week(self):
        """Days of support a week, per institution, before anything is held back."""
        return self.peer_days / WEEKS_PER_MONTH / self.institutions

    @derived
    def convening(self):
        """Share of the days that goes into convening."""
        return convening_share(self.counterparts, self.convening_half_people)

    @derived
    def hours_per_day(self):
        """Hours that each tie takes up, in a calm week, of a day of support given to its institution."""
        together = people_together(self.session_size, self.counterparts)
        inducted = self.peer_days / (self.peer_days + self.induction_days * self.peers)
        offered = HOURS_PER_DAY * together * self.institutions / self.counterparts
        seen = self.fear * (1.0 - self.discretion)
        given = inducted * (1.0 - self.convening) / self.partners if self.peers > 0.0 else 1.0
        return offered * (1.0 - self.fear_absence * seen) * given

    @derived
    def own_share(self):
        """What an hour of a tie takes of the counterpart's own time: in a mutual network all their peers are there."""
        return 1.0 if self.peers > 0.0 else 1.0 / self.partners

    @derived
    def most_hours(self):
        """The most hours of a tie in a week."""
        return WEEK_HOURS / self.partners if self.peers > 0.0 else WEEK_HOURS

    @derived
    def attention(self):
        """Share of a session's hour that the peer attends to each one's own case."""
        others = people_together(self.session_size, self.counterparts) - 1.0
        crowd = 0.0 if others <= 0.0 else math.exp(self.crowding_power * math.log(others / self.attention_half_size))
        choice = EASY_CHOICE * (self.peers if self.peers > 0.0 else self.counterparts - 1.0) / self.counterparts
        return (1.0 - self.match_gap * halved(choice / CHOICE_HALF)) / (1.0 + crowd)

    @derived
    def support_weeks(self):
        """How long support lasts, in weeks."""
        return self.months * WEEKS_PER_MONTH

    @derived
    def begin(self):
        """The first week with support."""
        return first_week_without(self.support_from_month)

    @derived
    def end(self):
        """The first week without support."""
        return self.begin + first_week_without(self.months)

    @derived
    def taper_weeks(self):
        """Over how many weeks support fades, at least one."""
        return max(self.taper * WEEKS_PER_MONTH, 1.0)

    @derived
    def broken(self):
        """Share of the time promised that is missing at the end."""
        promised = self.promised_months * WEEKS_PER_MONTH
        return max(1.0 - self.support_weeks / promised, 0.0) if promised > 0.0 else 0.0

    def start(self, first_visit):
        return {"visit_phase": first_visit, "ear": self.attention}

    def change_partnership(self, week):
        return {"under_way": 1.0 if self.begin <= week < self.end else 0.0}

    def change_institutions(self, week, reserve, window, open_weeks):
        if week < self.begin or week >= self.end:
            return {"reserve": -reserve}
        offered = self.days_per_week * min((self.support_weeks - (week - self.begin)) / self.taper_weeks, 1.0)
        released = 0.0
        if window > self.window_open_threshold and open_weeks >= self.response_weeks - 1.0:
            released = reserve / RELEASE_WEEKS
        days = (1.0 - self.reserve_share) * offered + released
        return {
            "support_days": days,
            "convening_days": 0.0 if self.peers > 0.0 else days * self.convening,
            "released_days": released,
            "reserve": self.reserve_share * offered - released,
        }

    def change(
        self, week, engagement, visit_phase, through_convenor, convenor, hours, trust, receiver_confidence, strain,
        support_days, released_days, receiver_taking_part, receiver_willingness, receiver_planning, giver_taking_part,
        ear,
    ):  # fmt: skip
        if week == self.end and self.broken > 0.0:
            dropped = self.broken * halved(hours / self.early_end_half_hours)
            return {"trust": -trust * dropped, "receiver_confidence": -receiver_confidence * dropped / self.partners}
        both = receiver_taking_part * giver_taking_part
        wanted = 1.0 - self.reluctance_absence * (1.0 - receiver_willingness)
        if support_days <= 0.0:
            return {}
        turn = visit_phase + week / VISIT_WEEKS
        rhythm = 1.0 - self.in_person
        if turn - math.floor(turn) < 1.0 / VISIT_WEEKS:
            rhythm = rhythm + self.in_person * VISIT_WEEKS
        days = rhythm * (support_days - released_days) + released_days
        convened = 1.0 - through_convenor * (1.0 - convenor)
        attended = engagement * wanted * convened * (1.0 - self.strain_absence * strain)
        contact = min(days * self.hours_per_day * attended, self.most_hours) * both
        own = contact * self.own_share
        return {
            "contact_hours": contact,
            "own_hours": own,
            "attended_hours": own * ear,
            "hours": contact,
            "receiver_planning": (1.0 - receiver_planning) * gone_by_halving(own * ear / PLANNING_HALF_HOURS),
        }
