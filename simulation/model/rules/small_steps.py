from __future__ import annotations

import math
from dataclasses import dataclass

from simulation.model.engine.rule import Rule, derived, weekly
from simulation.vocabulary.assumptions import ASSUMPTIONS
from simulation.vocabulary.levers import LEVERS
from simulation.vocabulary.parameters import DIRECTION, JUDGEMENT, param, use
from simulation.vocabulary.settings import SETTINGS
from simulation.vocabulary.state_variables import MEMBERS
from simulation.vocabulary.units import convening_share, logistic, share_by_half_life, share_per_month

NEITHER = 0.5  # encouraged nor discouraged
ENCOURAGEMENT_FADES = share_by_half_life(4.0)  # a week


@dataclass(frozen=True)
class SmallSteps(Rule):
    """A small step that works invites the next one.

    Who knows how and dares tries a step, `tries_per_month` where all are full and a peer asks how the last one went;
    with no peer who asks, `unsupported_try_share` of that. Where people fear to look weak they try less
    (`fear_try_effect`), unless a trusted and discreet peer stands by them. A step that worked invites the next one for
    some weeks, and one that failed puts people off (`success_try_effect`; half of it is gone after four); so does a
    peer's that is celebrated. Whether it works is a matter of log odds: `base_success_log_odds` for a vanishing step
    with nothing to help, raised by knowing how (`knowledge_effect`), by a trusted peer (`support_effect`), by
    colleagues who work the new way already (`colleagues_effect`), by a local reward (`incentive_effect`), by rules that
    allow it (`reform_effect`) and by a plan that fits the place (`ownership_effect`); lowered by the size of the step
    (`step_size_difficulty`, the more so the more people can say no), by what is done already, since easy things are
    done first (`remainder_difficulty`), and by friction (`friction_effect`).

    A step for which there is no money comes to nothing: it puts people off and strains the tie as a failure does, but
    nobody doubts themselves for it. One that works adds its size to practice, and
    `success_confidence_gain` to confidence, of what is missing, more where it is celebrated; one that fails takes
    `failure_confidence_loss` of confidence, and `failure_trust_loss` of trust from each tie to the member's peers, as
    far as the plan was theirs. One draw a week decides both.

    Units: shares per member. Evidence: S04 (small steps), H21 (peer support weighs most), H06 and H22 (surroundings
    decide), C14 (friction); "no job description": people learn the job by doing it.
    """

    each = MEMBERS
    draws = {"draw": weekly("small_steps/draw")}

    step_size: float = use(LEVERS["step_size"])
    ownership: float = use(LEVERS["ownership"])
    counterparts: float = use(LEVERS["counterparts"])
    convening_half_people: float = use(ASSUMPTIONS["convening_half_people"])
    discretion: float = use(LEVERS["discretion"])
    celebration: float = use(LEVERS["celebration"])
    fear: float = use(SETTINGS["fear"])
    local_incentive: float = use(SETTINGS["local_incentive"])
    friction: float = use(SETTINGS["friction"])
    tries_per_month: float = param(
        15.6, 2.0, 24.0, unit="tries/month", label="Tries a month",
        help="How often a fully confident member who knows how would try a step.", evidence=JUDGEMENT,
    )
    unsupported_try_share: float = param(
        0.9, 0.3, 1.0, unit="share", label="Trying without a peer",
        help="How often people try a step when no peer asks how the last one went, measured on when one does.",
        evidence=DIRECTION, rows="H06 H08",
    )
    fear_try_effect: float = param(
        0.23, 0.1, 0.7, unit="share", label="Not tried for fear",
        help="How many steps are not tried where fear of looking weak is greatest and nobody discreet stands by.",
        evidence=DIRECTION, rows="S03",
    )
    success_try_effect: float = param(
        3.85, 0.5, 5.0, unit="times", label="A win invites the next",
        help="How much more often people try right after a step that worked, and how much less after one that did not.",
        evidence=DIRECTION, rows="S04",
    )
    base_success_log_odds: float = param(
        -5.1, -7.0, 0.2, unit="log odds", label="Bare chance of a step",
        help="How likely a vanishingly small step works with no knowledge, help or reward at all.", evidence=JUDGEMENT,
    )
    knowledge_effect: float = param(
        5.2, 2.0, 7.0, unit="log odds", label="Knowing helps",
        help="How much full knowledge raises the chance that a step works.", evidence=DIRECTION, rows="H09",
    )
    support_effect: float = param(
        9.9, 4.0, 16.0, unit="log odds", label="A trusted peer helps",
        help="How much the support of a fully trusted peer raises the chance that a step works.", evidence=DIRECTION,
        rows="H21 H17",
    )
    colleagues_effect: float = param(
        1.34, 0.0, 2.0, unit="log odds", label="Colleagues help",
        help="How much it helps a step when all colleagues work the new way already.", evidence=DIRECTION, rows="H21",
    )
    incentive_effect: float = param(
        1.24, 0.2, 2.0, unit="log odds", label="A reason helps",
        help="How much full local reward raises the chance that a step works.", evidence=DIRECTION, rows="C21 H06",
    )
    reform_effect: float = param(
        1.52, 0.2, 2.0, unit="log odds", label="Rules that allow it help",
        help="How much fully rewritten rules raise the chance that a step works.", evidence=DIRECTION, rows="H22",
    )
    ownership_effect: float = param(
        0.2, 0.0, 2.0, unit="log odds", label="A plan that fits",
        help="How much it helps a step that the plan was made by those who know the place.", evidence=DIRECTION,
        rows="C21 S01",
    )
    step_size_difficulty: float = param(
        10.3, 2.0, 14.0, unit="log odds", label="Big steps are hard",
        help="How fast the chance of success falls as the step gets bigger.", evidence=DIRECTION, rows="S04 A11",
    )
    remainder_difficulty: float = param(
        1.2, 0.0, 5.0, unit="log odds", label="What is left is harder",
        help="How much harder the last part of the new way is than the first: easy things are done first.",
        evidence=JUDGEMENT,
    )
    friction_effect: float = param(
        1.08, 0.2, 2.0, unit="log odds", label="Friction hinders steps",
        help="How much full friction lowers the chance that a step works.", evidence=DIRECTION, rows="C14",
    )
    success_confidence_gain: float = param(
        0.2, 0.05, 0.4, unit="share", label="A success lifts",
        help="Share of missing confidence that a step that works gives.", evidence=DIRECTION, rows="H17",
    )
    failure_confidence_loss: float = param(
        0.066, 0.02, 0.25, unit="share", label="A failure lowers",
        help="Share of confidence that a failed step costs.", evidence=DIRECTION, rows="T17",
    )
    failure_trust_loss: float = param(
        0.013, 0.0, 0.05, unit="share", label="A failure strains the tie",
        help="Share of trust in the peer that a failed step costs.", evidence=DIRECTION, rows="T17",
    )

    @derived
    def full_try_chance(self):
        """Weekly chance that the fully confident, knowing and supported try a step."""
        return share_per_month(self.tries_per_month)

    @derived
    def fixed_log_odds(self):
        """The part of the log odds that plan and place fix."""
        helps = self.base_success_log_odds + self.incentive_effect * self.local_incentive
        too_big = self.step_size_difficulty * self.step_size * (0.5 + self.friction)
        return helps - too_big - self.friction_effect * self.friction

    @derived
    def owned(self):
        """How far the plan is anybody's own: a plan for many is a standard plan."""
        return self.ownership * (1.0 - convening_share(self.counterparts, self.convening_half_people))

    @derived
    def trust_loss(self):
        """Share of trust that a failed step costs: the less, the more the plan was their own."""
        return self.failure_trust_loss * (1.0 - self.ownership)

    def change(
        self, knowledge, confidence, practice, support, share_practising, weeks_since_try, encouraged,
        planning, reform, affordable, draw,
    ):  # fmt: skip
        asked = self.unsupported_try_share + (1.0 - self.unsupported_try_share) * support
        daring = 1.0 - self.fear_try_effect * self.fear * (1.0 - self.discretion * support)
        trying = self.full_try_chance * math.sqrt(confidence) * knowledge * asked * daring
        lift = self.success_try_effect * support * (2.0 * encouraged - 1.0)
        trying = min(trying * max(1.0 + lift, 0.0), 1.0)
        fading = (NEITHER - encouraged) * ENCOURAGEMENT_FADES
        if draw >= trying:
            return {"weeks_since_try": 1.0, "encouraged": fading}
        log_odds = (
            self.fixed_log_odds
            + self.ownership_effect * self.owned * planning
            + self.knowledge_effect * knowledge
            + self.support_effect * support
            + self.colleagues_effect * share_practising
            + self.reform_effect * reform
            - self.remainder_difficulty * practice
        )
        if draw >= trying * affordable:
            return {"weeks_since_try": -weeks_since_try, "encouraged": -encouraged, "tries": 1.0}
        if draw < trying * affordable * logistic(log_odds):
            celebrated = 1.0 + self.celebration * planning
            return {
                "weeks_since_try": -weeks_since_try,
                "encouraged": 1.0 - encouraged,
                "practice": (1.0 - practice) * self.step_size,
                "confidence": (1.0 - confidence) * min(self.success_confidence_gain * celebrated, 1.0),
                "tries": 1.0,
                "successes": 1.0,
            }
        return {
            "weeks_since_try": -weeks_since_try,
            "encouraged": -encouraged,
            "confidence": -confidence * self.failure_confidence_loss,
            "tries": 1.0,
        }

    def change_ties(self, trust, felt_trust, receiver_encouraged, receiver_tries, receiver_successes, giver_successes):
        celebrated = self.celebration * giver_successes * felt_trust * (1.0 - receiver_encouraged)
        failed = self.trust_loss if receiver_tries > receiver_successes else 0.0
        return {"trust": -trust * failed, "receiver_encouraged": celebrated}
