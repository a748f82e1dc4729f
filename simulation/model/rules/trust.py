from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.model.per_future import log
from simulation.model.engine.rule import Rule, derived
from simulation.vocabulary.declare import DIRECTION, MEASURED, param, use
from simulation.vocabulary.levers import LEVERS


@dataclass(frozen=True)
class Trust(Rule):
    """Trust comes of hours together, not of months on paper.

    trust grows by (1 - scar - trust) x (1 - 2 ** (-worth x contact_hours / `hours_to_trust`)), never below 0. What an
    hour is worth:

        worth = quality x (1 + alike + `disclosure_effect` x openness)
        alike = `similarity_bonus` x (1 - peer_diversity) x 2 ** (-hours / `similarity_half_hours`)
        quality = place x talk x credibility
        place = `remote_hour_weight` + (1 - `remote_hour_weight`) x in_person
        talk = `task_hour_weight` + (1 - `task_hour_weight`) x informal
        informal = (1 + in_person) / 2 x (1 - ln(session_size) / ln(100))
        credibility = `generic_credibility` + (1 - `generic_credibility`) x shared_experience

    (hours so far, this week's included). Being alike counts early and ever less as the tie ages; showing what one
    cannot do makes an hour worth more. A new tie starts with `swift_trust` x shared_experience (initial_trust), which is
    cold (warmth 0) until people meet.

    Units: share of full trust per tie; hours. Evidence: T01-T03 (hours), T04 (kind of talk), T05 (disclosure), T06 (not
    calendar time), T07-T08 (likeness early), T10 and S02 (credibility), T19 (the scar is a ceiling), T21 (swift trust).
    """

    idle_without = "contact_hours"

    in_person: float = use(LEVERS["in_person"])
    session_size: float = use(LEVERS["session_size"])
    shared_experience: float = use(LEVERS["shared_experience"])
    peer_diversity: float = use(LEVERS["peer_diversity"])
    hours_to_trust: float = param(
        105.0,
        60.0,
        140.0,
        unit="hours",
        label="Hours to half of full trust",
        help="Plain hours after which a pair has come half the way to full trust; being alike and candour shorten it.",
        evidence=MEASURED,
        rows="T01 T02 T03",
    )
    remote_hour_weight: float = param(
        0.7,
        0.3,
        1.0,
        unit="share",
        label="Worth of an hour at a distance",
        help="What an hour on a call does for trust, measured on an hour in the same room.",
        evidence=DIRECTION,
        rows="T04 T21",
    )
    task_hour_weight: float = param(
        0.4,
        0.3,
        0.5,
        unit="share",
        label="Worth of an hour on task only",
        help="What an hour of pure work does for trust, measured on an hour with time to talk.",
        evidence=DIRECTION,
        rows="T04",
    )
    generic_credibility: float = param(
        0.5,
        0.2,
        0.9,
        unit="share",
        label="Credit of a generic adviser",
        help="How far people trust an adviser who never held their job, measured on one who did.",
        evidence=DIRECTION,
        rows="T10 S02",
    )
    similarity_bonus: float = param(
        0.38,
        0.0,
        0.8,
        unit="share",
        label="Being alike at first",
        help="How much more the first hours are worth between people who are alike.",
        evidence=MEASURED,
        rows="T08",
    )
    similarity_half_hours: float = param(
        30.0,
        10.0,
        80.0,
        unit="hours",
        label="Hours until likeness matters half",
        help="After so many hours people judge each other half by likeness, half by conduct.",
        evidence=DIRECTION,
        rows="T07",
    )
    disclosure_effect: float = param(
        1.0,
        0.0,
        1.5,
        unit="times",
        label="Trust from candour",
        help="How much more an hour is worth when people show what they cannot do.",
        evidence=DIRECTION,
        rows="T05",
    )
    swift_trust: float = param(
        0.15,
        0.0,
        0.35,
        unit="share",
        label="Credit given in advance",
        help="Trust that a peer who held the same job is given before the first meeting.",
        evidence=DIRECTION,
        rows="T21 S02",
    )

    def start(self, trust):
        advance = trust * 0.0 + self.swift_trust * self.shared_experience
        return {"trust": advance, "initial_trust": advance}

    @derived
    def quality(self):
        """What an hour does for trust, by place, kind of talk and credibility."""
        place = self.remote_hour_weight + (1.0 - self.remote_hour_weight) * self.in_person
        informal = (1.0 + self.in_person) / 2.0 * (1.0 - log(self.session_size) / log(100.0))
        talk = self.task_hour_weight + (1.0 - self.task_hour_weight) * informal
        credibility = self.generic_credibility + (1.0 - self.generic_credibility) * self.shared_experience
        return place * talk * credibility

    @derived
    def alike(self):
        """What likeness adds to the first hours."""
        return self.similarity_bonus * (1.0 - self.peer_diversity)

    @derived
    def halvings_per_hour(self):
        """Halvings of the gap to full trust in an hour worth 1, with its sign."""
        return -self.quality / self.hours_to_trust

    @derived
    def ageing(self):
        """Halvings of likeness in an hour, with its sign."""
        return -1.0 / self.similarity_half_hours

    def change(self, trust, scar, hours, contact_hours, openness):
        worth = 1.0 + self.alike * np.exp2(hours * self.ageing) + self.disclosure_effect * openness
        gained = 1.0 - np.exp2(contact_hours * worth * self.halvings_per_hour)
        return {"trust": (1.0 - scar - trust).clip(0.0, 1.0) * gained}
