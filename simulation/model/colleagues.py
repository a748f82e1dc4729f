"""Who watches whom at work: links inside an institution, clustered in teams, different in every future."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from simulation.model.engine.shape import Shape, everybody
from simulation.model.engine.streams import Luck, stable_choice

_WALK = 12  # draws for one choice among a team: enough for many hundred candidates


class Colleagues:
    """Who watches whom at work: clustered in teams, with a share of links rewired to other teams.

    Every member watches `colleagues` others where the institution is large enough: in their team, which sits in a ring
    in order of arrival, the next, the one before, the next but one and so on until all were named. With chance
    `long_ties`, and where the team has no more people to name, a link goes instead to anybody of another team, all
    other teams being as likely; where there is no other team, it stays in the team or is left out. A link to the same
    person twice counts once. `degree`, how many each watches (at least 1), has shape (futures, members).
    """

    def __init__(self, shape: Shape, luck: Luck, long_ties: float) -> None:
        watched, present = _watched(shape, luck, long_ties)
        futures, members, _ = watched.shape
        future = np.arange(futures)[:, None, None]
        rows = np.broadcast_to(np.arange(members)[:, None] * futures + future, watched.shape)[present]
        columns = (watched * futures + future)[present]
        links = sparse.csr_array(
            (np.ones(len(rows), np.float32), (rows, columns)), shape=(futures * members, futures * members)
        )
        links.sum_duplicates()
        links.data[:] = 1.0
        self.links = links
        self._watchers = links.T.tocsr()  # of each member, those who watch them
        self.degree = np.maximum(np.diff(links.indptr), 1).astype(np.float32).reshape(members, futures).T

    def recount(self, counts: np.ndarray, before: np.ndarray, after: np.ndarray) -> None:
        """Bring `counts`, how many of those whom each member watches carry a flag, from flags `before` to flags
        `after`.

        Flags are 0 or 1, all shapes (futures, members). Only a few change in a week, so only they are looked at.
        """
        changed = (before.T != after.T).ravel().nonzero()[0]
        starts = self._watchers.indptr[changed]
        watchers = self._watchers.indptr[changed + 1] - starts
        first = np.repeat(starts - np.cumsum(watchers) + watchers, watchers)
        seen_by = self._watchers.indices[first + np.arange(len(first), dtype=first.dtype)]
        turned = np.repeat(2.0 * after.T.take(changed) - 1.0, watchers)
        np.add.at(counts.T.reshape(-1), seen_by, turned)


def _watched(shape: Shape, luck: Luck, long_ties: float) -> tuple[np.ndarray, np.ndarray]:
    """Members whom each member watches, and which of the slots exist; both (futures, members, colleagues)."""
    institution, position, unit = shape.institution(), shape.position(), shape.unit()
    place = 2 * (position // (2 * shape.units)) + position % 2  # within the team
    sizes = np.zeros((shape.all_institutions, shape.units), np.int64)
    np.add.at(sizes, (institution, unit), 1)
    teams = np.count_nonzero(sizes, axis=1)[institution][:, None]
    size = sizes[institution, unit][:, None]

    slots = np.arange(shape.colleagues)
    reach = slots // 2 + 1
    step = np.where(slots % 2 == 0, reach, -reach)
    # In a small team the two sides meet: such a step is taken once only, and never leads back to oneself.
    fits = (2 * reach < size) | ((2 * reach == size) & (step > 0))
    beside = (place[:, None] + step) % size

    draws = luck.weekly("colleagues", everybody(shape), shape.colleagues * (2 + _WALK))
    draws = draws.reshape(shape.colleagues, 2 + _WALK, shape.futures, shape.members).transpose(2, 3, 0, 1)
    leaves = (teams > 1) & ((draws[..., 0] < long_ties) | ~fits)
    elsewhere = (unit[:, None] + 1 + np.floor(draws[..., 1] * (teams - 1)).astype(np.int64)) % teams
    team = np.where(leaves, elsewhere, unit[:, None])
    there = stable_choice(draws[..., 2:], sizes[institution[:, None], team])
    spot = np.where(leaves, there, beside)
    found = (spot // 2) * 2 * shape.units + 2 * team + spot % 2
    official = (np.arange(shape.members) < shape.officials)[:, None]
    watched = np.where(official, found * shape.institutions + institution[:, None], shape.officials + found)
    return watched, leaves | fits
