"""Money is the barrier: people know more and cannot act on it, until there is a fund.

Read: knowledge on the last day, practice a year later, both of the participants against the same seats without support.
"Nobody forgets for being left alone": officials' mean knowledge three years on, without support, is at most .005 lower
than at the start.
"""

from __future__ import annotations

from collections.abc import Mapping

from simulation.experiments.claims.claim import Claim, Contrast, Size
from simulation.experiments.claims.claim_trials import ClaimTrials
from simulation.experiments.claims.found import Found, mean_of, worked_out
from simulation.experiments.patterns.arrangements import NOBODY_COMES
from simulation.experiments.trials import mean

_WEEKS = 156


def find(trials: ClaimTrials) -> Mapping[str, Found]:
    """What participants know and do without a fund and with one, and what those know to whom nobody comes."""
    plan = trials.plan("district_sanitation")
    bare, funded = (trials.outcomes(plan, implementation_fund=fund) for fund in (0.0, 1.0))
    watch = {"knowledge": mean("knowledge", 0, int(plan["officials"]))}
    alone = trials.run(plan, _WEEKS, watch, NOBODY_COMES, at=(0, _WEEKS), implementation_fund=0)["knowledge"]
    return {
        "knowledge": mean_of(bare["peers_gain"]),  # in a mutual network those who give are those supported
        "practice": mean_of(bare["gain"]),
        "doubled": worked_out(lambda more, less: more.mean(axis=1) - 2.0 * less.mean(axis=1), funded["gain"],
                              bare["gain"]),
        "funded": mean_of(funded["gain"]),
        "alone": mean_of(alone[:, :, 1] - alone[:, :, 0]),
    }  # fmt: skip


CLAIM = Claim(
    "K12", "Money is the barrier", "E", ("implementation_fund",),
    "district sanitation on its own days, fund 0 to 1",
    {
        "knowledge": Size("participants' gain in knowledge on the last day, without a fund", 0.1),
        "practice": Size("participants' gain in practice, without a fund", None, 0.03),
        "doubled": Size("gain with the fund less twice the gain without", 0.0),
        "funded": Size("gain with the fund", 0.08),
        "alone": Size("change in knowledge over three years of officials to whom nobody comes", -0.005),
    },
    find,
    Contrast("implementation_fund", 0.0, 1.0),
)  # fmt: skip
