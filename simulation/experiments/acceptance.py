"""The acceptance table: every pattern, what was found, and whether it lies within its bands."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np

from simulation.experiments.patterns import PATTERNS
from simulation.experiments.trials import Trials
from simulation.model.fingerprint import fingerprint
from simulation.runs.results import versions

Figures = Mapping[str, Mapping[str, np.ndarray]]  # of each pattern, each figure, shape (sets,)

FUTURES, SEED = 60, 1
_STORED = "acceptance.json"


def figures(
    trials: Trials, only: Iterable[str] | None = None, progress: Callable[[str], None] | None = None
) -> dict[str, dict[str, np.ndarray]]:
    """What every pattern (or `only` some) comes to for each set of assumptions."""
    found = {}
    for id in PATTERNS if only is None else only:
        if progress:
            progress(id)
        found[id] = PATTERNS[id].figures(trials)
    return found


def met(found: Figures) -> dict[str, np.ndarray]:
    """Whether each pattern is met, for each set."""
    return {id: PATTERNS[id].met(each) for id, each in found.items()}


def miss(found: Figures, margin: float = 0.0) -> np.ndarray:
    """How far each set lies from meeting all patterns: the misses of all figures, summed."""
    return np.sum([PATTERNS[id].miss(each, margin) for id, each in found.items()], axis=0)


@dataclass(frozen=True)
class Line:
    """One figure of the table: whether it `holds` (None for one that is only told), and the share of the accepted
    sample in which it does.
    """

    pattern: str
    title: str
    figure: str
    text: str
    allowed: str
    found: float
    holds: bool | None
    sample: float | None = None


def lines(found: Figures, sample: Figures | None = None) -> list[Line]:
    """The table's lines at the first set of `found`, beside the shares of `sample`."""
    told = []
    for id, each in found.items():
        pattern = PATTERNS[id]
        for name, band in pattern.bands.items():
            value = float(each[name][0])
            holds = None if band.open else bool(band.holds(value))
            share = None if sample is None or band.open else float(band.holds(sample[id][name]).mean())
            told.append(Line(id, pattern.title, name, band.text, band.allowed, value, holds, share))
    return told


def table(told: Iterable[Line]) -> str:
    """The table as plain text, a pattern's figures under its title."""
    rows, title = [], None
    for line in told:
        if line.title != title:
            title = line.title
            rows.append(f"{line.pattern} {title}")
        mark = {True: "met", False: "NOT MET", None: "-"}[line.holds]
        share = "" if line.sample is None else f"{100 * line.sample:4.0f} % of the sample"
        rows.append(f"    {line.text:<94} {line.allowed:>16} {line.found:>8.3f}  {mark:<8}{share}".rstrip())
    return "\n".join(rows)


def counted(found: Figures) -> np.ndarray:
    """How many patterns each set meets."""
    return np.sum(list(met(found).values()), axis=0)


def store(found: Figures, sample: Figures | None, futures: int, seed: int) -> dict[str, Any]:
    """What is kept of a run of the whole table, ready for JSON."""
    at_defaults = met(found)
    in_sample = met(sample) if sample is not None else {}
    return {
        "provenance": {"model": fingerprint(), "futures": futures, "seed": seed, "versions": versions()},
        "patterns": {
            id: {
                "met": bool(at_defaults[id][0]),
                **({"met_in_sample": round(float(in_sample[id].mean()), 3)} if in_sample else {}),
                "figures": {
                    name: {
                        "found": _rounded(each[name][0]),
                        **({"sample": [_rounded(q) for q in np.nanquantile(sample[id][name], (0.05, 0.5, 0.95))]}
                           if sample is not None else {}),
                    }
                    for name in each
                },
            }
            for id, each in found.items()
        },
    }  # fmt: skip


def stored() -> dict[str, Any]:
    """The table as it was last written down, with its provenance."""
    text = (resources.files("simulation.experiments") / "data" / _STORED).read_text(encoding="utf-8")
    return json.loads(text)


def _rounded(value: float) -> float | None:
    return float(f"{value:.4g}") if np.isfinite(value) else None
