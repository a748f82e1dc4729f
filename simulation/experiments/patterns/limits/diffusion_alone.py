"""A crowd in which nothing happens but diffusion: who watches whom is given, and following is certain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from simulation.ensemble.context import EnsembleContext
from simulation.model.engine.network import Colleagues
from simulation.model.engine.world import Start, World
from simulation.model.plans.plan import defaults
from simulation.model.rules.diffusion import Diffusion

RANK, DRAW = "ripple/rank", "ripple/draw"  # the streams of the rule
# Who follows does so at once and wholly; nobody begins alone, nobody knows or practises anything beforehand.
CERTAIN = {
    "following_per_month": 1e6, "spontaneous_adoption_per_month": 0.0, "adoption_gain": 1.0, "observable_share": 1.0,
    "starting_practice": 0.0, "people_spread": 0.0,
}  # fmt: skip


def practising(
    network: Colleagues,
    weeks: int,
    *,
    futures: range = range(1),
    each_week: Callable[[World], None] | None = None,
    copies: int = 1,
    start: Start | None = None,
    draws: dict[str, np.ndarray] | None = None,
    columns: dict[str, np.ndarray] | None = None,
    **numbers: Any,
) -> np.ndarray:
    """Share of the crowd who practise, shape (copies x futures, weeks + 1).

    Where nothing is staged week by week, a crowd comes to rest once a week brings nobody new: the run then stops, and
    the last share stands for the weeks that are left. network: one, or one for each future. each_week: stages a world
    before each week. start, draws, columns: see `EnsembleContext.setting`. `numbers` are set over `CERTAIN`. The crowd
    has no peers from outside and no rule but diffusion.
    """
    members = network.watched.shape[1]
    crowd = {"officials": members, "units": 1, "institutions": 1, "counterparts": 2, "partners": 1, "peers": 0}
    values = {**defaults().values, **CERTAIN, **crowd, **numbers}
    setting = EnsembleContext(1, futures).setting(
        values, (Diffusion(),), weeks, columns=columns, copies=copies, start=start, draws=draws, network=network
    )
    world = World(setting)
    seen = [world.arrays["practising"].mean(axis=1)]
    for _ in range(weeks):
        if each_week:
            each_week(world)
        world.advance()
        seen.append(world.arrays["practising"].mean(axis=1))
        if each_week is None and (seen[-1] == seen[-2]).all():
            break
    seen += [seen[-1]] * (weeks + 1 - len(seen))
    return np.stack(seen, axis=1)


def certain_draws(futures: int, weeks: int, members: int) -> dict[str, np.ndarray]:
    """Draws for a crowd in which following is certain: luck plays no part."""
    return {DRAW: np.full((futures, weeks, members), 0.5, np.float32)}
