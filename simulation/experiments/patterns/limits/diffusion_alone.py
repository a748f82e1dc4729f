"""A crowd in which nothing happens but the ripple: who watches whom is given, and following is certain."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from simulation.experiments.patterns.scene import Scene
from simulation.model.engine.streams import Luck
from simulation.model.plan import defaults
from simulation.model.engine.rule import once
from simulation.model.rules.diffusion import Diffusion
from simulation.model.week import Weeks
from simulation.model.world import World
from simulation.vocabulary.state_variables import MEMBERS

# Who follows does so at once and wholly; nobody begins alone, nobody knows or practises anything beforehand.
CERTAIN = {
    "following_per_month": 1e6, "spontaneous_adoption_per_month": 0.0, "adoption_gain": 1.0, "observable_share": 1.0,
    "starting_practice": 0.0, "people_spread": 0.0,
}  # fmt: skip


class Watching(Protocol):
    """Who watches whom: `degree`, how many each watches, shape (futures, members), and a way to recount examples."""

    degree: np.ndarray

    def recount(self, counts: np.ndarray, before: np.ndarray, after: np.ndarray) -> None:
        """Bring `counts` of examples in sight from flags `before` to flags `after`, all (futures, members)."""


class Everybody:
    """Everybody watches everybody else."""

    def __init__(self, futures: int, members: int) -> None:
        self.degree = np.full((futures, members), members - 1, np.float32)

    def recount(self, counts: np.ndarray, before: np.ndarray, after: np.ndarray) -> None:
        """As `Colleagues.recount`."""
        np.subtract(after.sum(axis=1, keepdims=True), after, out=counts)


class CertainDiffusion(Diffusion):
    """The ripple where no luck is needed, because following is certain: one draw for good will do."""

    luck = {"rank": once(MEMBERS), "draw": once(MEMBERS)}


def practising(
    watching: Watching,
    ripple: Diffusion,
    weeks: int,
    *,
    first: np.ndarray | None = None,
    luck: Luck | None = None,
    **numbers: Any,
) -> np.ndarray:
    """Share of the crowd who practise, shape (futures, weeks + 1).

    A ripple with no luck from week to week has come to rest once a week brings nobody new: the run then stops, and the
    last share stands for the weeks that are left.

    `first` flags those who practise from the beginning, shape (futures, members). `numbers` are set over `CERTAIN`, one
    for all or one per future, shape (futures, 1). The crowd has no peers from outside and no rule but `diffusion`.
    """
    futures, members = watching.degree.shape
    crowd = {"officials": members, "units": 1, "institutions": 1, "counterparts": 2, "partners": 1, "peers": 0}
    values = {**defaults().values, **CERTAIN, **crowd, **numbers}
    begin = Scene(lambda practice: {"practice": practice * 0.0 + (0.0 if first is None else first)})
    luck = luck or Luck(1, range(futures))
    run = Weeks(World(values, (ripple, begin), luck, weeks, watching))  # type: ignore[arg-type]  # all that a week asks
    rests = not any(draw.every_week for draw in ripple.luck.values())
    seen = [run.world.arrays["practising"].mean(axis=1)]
    for _ in range(weeks):
        run.step()
        seen.append(run.world.arrays["practising"].mean(axis=1))
        if rests and (seen[-1] == seen[-2]).all():
            break
    seen += [seen[-1]] * (weeks + 1 - len(seen))
    return np.stack(seen, axis=1)
