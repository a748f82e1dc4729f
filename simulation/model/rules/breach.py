from __future__ import annotations

from dataclasses import dataclass

from simulation.model.engine.rule import Rule, derived, weekly
from simulation.vocabulary.levers import LEVERS
from simulation.vocabulary.parameters import DIRECTION, JUDGEMENT, param, use
from simulation.vocabulary.state_variables import TIES
from simulation.vocabulary.units import WEEKS_PER_YEAR


@dataclass(frozen=True)
class Breach(Rule):
    """One broken promise costs more than a good week earns, and deceit leaves a scar.

    While a tie is in contact, one draw a week decides. At its low end a promise is broken: more often where the plan
    was written elsewhere (`broken_promises_per_year` is for those who own it, twice as often for a set formula). At its
    high end somebody was deceived (`deceptions_per_year`).

    Either costs a share of trust (`broken_promise_trust_loss`, `deception_trust_loss`). A broken promise is repairable:
    hours together bring trust back. Deceit also leaves a scar (`scar_depth`), which lowers what can ever come back.

    Units: shares per tie. Evidence: T17 (losses weigh more; the size is ours), T19-T20 (two kinds of breach), C21
    (conditions set from outside).
    """

    each = TIES
    draws = {"draw": weekly("breach/draw")}

    ownership: float = use(LEVERS["ownership"])
    broken_promises_per_year: float = param(
        0.78, 0.1, 2.0, unit="breaches/year", label="Broken promises",
        help="How often a year a promise to a counterpart is not kept, where they own the plan.", evidence=JUDGEMENT,
    )
    deceptions_per_year: float = param(
        0.034, 0.0, 0.2, unit="breaches/year", label="Deceptions",
        help="How often a year a counterpart finds out that they were deceived.", evidence=JUDGEMENT,
    )
    broken_promise_trust_loss: float = param(
        0.135, 0.05, 0.5, unit="share", label="Cost of a broken promise",
        help="Share of trust lost when a promise is not kept.", evidence=DIRECTION, rows="T17",
    )
    deception_trust_loss: float = param(
        0.5, 0.3, 0.9, unit="share", label="Cost of deceit",
        help="Share of trust lost when people find they were deceived.", evidence=DIRECTION, rows="T17 T19",
    )
    scar_depth: float = param(
        0.36, 0.1, 0.7, unit="share", label="Scar left by deceit",
        help="Share of full trust that can never come back after a deception.", evidence=DIRECTION, rows="T19",
    )

    @derived
    def broken_chance(self):
        """Weekly chance of a broken promise."""
        return self.broken_promises_per_year / WEEKS_PER_YEAR * (2.0 - self.ownership)

    @derived
    def deceived_above(self):
        """A draw above this is a deception."""
        return 1.0 - self.deceptions_per_year / WEEKS_PER_YEAR

    def change(self, trust, scar, contact_hours, draw):
        if contact_hours <= 0.0:
            return {}
        if draw < self.broken_chance:
            return {"trust": -trust * self.broken_promise_trust_loss, "breaches": 1.0}
        if draw > self.deceived_above:
            return {
                "trust": -trust * self.deception_trust_loss,
                "scar": (1.0 - scar) * self.scar_depth,
                "breaches": 1.0,
            }
        return {}
