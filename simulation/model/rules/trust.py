from __future__ import annotations

import math
from dataclasses import dataclass

from simulation.model.engine.rule import Rule, derived
from simulation.vocabulary.declare import DIRECTION, MEASURED, param, use
from simulation.vocabulary.levers import LEVERS
from simulation.vocabulary.state_variables import TIES
from simulation.vocabulary.units import FULL_CLASS, gone_by_halving, halved


@dataclass(frozen=True)
class Trust(Rule):
    """Trust comes of hours together, not of months on paper.

    Every `hours_to_trust` close half of what is missing to full trust, or to what a scar leaves of it, if an hour is
    worth 1. An hour is worth less at a distance (`remote_hour_weight`), on task only (`task_hour_weight`: at a distance
    and in a class there is little time to talk) and with an adviser who never held the job (`generic_credibility`). It
    is worth more between people who are alike, at first (`similarity_bonus`, which halves with every
    `similarity_half_hours` behind them), and where people show what they cannot do (`disclosure_effect`).

    A new tie starts with `swift_trust` given in advance to a peer who held the same job; it is cold until people meet.

    Units: share of full trust per tie; hours. Evidence: T01-T03 (hours), T04 (kind of talk), T05 (disclosure), T06 (not
    calendar time), T07-T08 (likeness early), T10 and S02 (credibility), T19 (the scar is a ceiling), T21 (swift trust).
    """

    each = TIES

    in_person: float = use(LEVERS["in_person"])
    session_size: float = use(LEVERS["session_size"])
    shared_experience: float = use(LEVERS["shared_experience"])
    peer_diversity: float = use(LEVERS["peer_diversity"])
    hours_to_trust: float = param(
        105.0, 60.0, 140.0, unit="hours", label="Hours to half of full trust",
        help="Plain hours after which a pair has come half the way to full trust; being alike and candour shorten it.",
        evidence=MEASURED, rows="T01 T02 T03",
    )
    remote_hour_weight: float = param(
        0.7, 0.3, 1.0, unit="share", label="Worth of an hour at a distance",
        help="What an hour on a call does for trust, measured on an hour in the same room.", evidence=DIRECTION,
        rows="T04 T21",
    )
    task_hour_weight: float = param(
        0.4, 0.3, 0.5, unit="share", label="Worth of an hour on task only",
        help="What an hour of pure work does for trust, measured on an hour with time to talk.", evidence=DIRECTION,
        rows="T04",
    )
    generic_credibility: float = param(
        0.5, 0.2, 0.9, unit="share", label="Credit of a generic adviser",
        help="How far people trust an adviser who never held their job, measured on one who did.", evidence=DIRECTION,
        rows="T10 S02",
    )
    similarity_bonus: float = param(
        0.38, 0.0, 0.8, unit="share", label="Being alike at first",
        help="How much more the first hours are worth between people who are alike.", evidence=MEASURED, rows="T08",
    )
    similarity_half_hours: float = param(
        30.0, 10.0, 80.0, unit="hours", label="Hours until likeness matters half",
        help="After so many hours people judge each other half by likeness, half by conduct.", evidence=DIRECTION,
        rows="T07",
    )
    disclosure_effect: float = param(
        1.0, 0.0, 1.5, unit="times", label="Trust from candour",
        help="How much more an hour is worth when people show what they cannot do.", evidence=DIRECTION, rows="T05",
    )
    swift_trust: float = param(
        0.15, 0.0, 0.35, unit="share", label="Credit given in advance",
        help="Trust that a peer who held the same job is given before the first meeting.", evidence=DIRECTION,
        rows="T21 S02",
    )

    @derived
    def halvings_per_hour(self):
        """Halvings of the gap to full trust in a plain hour, by place, kind of talk and credibility."""
        place = self.remote_hour_weight + (1.0 - self.remote_hour_weight) * self.in_person
        personal = 1.0 - math.log(self.session_size) / math.log(FULL_CLASS)
        informal = (1.0 + self.in_person) / 2.0 * personal
        talk = self.task_hour_weight + (1.0 - self.task_hour_weight) * informal
        credibility = self.generic_credibility + (1.0 - self.generic_credibility) * self.shared_experience
        return place * talk * credibility / self.hours_to_trust

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

    def change(self, trust, scar, hours, contact_hours, openness):
        room = 1.0 - scar - trust
        if contact_hours <= 0.0 or room <= 0.0:
            return {}
        alike = self.likeness * halved(hours * self.likeness_halvings_per_hour)
        worth = 1.0 + alike + self.disclosure_effect * openness
        return {"trust": room * gone_by_halving(contact_hours * worth * self.halvings_per_hour)}
