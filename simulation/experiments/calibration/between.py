"""Sets between those of E and today's defaults: candidates for EC where too few sets of E show the claims.

E is drawn on evidence alone, in many dimensions, and hardly a set of it may show the claims. How far one may go from
the defaults and still show them is then found along straight lines to sets of E, near the defaults more closely.
"""

from __future__ import annotations

import numpy as np

from simulation.experiments.calibration.candidates import with_defaults
from simulation.experiments.calibration.store import BETWEEN, Design, Store, Table

MIN_EC_SETS = 20  # sets of EC, below which it is looked for here
SHARES = (0.5, 0.25, 0.125)  # of the way from the defaults to a set of E
_LINES = 16  # sets of E that are gone towards


def between(store: Store, sample: Table, seed: int) -> Design:
    """The design of such sets towards randomly drawn sets of E: the one that is stored for today's defaults, or
    anew.
    """
    today, newest = with_defaults(store), store.newest(BETWEEN)
    if newest is not None and newest.number > today.number:
        return newest
    defaults = store.space.defaults
    others = sample.points[(np.abs(sample.points - defaults) > 1e-6).any(axis=1)]
    ends = np.random.default_rng(seed).choice(others, _LINES, replace=len(others) < _LINES)
    points = np.concatenate([defaults + share * (ends - defaults) for share in SHARES])
    return store.add(Design(BETWEEN, points, today.futures, today.seed))


def share_of_the_way(table: Table) -> np.ndarray:
    """How far from the defaults each set of such a design lies, as one of SHARES."""
    return np.repeat(SHARES, _LINES)[table.row]
