from __future__ import annotations

from dataclasses import dataclass

from simulation.model.engine.rule import Rule, derived, weekly
from simulation.vocabulary.declare import DIRECTION, JUDGEMENT, param, use
from simulation.vocabulary.levers import LEVERS
from simulation.vocabulary.state_variables import TIES
from simulation.vocabulary.units import HOURS_PER_DAY, WEEKS_PER_YEAR


@dataclass(frozen=True)
class Breach(Rule):
    """One broken promise costs more than a good week earns, and deceit leaves a scar.

    While a tie is in contact, one draw a week decides. At its low end a promise is broken: more often where the plan
    was written elsewhere (`broken_promises_per_year` is for those who own it, `preset_plan_breach_factor` what a set
    formula adds) and while the peer is new (`new_tie_breach_factor` at the first meeting, half of that after a day
    together). At its high end somebody was deceived (`deceptions_per_year`).

    Either costs a share of trust (`broken_promise_trust_loss`, `deception_trust_loss`), felt most by those of middling
    trust: who already thinks well or ill of a peer reads events their way (`settled_view_damping`). A broken promise is
    repairable: hours together bring trust back. Deceit also leaves a scar (`scar_depth`), which lowers what can ever
    come back.

    Units: shares per tie. Evidence: T17 (losses weigh more; the size is ours), T18 (middling views move most), T19-T20
    (two kinds of breach), T21 (new ties are fragile).
    """

    each = TIES
    draws = {"draw": weekly("breach/draw")}

    ownership: float = use(LEVERS["ownership"])
    broken_promises_per_year: float = param(
        0.26, 0.1, 2.0, unit="breaches/year", label="Broken promises",
        help="How often a year a promise to a counterpart is not kept, where they own the plan.", evidence=JUDGEMENT,
    )
    deceptions_per_year: float = param(
        0.04, 0.0, 0.2, unit="breaches/year", label="Deceptions",
        help="How often a year a counterpart finds out that they were deceived.", evidence=JUDGEMENT,
    )
    preset_plan_breach_factor: float = param(
        1.5, 0.0, 4.0, unit="times", label="Promises broken by a set formula",
        help="How many more promises break where the plan was written elsewhere and comes with conditions.",
        evidence=DIRECTION, rows="C21",
    )
    new_tie_breach_factor: float = param(
        1.0, 0.0, 3.0, unit="times", label="Promises lost at a handover",
        help="How many more promises break while a peer is new, because the predecessor's are forgotten.",
        evidence=DIRECTION, rows="T21",
    )
    broken_promise_trust_loss: float = param(
        0.2, 0.05, 0.5, unit="share", label="Cost of a broken promise",
        help="Share of trust lost when a promise is not kept.", evidence=DIRECTION, rows="T17",
    )
    deception_trust_loss: float = param(
        0.6, 0.3, 0.9, unit="share", label="Cost of deceit",
        help="Share of trust lost when people find they were deceived.", evidence=DIRECTION, rows="T17 T19",
    )
    scar_depth: float = param(
        0.35, 0.1, 0.7, unit="share", label="Scar left by deceit",
        help="Share of full trust that can never come back after a deception.", evidence=DIRECTION, rows="T19",
    )
    settled_view_damping: float = param(
        0.5, 0.0, 1.0, unit="share", label="Settled views",
        help="How far people of firm opinion shrug a breach off.", evidence=DIRECTION, rows="T18",
    )

    @derived
    def broken_chance(self):
        """Weekly chance of a broken promise in an established tie."""
        written_elsewhere = 1.0 + self.preset_plan_breach_factor * (1.0 - self.ownership)
        return self.broken_promises_per_year / WEEKS_PER_YEAR * written_elsewhere

    @derived
    def deceived_above(self):
        """A draw above this is a deception."""
        return 1.0 - self.deceptions_per_year / WEEKS_PER_YEAR

    def change(self, trust, scar, hours, contact_hours, draw):
        if contact_hours <= 0.0:
            return {}
        newness = self.new_tie_breach_factor / (1.0 + hours / HOURS_PER_DAY)
        felt = 1.0 - self.settled_view_damping * abs(2.0 * trust - 1.0)
        if draw < (1.0 + newness) * self.broken_chance:
            return {"trust": -trust * felt * self.broken_promise_trust_loss, "breaches": 1.0}
        if draw > self.deceived_above:
            return {
                "trust": -trust * felt * self.deception_trust_loss,
                "scar": (1.0 - scar) * self.scar_depth,
                "breaches": 1.0,
            }
        return {}
