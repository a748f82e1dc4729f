from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.model.engine.rule import Rule, derived, flag, weekly
from simulation.vocabulary.declare import DIRECTION, JUDGEMENT, param, use
from simulation.vocabulary.levers import LEVERS
from simulation.vocabulary.state_variables import TIES
from simulation.vocabulary.units import HOURS_PER_DAY, WEEKS_PER_YEAR


@dataclass(frozen=True)
class Breach(Rule):
    """One broken promise costs more than a good week earns, and deceit leaves a scar.

    While a tie is in contact, one `draw` a week decides: below the chance of failing a promise is broken; above
    1 - `deceptions_per_year` / 52 somebody was deceived.

        chance of failing = `broken_promises_per_year` / 52 x (1 + `preset_plan_breach_factor` x (1 - ownership))
                            x (1 + `new_tie_breach_factor` / (1 + hours / 6))
        trust falls by trust x felt x (`broken_promise_trust_loss` if failing + `deception_trust_loss` if deceiving)
        scar grows by (1 - scar) x `scar_depth` if deceiving

    (hours so far, this week's included). felt = 1 - `settled_view_damping` x |2 trust - 1|: those who already think well or ill of
    a peer read events their way. Failing is repairable: hours together bring trust back; the scar stays and lowers what
    can come back.

    Units: shares per tie. Evidence: T17 (losses weigh more; the size is ours), T18 (middling views move most),
    T19-T20 (two kinds of breach), T21 (new ties are fragile).
    """

    luck = {"draw": weekly(TIES)}
    idle_without = "contact_hours"

    ownership: float = use(LEVERS["ownership"])
    broken_promises_per_year: float = param(
        0.26,
        0.1,
        2.0,
        unit="breaches/year",
        label="Broken promises",
        help="How often a year a promise to a counterpart is not kept, where they own the plan.",
        evidence=JUDGEMENT,
    )
    deceptions_per_year: float = param(
        0.04,
        0.0,
        0.2,
        unit="breaches/year",
        label="Deceptions",
        help="How often a year a counterpart finds out that they were deceived.",
        evidence=JUDGEMENT,
    )
    preset_plan_breach_factor: float = param(
        1.5,
        0.0,
        4.0,
        unit="times",
        label="Promises broken by a set formula",
        help="How many more promises break where the plan was written elsewhere and comes with conditions.",
        evidence=DIRECTION,
        rows="C21",
    )
    new_tie_breach_factor: float = param(
        1.0,
        0.0,
        3.0,
        unit="times",
        label="Promises lost at a handover",
        help="How many more promises break while a peer is new, because the predecessor's are forgotten.",
        evidence=DIRECTION,
        rows="T21",
    )
    broken_promise_trust_loss: float = param(
        0.2,
        0.05,
        0.5,
        unit="share",
        label="Cost of a broken promise",
        help="Share of trust lost when a promise is not kept.",
        evidence=DIRECTION,
        rows="T17",
    )
    deception_trust_loss: float = param(
        0.6,
        0.3,
        0.9,
        unit="share",
        label="Cost of deceit",
        help="Share of trust lost when people find they were deceived.",
        evidence=DIRECTION,
        rows="T17 T19",
    )
    scar_depth: float = param(
        0.35,
        0.1,
        0.7,
        unit="share",
        label="Scar left by deceit",
        help="Share of full trust that can never come back after a deception.",
        evidence=DIRECTION,
        rows="T19",
    )
    settled_view_damping: float = param(
        0.5,
        0.0,
        1.0,
        unit="share",
        label="Settled views",
        help="How far people of firm opinion shrug a breach off.",
        evidence=DIRECTION,
        rows="T18",
    )

    @derived
    def failing(self):
        """Weekly chance of failing in an established tie."""
        return (
            self.broken_promises_per_year
            / WEEKS_PER_YEAR
            * (1.0 + self.preset_plan_breach_factor * (1.0 - self.ownership))
        )

    @derived
    def honest_up_to(self):
        """A draw above this is a deception."""
        return 1.0 - self.deceptions_per_year / WEEKS_PER_YEAR

    def change(self, trust, scar, hours, contact_hours, draw):
        met = contact_hours > 0.0
        fails = flag(met & (draw < (self.new_tie_breach_factor / (1.0 + hours / HOURS_PER_DAY) + 1.0) * self.failing))
        deceives = flag(met & (draw > self.honest_up_to))
        felt = 1.0 - self.settled_view_damping * np.abs(2.0 * trust - 1.0)
        return {
            "trust": -trust * felt * (fails * self.broken_promise_trust_loss + deceives * self.deception_trust_loss),
            "scar": (1.0 - scar) * deceives * self.scar_depth,
            "breaches": fails + deceives,
        }
