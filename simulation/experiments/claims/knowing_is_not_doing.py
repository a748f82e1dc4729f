"""Learn it, try it, do it, see it: knowing is not doing, and each partnership breaks at a step of its own.

Read: shares of the people supported, twelve months after the last day: who know more (by .05 or more, than in the same
seat without support), who tried a step in the last four weeks, who practise (above one half); and the service that
citizens get, a share too. "No higher than the one before" is a weak order, judged by its value. The step that breaks is
the one that keeps the least of the step before. Two stories tell theirs: in sanitation people know and have no money to
do (practise); after a generic training nobody calls (try).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simulation.experiments.claims.claim import Claim, Size
from simulation.experiments.claims.claim_trials import ClaimTrials
from simulation.experiments.claims.found import Found, exactly
from simulation.experiments.patterns.arrangements import NOBODY_COMES
from simulation.experiments.trials import each, mean
from simulation.model.plans.plan import Plan
from simulation.model.plans.scenario import scenarios
from simulation.vocabulary.units import WEEKS_PER_YEAR, first_week_without

STEPS = ("know more", "try", "practise", "are seen by citizens")
_MORE = 0.05
_TOLD = {"district_sanitation": "practise", "generic_training": "try"}  # the step at which the story breaks


def ladder(trials: ClaimTrials, plan: Plan) -> np.ndarray:
    """Shares on the four steps a year after the last day, beyond those without support, shape (sets, steps)."""
    people, institutions = int(plan["counterparts"]), int(plan["institutions"])
    week = first_week_without(plan["months"]) + WEEKS_PER_YEAR
    watch = {
        "knowledge": each("knowledge", 0, people), "try": mean("applying", 0, people),
        "practise": mean("practising", 0, people), "service": mean("service", 0, institutions),
    }  # fmt: skip
    helped = trials.run(plan, week, watch, at=(week,))
    alone = trials.run(plan, week, watch, NOBODY_COMES, at=(week,), implementation_fund=0)
    knows = (helped["knowledge"] - alone["knowledge"] >= _MORE).mean(axis=(1, 2, 3))
    more = [(helped[name] - alone[name]).mean(axis=(1, 2)) for name in ("try", "practise", "service")]
    return np.stack([knows, *more], axis=1)


def broken_step(ladders: np.ndarray) -> np.ndarray:
    """Which step keeps the least of the one before, counted in `STEPS`; shape (sets,) for ladders (sets, steps)."""
    return (ladders[:, 1:] / np.maximum(ladders[:, :-1], 1e-6)).argmin(axis=1) + 1


def find(trials: ClaimTrials) -> Mapping[str, Found]:
    """How far any step stands above the one before, and where the ladders break."""
    ladders = {name: ladder(trials, trials.plan(name)) for name in scenarios()}
    above = np.max([np.diff(each_one, axis=1).max(axis=1) for each_one in ladders.values()], axis=0)
    broken = {name: broken_step(each_one) for name, each_one in ladders.items()}
    kinds = np.array([len(set(of_set)) for of_set in np.stack(list(broken.values()), axis=1)], float)
    told = np.mean([broken[name] == STEPS.index(step) for name, step in _TOLD.items()], axis=0)
    return {"above": exactly(above), "kinds": exactly(kinds), "told": exactly(told)}


CLAIM = Claim(
    "K22", "Learn it, try it, do it, see it: knowing is not doing", "B E", (),
    "shares who know more, tried in the last four weeks, practise, and are seen by citizens, a year after the last "
    "day, all scenarios",
    {
        "above": Size("the most by which any step stands above the one before, all scenarios", None, 0.0),
        "kinds": Size("how many different steps break, over all scenarios", 2.0),
        "told": Size("share of the stories that tell their step (sanitation, generic training) that break there", 1.0),
    },
    find,
)  # fmt: skip
