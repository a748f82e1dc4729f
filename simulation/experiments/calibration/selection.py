"""Selection: which of the candidates that were run for real are the sample E.

At least so many sets that meet 16 of 19 patterns (the same share of another number) with 30 futures; claims are not
looked at. For EC see `claims_shown`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.ensemble.posterior_sample import FORMAT
from simulation.experiments.calibration.claims_shown import EC
from simulation.experiments.calibration.store import Design, Store, Table, allowed
from simulation.experiments.calibration.waves import count_met
from simulation.experiments.trials import Trials
from simulation.model.fingerprint import record
from simulation.vocabulary.errors import CalibrationError

WANTED, FUTURES = 300, 30  # sets of E; futures each is run in


@dataclass(frozen=True)
class SelectedSample:
    """What became of the candidates run so far: the table of E, the number run, how many patterns each of E meets, of
    how many, and whether the defaults are among E.
    """

    table: Table
    run: int
    met: np.ndarray
    of: int
    defaults: bool

    def __str__(self) -> str:
        """One line."""
        return (
            f"{self.table.size} of {self.run} candidates meet enough of the {self.of} patterns"
            f"{'' if self.defaults else '; the defaults do not'}"
        )


def select_sample(store: Store, lots: Sequence[Design], always: int) -> SelectedSample:
    """Those of the candidates that meet enough; `always`: patterns met whatever the assumptions (see `met_always`).

    Raises CalibrationError where none was run.
    """
    table = store.of(*lots)
    if table is None:
        raise CalibrationError(f"{store.folder}: no candidates were run yet")
    of = len(store.patterns) + len(store.fixed)
    met, those = enough(store, table, always)
    defaults = (table.values == store.space.values(store.space.defaults[None])).all(axis=1)
    return SelectedSample(table.where(those), table.size, met[those], of, bool(those[defaults].any()))


def enough(store: Store, table: Table, always: int) -> tuple[np.ndarray, np.ndarray]:
    """How many patterns each set of a table meets, and whether those are enough."""
    met = count_met(table.figures, store.patterns) + always
    return met, met >= len(store.patterns) + len(store.fixed) - store.misses


def met_always(store: Store, design: Design) -> int:
    """How many of the patterns on which no assumption has a say are met."""
    trials = Trials({}, design.futures, design.seed)
    return sum(int(pattern.met(pattern.figures(trials))[0]) for pattern in store.fixed.values())


def sample(store: Store, design: Design, chosen_sets: SelectedSample, ec: EC | None = None) -> dict[str, Any]:
    """E as it is stored beside the code, with its provenance: ready for JSON.

    `provenance.claims` says which rows of it are EC, which sets on the way to the defaults are too, and in which share
    of E, and of all of EC, each claim is shown.
    """
    figures = chosen_sets.table.figures
    patterns = {id: round(float(pattern.met(figures[id]).mean()), 3) for id, pattern in store.patterns.items()}
    claims = {} if ec is None else {"claims": ec.as_json()}
    return {
        "format": FORMAT,
        "provenance": {
            "procedure": "history matching by emulator, then candidates run for real (experiments/calibration)",
            **record(),
            "candidates": {
                "run": chosen_sets.run, "futures": design.futures, "seed": design.seed,
                "at_least": f"{chosen_sets.of - allowed(chosen_sets.of)} of {chosen_sets.of} patterns", "met": patterns,
                "mean_met": round(float(chosen_sets.met.mean()), 2),
                **{name: note for name, note in design.notes.items() if name != "errors"},
            },
            **claims,
        },
        "names": list(store.space.names),
        "sets": chosen_sets.table.values.tolist(),
    }  # fmt: skip
