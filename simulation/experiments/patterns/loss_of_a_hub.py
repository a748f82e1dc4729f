"""Where everything runs through one person, much is lost with them; where people know each other, little is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from simulation.experiments.hubs import held_together, hubs, partnership
from simulation.experiments.patterns.pattern import Band, Pattern
from simulation.experiments.trials import Trials, without
from simulation.model.plan import Plan, defaults
from simulation.model.engine.rule import Rule
from simulation.model.rules import STANDARD
from simulation.model.rules.hub_loss import HubLoss
from simulation.model.scenario import load
from simulation.model.week import Weeks
from simulation.runs.stage import Stage

_MONTHS = 24  # of the network
_WHEN, _QUARTER, _LATER = 78, 13, 104  # weeks: the convenor goes after a year and a half


class Leaves(HubLoss):
    """The convenor stays, and leaves in one given week."""

    def change(self, week, convenor, through_convenor, warmth, trust, leaving):  # type: ignore[no-untyped-def,override]
        staged = leaving * 0.0 + (0.0 if week == _WHEN else 1.0)
        return super().change(convenor, through_convenor, warmth, trust, staged)  # type: ignore[no-untyped-call]


class Stays(HubLoss):
    """The convenor never leaves."""

    def change(self, convenor, through_convenor, warmth, trust, leaving):  # type: ignore[no-untyped-def]
        return super().change(convenor, through_convenor, warmth, trust, leaving * 0.0 + 1.0)  # type: ignore[no-untyped-call]


def _activity(run: Weeks) -> np.ndarray:
    return run.world.arrays["contact_hours"].mean(axis=1)


def _direct(run: Weeks) -> np.ndarray:
    """Practice of those whose ties run through the convenor."""
    arrays = run.world.arrays
    through = arrays["through_convenor"]
    return (arrays["ties"].at_receiver(arrays["practice"]) * through).sum(axis=1) / np.maximum(through.sum(axis=1), 1.0)


def _run(trials: Trials, plan: Plan, rules: Sequence[Rule]) -> dict[str, np.ndarray]:
    seen = trials.run(plan, _WHEN + _LATER, {"activity": _activity, "direct": _direct}, rules)
    return {name: each.mean(axis=1) for name, each in seen.items()}


def losses(trials: Trials, convenor_share: float) -> tuple[np.ndarray, np.ndarray]:
    """Share of contact lost in the quarter after the convenor left, and of direct peers' practice two years later."""
    plan = load("health_budget_network").with_(convenor_share=convenor_share, months=_MONTHS, turnover_per_year=0)
    rest = without("hub_loss")
    gone, there = _run(trials, plan, (*rest, Leaves())), _run(trials, plan, (*rest, Stays()))
    quarter = slice(_WHEN + 2, _WHEN + 2 + _QUARTER)
    activity = 1.0 - gone["activity"][:, quarter].sum(axis=1) / there["activity"][:, quarter].sum(axis=1)
    return activity, 1.0 - gone["direct"][:, -1] / there["direct"][:, -1]


def cut_off(trials: Trials, convenor_share: float) -> tuple[float, float]:
    """Share of the others cut off when the best linked one goes, and on average over all who might go."""
    plan = load("health_budget_network").with_(convenor_share=convenor_share)
    world = Stage(trials.seed, range(trials.futures)).world(plan.values, STANDARD, 1)
    by_hub, by_anybody = [], []
    for future in range(trials.futures):
        graph = partnership(world, future)
        by_hub.append(1.0 - held_together(graph, [next(hubs(graph))]))
        by_anybody.append(np.mean([1.0 - held_together(graph, [person]) for person in graph]))
    return float(np.mean(by_hub)), float(np.mean(by_anybody))


def find(trials: Trials) -> Mapping[str, np.ndarray]:
    """Losses in a network that runs through its convenor, and in the same network where everybody knows each other."""
    activity, _ = losses(trials, load("health_budget_network")["convenor_share"])
    _, direct = losses(trials, defaults()["convenor_share"])
    meshed, _ = losses(trials, 0)
    hub, anyone = cut_off(trials, load("health_budget_network")["convenor_share"])
    meshed_hub, _ = cut_off(trials, 0)
    return {
        "activity": activity, "direct": direct, "meshed": meshed, "targeted": np.array([hub / max(anyone, 1e-3)]),
        "meshed_hub": np.array([meshed_hub]),
    }  # fmt: skip


PATTERN = Pattern(
    "AT14", "Loss of a hub", "the convenor of a network goes after a year and a half, or stays, under the same luck",
    "N01 N02 N05 N12",
    {
        "activity": Band("share of contact lost in the next quarter, where ties run through the convenor", 0.32, 0.49),
        "direct": Band("share of practice that direct peers are short of two years later", 0.05, 0.08),
        "meshed": Band("share of contact lost where no tie runs through the convenor", None, 0.02),
        "targeted": Band("how many times more of the others are cut off by losing the hub than anybody", 3.0),
        "meshed_hub": Band("share of the others cut off by losing the hub where all know each other", None, 0.07),
    },
    find,
)  # fmt: skip
