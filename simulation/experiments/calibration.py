"""Calibration: sets of assumptions under which the model meets its patterns, found in two passes.

*Seeking* (the cross-entropy method of Rubinstein 1999): sets are drawn round a centre, each assumption on its own, and
the centre and the spread move towards those that miss the patterns least. *Spreading* (approximate Bayesian computation
by Markov chains, Marjoram et al. 2003): chains start from what was found; each step moves some assumptions of every
chain over their ranges, and is taken where the misses stay within the tolerance. Steps take turns: some of all
assumptions by a part of their range, and many at once, drawn anew, of those that a screening found free (at either end
of their range, alone, the tolerance holds). The sets the chains stand on after enough steps are the accepted sample: as
wide as the evidence leaves them, and jointly so. Priors are even over the declared ranges. All sets of a step meet the
same luck; the luck changes from step to step, so that no set is accepted for its luck.

The state is a small JSON file written after every step, so that a run that was stopped goes on where it was.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from simulation.experiments.acceptance import counted, figures, miss
from simulation.experiments.patterns import PATTERNS
from simulation.experiments.trials import Trials
from simulation.model.fingerprint import record
from simulation.model.parameters import parameters
from simulation.vocabulary.declare import ASSUMPTION
from simulation.vocabulary.errors import CalibrationError

_ELITE, _KEPT = 6, 0.3  # one in so many leads the way; share of the old centre that is kept
_MARGIN = 0.2  # how far inside its band a figure should lie
_MOVED, _REACH = 0.1, 0.35  # share of the assumptions that a step moves; how far, as a share of their range
_REDRAWN = 0.35  # share of the free assumptions that the other kind of step draws anew

_FITTED = [id for id, pattern in PATTERNS.items() if pattern.assumed]

Tell = Callable[[str], None]


@dataclass
class Search:
    """A calibration so far. `centre` and `spread` are shares of each assumption's range; `chains` are the sets that the
    chains stand on, as values, with their misses.
    """

    seed: int
    sets: int
    futures: int
    tolerance: float
    names: list[str]
    model: str
    step: int = 0
    sought: int = 0
    centre: list[float] = field(default_factory=list)
    spread: list[float] = field(default_factory=list)
    chains: list[list[float]] = field(default_factory=list)
    misses: list[float] = field(default_factory=list)
    moved: int = 0
    free: list[str] | None = None

    @classmethod
    def at_defaults(cls, seed: int, sets: int, futures: int, tolerance: float, spread: float = 0.1) -> Search:
        """A search that sets out from the declared defaults."""
        free = assumptions()
        low, width = _ranges(list(free))
        centre = (np.array([number.default for number in free.values()]) - low) / width
        return cls(
            seed, sets, futures, tolerance, list(free), ranges_print(), centre=centre.tolist(),
            spread=[spread] * len(free),
        )  # fmt: skip

    @classmethod
    def read(cls, file: Path) -> Search:
        """A search as it was left. Raises CalibrationError where the file is none, or belongs to another model."""
        try:
            search = cls(**json.loads(file.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as problem:
            raise CalibrationError(f"{file}: is no calibration that was left ({problem})") from None
        if search.model != ranges_print():
            raise CalibrationError(
                f"{file}: was made with other assumptions or ranges than the model's; begin anew with --fresh"
            )
        return search

    def write(self, file: Path) -> None:
        """Write the state down, whole or not at all."""
        part = file.with_suffix(".part")
        part.write_text(json.dumps(asdict(self)), encoding="utf-8")
        part.replace(file)


def assumptions() -> dict[str, Any]:
    """All assumptions by name: what a calibration may move."""
    return {name: number for name, number in parameters().items() if number.role is ASSUMPTION}


def ranges_print() -> str:
    """What a search depends on: names and ranges of the assumptions."""
    return json.dumps([[n.name, n.low, n.high] for n in assumptions().values()])


def seek(search: Search, steps: int, file: Path, tell: Tell) -> None:
    """Move the centre towards sets that meet more of the patterns, for so many steps in all."""
    low, width = _ranges(search.names)
    while search.sought < steps:
        luck = np.random.default_rng([search.seed, search.step])
        centre, spread = np.array(search.centre), np.array(search.spread)
        drawn = np.clip(centre + spread * luck.standard_normal((search.sets, len(centre))), 0.0, 1.0)
        drawn[0] = centre
        found = figures(_trials(search, low + width * drawn), _FITTED)
        misses, meets = miss(found, _MARGIN), counted(found)
        elite = drawn[np.argsort(misses)[: max(4, search.sets // _ELITE)]]
        search.centre = (_KEPT * centre + (1 - _KEPT) * elite.mean(axis=0)).tolist()
        search.spread = np.clip(_KEPT * spread + (1 - _KEPT) * elite.std(axis=0), 0.01, 0.2).tolist()
        search.step, search.sought = search.step + 1, search.sought + 1
        search.write(file)
        tell(
            f"seeking, step {search.sought} of {steps}: the centre meets {meets[0]} patterns, its misses "
            f"{misses[0]:.1f}; the best set's {misses.min():.1f}"
        )


def spread_out(search: Search, steps: int, file: Path, tell: Tell) -> None:
    """Let chains wander as far as the patterns allow, for so many steps in all beyond the seeking."""
    low, width = _ranges(search.names)
    if not search.chains:
        search.chains = np.tile(low + width * np.array(search.centre), (search.sets, 1)).tolist()
        search.misses = [np.inf] * search.sets
    if search.free is None:
        search.free = screened(search)
        search.write(file)
        tell(f"screening: {len(search.free)} of {len(search.names)} assumptions are free over their range")
    free = np.array([name in search.free for name in search.names])
    while search.step - search.sought < steps:
        luck = np.random.default_rng([search.seed, search.step])
        stand = np.array(search.chains)
        leap = width * _REACH * luck.uniform(-1.0, 1.0, stand.shape)
        near = np.where(luck.random(stand.shape) < _MOVED, stand + leap, stand)
        anew = low + width * luck.random(stand.shape)
        far = np.where(free & (luck.random(stand.shape) < _REDRAWN), anew, stand)
        proposed = _folded(far if search.step % 2 and free.any() else near, low, low + width)
        misses = miss(figures(_trials(search, proposed), _FITTED))
        taken = misses <= np.maximum(search.tolerance, np.where(np.isfinite(search.misses), search.misses, -np.inf))
        search.chains = np.where(taken[:, None], proposed, stand).tolist()
        search.misses = np.where(taken, misses, search.misses).tolist()
        search.moved += int(taken.sum())
        search.step += 1
        search.write(file)
        tell(f"spreading, step {search.step - search.sought} of {steps}: {taken.sum()} of {search.sets} chains moved")


def screened(search: Search) -> list[str]:
    """Assumptions that may lie at either end of their range, the others at the centre, with the tolerance kept."""
    low, width = _ranges(search.names)
    number = len(search.names)
    rows = np.tile(low + width * np.array(search.centre), (2 * number, 1))
    rows[np.arange(number), np.arange(number)] = low
    rows[number + np.arange(number), np.arange(number)] = low + width
    misses = miss(figures(_trials(search, rows), _FITTED)).reshape(2, number).max(axis=0)
    return [name for name, worst in zip(search.names, misses, strict=True) if worst <= search.tolerance]


def accepted(*searches: Search) -> dict[str, Any]:
    """The accepted sample of one search or more, with its provenance, ready for JSON; whole numbers are whole."""
    free, first = assumptions(), searches[0]
    rows = [
        [round(v) if free[name].whole else float(f"{v:.4g}") for name, v in zip(search.names, row, strict=True)]
        for search in searches
        for row in search.chains
    ]
    return {
        "provenance": {
            "procedure": "seeking by cross-entropy, spreading by chains within a tolerance (experiments/calibration)",
            **record(),
            "searches": [
                {
                    "seed": each.seed, "futures": each.futures, "tolerance": each.tolerance, "sought": each.sought,
                    "spread": each.step - each.sought, "moves": each.moved,
                }
                for each in searches
            ],
        },
        "names": first.names,
        "sets": rows,
    }  # fmt: skip


def as_sets(names: Sequence[str], rows: Sequence[Sequence[float]]) -> Mapping[str, np.ndarray]:
    """Rows of values as one array a name, rounded where the number is whole."""
    free, values = assumptions(), np.array(rows, float)
    return {
        name: np.rint(values[:, place]) if free[name].whole else values[:, place] for place, name in enumerate(names)
    }


def _trials(search: Search, rows: np.ndarray) -> Trials:
    return Trials(as_sets(search.names, rows.tolist()), search.futures, search.seed + 1000 + search.step)


def _ranges(names: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    free = assumptions()
    low = np.array([free[name].low for name in names])
    return low, np.array([free[name].high for name in names]) - low


def _folded(values: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Values beyond an end of their range come back by as much, so that proposals stay even."""
    values = np.where(values < low, 2 * low - values, values)
    return np.clip(np.where(values > high, 2 * high - values, values), low, high)
