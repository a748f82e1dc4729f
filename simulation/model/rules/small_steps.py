from __future__ import annotations

from dataclasses import dataclass

from simulation.model.engine.rule import Rule, derived, weekly
from simulation.vocabulary.declare import DIRECTION, JUDGEMENT, param, use
from simulation.vocabulary.levers import LEVERS
from simulation.vocabulary.settings import SETTINGS
from simulation.vocabulary.state_variables import MEMBERS
from simulation.vocabulary.units import logistic, share_per_month


@dataclass(frozen=True)
class SmallSteps(Rule):
    """A small step that works invites the next one.

    Who knows how and dares tries a step, `tries_per_month` where both are full and a peer asks how the last one went;
    with no peer who asks, `unsupported_try_share` of that. Whether it works is a matter of log odds:
    `base_success_log_odds` for a vanishing step with nothing to help, raised by knowing how (`knowledge_effect`), by a
    trusted peer (`support_effect`), by colleagues who work the new way already (`colleagues_effect`), by a local reward
    (`incentive_effect`), by rules that allow it (`reform_effect`) and by an open window (`window_effect`); lowered by
    the size of the step (`step_size_difficulty`), by what is done already, since easy things are done first
    (`remainder_difficulty`), and by friction (`friction_effect`). A step that there is no money for does not work.

    A step that works adds its size to practice, and `success_confidence_gain` to confidence, of what is missing; one
    that fails takes `failure_confidence_loss` of confidence, and `failure_trust_loss` of trust from each tie to the
    member's peers. One draw a week decides both.

    Units: shares per member. Evidence: S04 (small steps), H21 (peer support weighs most), H06 and H22 (surroundings
    decide), C14 (friction); "no job description": people learn the job by doing it.
    """

    each = MEMBERS
    draws = {"draw": weekly("small_steps/draw")}

    step_size: float = use(LEVERS["step_size"])
    local_incentive: float = use(SETTINGS["local_incentive"])
    friction: float = use(SETTINGS["friction"])
    tries_per_month: float = param(
        17.0, 4.0, 24.0, unit="tries/month", label="Tries a month",
        help="How often a fully confident member who knows how would try a step.", evidence=JUDGEMENT,
    )
    unsupported_try_share: float = param(
        0.68, 0.1, 0.9, unit="share", label="Trying without a peer",
        help="How often people try a step when no peer asks how the last one went, measured on when one does.",
        evidence=DIRECTION, rows="H06 H08",
    )
    base_success_log_odds: float = param(
        -4.8, -7.0, 0.5, unit="log odds", label="Bare chance of a step",
        help="How likely a vanishingly small step works with no knowledge, help or reward at all.", evidence=JUDGEMENT,
    )
    knowledge_effect: float = param(
        4.6, 2.0, 7.0, unit="log odds", label="Knowing helps",
        help="How much full knowledge raises the chance that a step works.", evidence=DIRECTION, rows="H09",
    )
    support_effect: float = param(
        8.3, 2.0, 10.0, unit="log odds", label="A trusted peer helps",
        help="How much the support of a fully trusted peer raises the chance that a step works.", evidence=DIRECTION,
        rows="H21 H17",
    )
    colleagues_effect: float = param(
        1.5, 0.0, 2.0, unit="log odds", label="Colleagues help",
        help="How much it helps a step when all colleagues work the new way already.", evidence=DIRECTION, rows="H21",
    )
    incentive_effect: float = param(
        1.1, 0.2, 2.0, unit="log odds", label="A reason helps",
        help="How much full local reward raises the chance that a step works.", evidence=DIRECTION, rows="C21 H06",
    )
    reform_effect: float = param(
        1.0, 0.2, 2.0, unit="log odds", label="Rules that allow it help",
        help="How much fully rewritten rules raise the chance that a step works.", evidence=DIRECTION, rows="H22",
    )
    window_effect: float = param(
        0.5, 0.0, 1.5, unit="log odds", label="An open window helps",
        help="How much a wide-open window raises the chance that a step works.", evidence=DIRECTION, rows="C01",
    )
    step_size_difficulty: float = param(
        8.0, 2.0, 9.0, unit="log odds", label="Big steps are hard",
        help="How fast the chance of success falls as the step gets bigger.", evidence=DIRECTION, rows="S04 A11",
    )
    remainder_difficulty: float = param(
        1.0, 0.0, 5.0, unit="log odds", label="What is left is harder",
        help="How much harder the last part of the new way is than the first: easy things are done first.",
        evidence=JUDGEMENT,
    )
    friction_effect: float = param(
        1.0, 0.2, 2.0, unit="log odds", label="Friction hinders steps",
        help="How much full friction lowers the chance that a step works.", evidence=DIRECTION, rows="C14",
    )
    success_confidence_gain: float = param(
        0.23, 0.05, 0.4, unit="share", label="A success lifts",
        help="Share of missing confidence that a step that works gives.", evidence=DIRECTION, rows="H17",
    )
    failure_confidence_loss: float = param(
        0.03, 0.02, 0.25, unit="share", label="A failure lowers",
        help="Share of confidence that a failed step costs.", evidence=DIRECTION, rows="T17",
    )
    failure_trust_loss: float = param(
        0.01, 0.0, 0.05, unit="share", label="A failure strains the tie",
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
        return helps - self.step_size_difficulty * self.step_size - self.friction_effect * self.friction

    def change(
        self, knowledge, confidence, practice, support, share_practising, weeks_since_try, reform, window, affordable,
        draw,
    ):  # fmt: skip
        asked = self.unsupported_try_share + (1.0 - self.unsupported_try_share) * support
        trying = self.full_try_chance * confidence * knowledge * asked
        if draw >= trying:
            return {"weeks_since_try": 1.0}
        log_odds = (
            self.fixed_log_odds
            + self.knowledge_effect * knowledge
            + self.support_effect * support
            + self.colleagues_effect * share_practising
            + self.reform_effect * reform
            + self.window_effect * window
            - self.remainder_difficulty * practice
        )
        if draw < trying * affordable * logistic(log_odds):
            return {
                "weeks_since_try": -weeks_since_try,
                "practice": (1.0 - practice) * self.step_size,
                "confidence": (1.0 - confidence) * self.success_confidence_gain,
                "tries": 1.0,
                "successes": 1.0,
            }
        return {
            "weeks_since_try": -weeks_since_try,
            "confidence": -confidence * self.failure_confidence_loss,
            "tries": 1.0,
        }

    def change_ties(self, trust, receiver_tries, receiver_successes):
        if receiver_tries > receiver_successes:
            return {"trust": -trust * self.failure_trust_loss}
        return {}
