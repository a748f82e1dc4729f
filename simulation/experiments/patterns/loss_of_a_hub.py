"""Where everything runs through one person, much is lost with them; where people know each other, little is."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simulation.ensemble.context import EnsembleContext
from simulation.experiments.hubs import held_together, hubs, partnership
from simulation.experiments.patterns.pattern import Band, Pattern
from simulation.experiments.trials import Trials
from simulation.model.engine.world import World
from simulation.model.plans.loading import load
from simulation.model.plans.plan import Plan
from simulation.model.rules import STANDARD

_MONTHS = 24  # of the network
_WHEN, _QUARTER, _LATER = 78, 13, 104  # weeks: the convenor goes after a year and a half
_MORE = 6  # times as many futures: practice two years on is blurred by all that happens meanwhile


def _leaving(futures: int, when: int | None) -> dict[str, np.ndarray]:
    """Draws under which the convenor leaves in one given week, or never."""
    draws = np.ones((futures, _WHEN + _LATER, 1), np.float32)
    if when is not None:
        draws[:, when] = 0.0
    return {"lone_star/leaving": draws}


def _activity(world: World) -> np.ndarray:
    return world.arrays["contact_hours"].mean(axis=1)


def _direct(world: World) -> np.ndarray:
    """Practice of those whose ties run through the convenor."""
    through, practice = world.arrays["through_convenor"], world.arrays["practice"]
    return (practice[:, world.setting.shape.receiver()] * through).sum(axis=1) / np.maximum(through.sum(axis=1), 1.0)


def _run(trials: Trials, plan: Plan, when: int | None) -> dict[str, np.ndarray]:
    watch = {"activity": _activity, "direct": _direct}
    seen = trials.run(plan, _WHEN + _LATER, watch, draws=_leaving(trials.futures, when))
    return {name: each.mean(axis=1) for name, each in seen.items()}


def losses(trials: Trials, convenor_share: float) -> tuple[np.ndarray, np.ndarray]:
    """Share of contact lost in the quarter after the convenor left, and of direct peers' practice two years later."""
    plan = load("health_budget_network").with_(convenor_share=convenor_share, months=_MONTHS, turnover_per_year=0)
    gone, there = _run(trials, plan, _WHEN), _run(trials, plan, None)
    quarter = slice(_WHEN + 2, _WHEN + 2 + _QUARTER)
    activity = 1.0 - gone["activity"][:, quarter].sum(axis=1) / there["activity"][:, quarter].sum(axis=1)
    return activity, 1.0 - gone["direct"][:, -1] / there["direct"][:, -1]


def cut_off(trials: Trials, convenor_share: float) -> tuple[float, float]:
    """Share of the others cut off when the best linked one goes, and on average over all who might go."""
    plan = load("health_budget_network").with_(convenor_share=convenor_share)
    context = EnsembleContext(trials.seed, range(trials.futures))
    world = World(context.setting(plan.values, STANDARD, 1))
    by_hub, by_anybody = [], []
    for future in range(trials.futures):
        graph = partnership(world, future)
        by_hub.append(1.0 - held_together(graph, [next(hubs(graph))]))
        by_anybody.append(np.mean([1.0 - held_together(graph, [person]) for person in graph]))
    return float(np.mean(by_hub)), float(np.mean(by_anybody))


def find(trials: Trials) -> Mapping[str, np.ndarray]:
    """Losses in a network that runs through its convenor, and in the same network where everybody knows each other."""
    activity, direct = losses(trials.more(_MORE), load("health_budget_network")["convenor_share"])
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
