from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.model.few import Few
from simulation.model.engine.rule import Rule, derived, flag, weekly
from simulation.vocabulary.declare import DIRECTION, JUDGEMENT, param, use
from simulation.vocabulary.levers import LEVERS
from simulation.vocabulary.settings import SETTINGS
from simulation.vocabulary.state_variables import MEMBERS
from simulation.vocabulary.units import share_per_week


@dataclass(frozen=True)
class SmallSteps(Rule):
    """A small step that works invites the next one.

    One `draw` a week decides: below `trying` a member tries a step, below `trying` x `success` it works.

        trying = weekly(`tries_per_month`) x confidence x knowledge
                 x (`unsupported_try_share` + (1 - `unsupported_try_share`) x support)
        success = affordable x logistic(odds)
        odds = `base_success_log_odds` + `knowledge_effect` x knowledge + `support_effect` x support + `colleagues_effect` x share_practising
               + `incentive_effect` x local_incentive + `reform_effect` x reform + `window_effect` x window
               - `step_size_difficulty` x step_size - `remainder_difficulty` x practice - `friction_effect` x friction

    A step that works adds step_size x (1 - practice) to practice and `success_confidence_gain` x (1 - confidence) to confidence;
    one that fails takes `failure_confidence_loss` x confidence, and `failure_trust_loss` x trust from each tie to the member's peers.
    weeks_since_try, the weeks since the last try, is 0 after a week with one and a week more after a week without.
    weekly(rate) is the chance that a constant rate gives in a week: 1 - exp(-12/52 x rate per month).

    Units: shares per member. Evidence: S04 (small steps), H21 (peer support weighs most), H06 and H22 (surroundings
    decide), C14 (friction); "no job description": people learn the job by doing it.
    """

    luck = {"draw": weekly(MEMBERS)}

    step_size: float = use(LEVERS["step_size"])
    local_incentive: float = use(SETTINGS["local_incentive"])
    friction: float = use(SETTINGS["friction"])
    tries_per_month: float = param(
        17.0,
        4.0,
        24.0,
        unit="tries/month",
        label="Tries a month",
        help="How often a fully confident member who knows how would try a step.",
        evidence=JUDGEMENT,
    )
    unsupported_try_share: float = param(
        0.68,
        0.1,
        0.9,
        unit="share",
        label="Trying without a peer",
        help="How often people try a step when no peer asks how the last one went, measured on when one does.",
        evidence=DIRECTION,
        rows="H06 H08",
    )
    base_success_log_odds: float = param(
        -4.8,
        -7.0,
        0.5,
        unit="log odds",
        label="Bare chance of a step",
        help="How likely a vanishingly small step works with no knowledge, help or reward at all.",
        evidence=JUDGEMENT,
    )
    knowledge_effect: float = param(
        4.6,
        2.0,
        7.0,
        unit="log odds",
        label="Knowing helps",
        help="How much full knowledge raises the chance that a step works.",
        evidence=DIRECTION,
        rows="H09",
    )
    support_effect: float = param(
        8.3,
        2.0,
        10.0,
        unit="log odds",
        label="A trusted peer helps",
        help="How much the support of a fully trusted peer raises the chance that a step works.",
        evidence=DIRECTION,
        rows="H21 H17",
    )
    colleagues_effect: float = param(
        1.5,
        0.0,
        2.0,
        unit="log odds",
        label="Colleagues help",
        help="How much it helps a step when all colleagues work the new way already.",
        evidence=DIRECTION,
        rows="H21",
    )
    incentive_effect: float = param(
        1.1,
        0.2,
        2.0,
        unit="log odds",
        label="A reason helps",
        help="How much full local reward raises the chance that a step works.",
        evidence=DIRECTION,
        rows="C21 H06",
    )
    reform_effect: float = param(
        1.0,
        0.2,
        2.0,
        unit="log odds",
        label="Rules that allow it help",
        help="How much fully rewritten rules raise the chance that a step works.",
        evidence=DIRECTION,
        rows="H22",
    )
    window_effect: float = param(
        0.5,
        0.0,
        1.5,
        unit="log odds",
        label="An open window helps",
        help="How much a wide-open window raises the chance that a step works.",
        evidence=DIRECTION,
        rows="C01",
    )
    step_size_difficulty: float = param(
        8.0,
        2.0,
        9.0,
        unit="log odds",
        label="Big steps are hard",
        help="How fast the chance of success falls as the step gets bigger.",
        evidence=DIRECTION,
        rows="S04 A11",
    )
    remainder_difficulty: float = param(
        1.0,
        0.0,
        5.0,
        unit="log odds",
        label="What is left is harder",
        help="How much harder the last part of the new way is than the first: easy things are done first.",
        evidence=JUDGEMENT,
    )
    friction_effect: float = param(
        1.0,
        0.2,
        2.0,
        unit="log odds",
        label="Friction hinders steps",
        help="How much full friction lowers the chance that a step works.",
        evidence=DIRECTION,
        rows="C14",
    )
    success_confidence_gain: float = param(
        0.23,
        0.05,
        0.4,
        unit="share",
        label="A success lifts",
        help="Share of missing confidence that a step that works gives.",
        evidence=DIRECTION,
        rows="H17",
    )
    failure_confidence_loss: float = param(
        0.03,
        0.02,
        0.25,
        unit="share",
        label="A failure lowers",
        help="Share of confidence that a failed step costs.",
        evidence=DIRECTION,
        rows="T17",
    )
    failure_trust_loss: float = param(
        0.01,
        0.0,
        0.05,
        unit="share",
        label="A failure strains the tie",
        help="Share of trust in the peer that a failed step costs.",
        evidence=DIRECTION,
        rows="T17",
    )

    @derived
    def eagerness(self):
        """Weekly chance that the fully confident and knowing try a step."""
        return share_per_week(self.tries_per_month)

    @derived
    def given(self):
        """The part of the odds that plan and place fix."""
        helps = self.base_success_log_odds + self.incentive_effect * self.local_incentive
        return helps - self.step_size_difficulty * self.step_size - self.friction_effect * self.friction

    @derived
    def asked(self):
        """What a peer who asks adds to trying."""
        return 1.0 - self.unsupported_try_share

    def change(
        self,
        knowledge,
        confidence,
        practice,
        trust,
        weeks_since_try,
        support,
        share_practising,
        reform,
        window,
        affordable,
        ties,
        home,
        draw,
    ):
        setting = reform * self.reform_effect + window * self.window_effect + self.given
        trying = confidence * knowledge * (support * self.asked + self.unsupported_try_share) * self.eagerness
        triers = Few(draw < trying)
        odds = triers.of(home.at_member(setting)) + triers.of(knowledge) * triers.of(self.knowledge_effect)
        odds += triers.of(support) * triers.of(self.support_effect)
        odds -= triers.of(practice) * triers.of(self.remainder_difficulty)
        odds += triers.of(share_practising) * triers.of(self.colleagues_effect)
        success = triers.of(home.at_member(affordable)) / (1.0 + np.exp(-odds))
        works = flag(triers.of(draw) < triers.of(trying) * success)
        confident, fails = triers.of(confidence), 1.0 - works
        lift = works * (1.0 - confident) * triers.of(self.success_confidence_gain)
        return {
            "practice": triers.change(works * (1.0 - triers.of(practice)) * triers.of(self.step_size)),
            "confidence": triers.change(lift - fails * confident * triers.of(self.failure_confidence_loss)),
            "trust": trust * ties.at_receiver(triers.flags(fails)) * -self.failure_trust_loss,
            "weeks_since_try": triers.change(-triers.of(weeks_since_try), others=1.0),
        }
