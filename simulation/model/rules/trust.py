from __future__ import annotations

import math
from dataclasses import dataclass

from simulation.model.engine.rule import Rule, derived
from simulation.vocabulary.levers import LEVERS
from simulation.vocabulary.parameters import DIRECTION, JUDGEMENT, MEASURED, param, use
from simulation.vocabulary.state_variables import TIES
from simulation.vocabulary.units import gone_by_halving, halved, people_together

A_DOZEN = 12.0
FULL_WEEK_HOURS = 30.0  # with peers, beyond which more in the same week does ever less
ALMOST_NONE = 1e-6


@dataclass(frozen=True)
class Trust(Rule):
    """Trust comes of hours together, not of months on paper.

    Every `hours_to_trust` close half of what is missing to full trust, or to what a scar leaves of it, if an hour is
    worth 1. An hour is worth less at a distance (`remote_hour_weight`), on task only (`task_hour_weight`: at a distance
    there is little time to talk) and among many (`dozen_hour_weight` for every pair among twelve, less in a crowd); of
    hours crowded into one week ever less comes. At first it is worth less with an adviser who never held the job
    (`generic_credibility`) and more between people who are alike (`similarity_bonus`): both halve with every
    `similarity_half_hours` behind them, as conduct takes over. It is worth more where people show what they cannot do
    (`disclosure_effect`).

    A new tie starts with `swift_trust` given in advance to a peer who held the same job; it is cold until people meet.

    Units: share of full trust per tie; hours. Evidence: T01-T03 (hours), T04 (kind of talk), T05 (disclosure), T06 (not
    calendar time), T07-T08 (likeness early), T10 and S02 (credibility), T19 (the scar is a ceiling), T21 (swift trust),
    T27 (time is shared out).
    """

    each = TIES

    in_person: float = use(LEVERS["in_person"])
    session_size: float = use(LEVERS["session_size"])
    counterparts: float = use(LEVERS["counterparts"])
    shared_experience: float = use(LEVERS["shared_experience"])
    peer_diversity: float = use(LEVERS["peer_diversity"])
    hours_to_trust: float = param(
        64.0, 45.0, 120.0, unit="hours", label="Hours to half of full trust",
        help="Plain hours after which a pair has come half the way to full trust; being alike and candour shorten it.",
        evidence=MEASURED, rows="T01 T02 T03",
    )
    remote_hour_weight: float = param(
        0.67, 0.3, 1.0, unit="share", label="Worth of an hour at a distance",
        help="What an hour on a call does for trust, measured on an hour in the same room.", evidence=DIRECTION,
        rows="T04 T21",
    )
    task_hour_weight: float = param(
        0.432, 0.3, 0.5, unit="share", label="Worth of an hour on task only",
        help="What an hour of pure work does for trust, measured on an hour with time to talk.", evidence=DIRECTION,
        rows="T04",
    )
    dozen_hour_weight: float = param(
        0.614, 0.5, 0.7, unit="share", label="Worth of an hour among twelve",
        help="What an hour in a meeting of twelve does for the trust of each pair, measured on an hour for two.",
        evidence=JUDGEMENT,
    )
    generic_credibility: float = param(
        0.54, 0.1, 0.7, unit="share", label="Credit of a generic adviser",
        help="What the first hours with an adviser who never held their job are worth, measured on one who did.",
        evidence=DIRECTION, rows="T10 S02",
    )
    similarity_bonus: float = param(
        0.38, 0.0, 0.8, unit="share", label="Being alike at first",
        help="How much more the first hours are worth between people who are alike.", evidence=MEASURED, rows="T08",
    )
    similarity_half_hours: float = param(
        10.0, 10.0, 80.0, unit="hours", label="Hours until conduct counts",
        help="After so many hours people judge each other half by likeness and post, half by conduct.",
        evidence=DIRECTION, rows="T07",
    )
    disclosure_effect: float = param(
        1.06, 0.0, 1.5, unit="times", label="Trust from candour",
        help="How much more an hour is worth when people show what they cannot do.", evidence=DIRECTION, rows="T05",
    )
    swift_trust: float = param(
        0.09, 0.0, 0.35, unit="share", label="Credit given in advance",
        help="Trust that a peer who held the same job is given before the first meeting.", evidence=DIRECTION,
        rows="T21 S02",
    )

    @derived
    def halvings_per_hour(self):
        """Halvings of the gap to full trust in a plain hour, by place, kind of talk and company."""
        place = self.remote_hour_weight + (1.0 - self.remote_hour_weight) * self.in_person
        talk = self.task_hour_weight + (1.0 - self.task_hour_weight) * (1.0 + self.in_person) / 2.0
        together = people_together(self.session_size, self.counterparts)
        company = math.exp(math.log(self.dozen_hour_weight) * math.log(together) / math.log(A_DOZEN))
        return place * talk * company / self.hours_to_trust

    @derived
    def doubted(self):
        """What the first hours lack with an adviser who never held the job."""
        return (1.0 - self.generic_credibility) * (1.0 - self.shared_experience)

    @derived
    def likeness(self):
        """What being alike adds to the first hours."""
        return self.similarity_bonus * (1.0 - self.peer_diversity)

    @derived
    def likeness_halvings_per_hour(self):
        """Halvings, in an hour, of what being alike adds."""
        return 1.0 / self.similarity_half_hours

    def start(self):
        advance = self.swift_trust * self.shared_experience
        return {"trust": advance, "initial_trust": advance}

    def change(self, trust, scar, hours, contact_hours, openness, receiver_hours_with_peers):
        room = 1.0 - scar - trust
        if contact_hours <= 0.0 or room <= 0.0:
            return {}
        first = halved(hours * self.likeness_halvings_per_hour)
        worth = (1.0 + self.likeness * first + self.disclosure_effect * openness) * (1.0 - self.doubted * first)
        full = max(receiver_hours_with_peers, contact_hours * ALMOST_NONE) / FULL_WEEK_HOURS
        counted = contact_hours * (1.0 - math.exp(-full)) / full
        return {"trust": room * gone_by_halving(counted * worth * self.halvings_per_hour)}
