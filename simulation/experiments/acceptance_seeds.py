"""How sure it is that the defaults meet the patterns: the same table at several seeds, and how near each figure then
lies to an end of its band.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from simulation.experiments import acceptance
from simulation.experiments.acceptance import Figures
from simulation.experiments.json_files import short
from simulation.experiments.patterns import PATTERNS
from simulation.experiments.trials import Trials

TABLE = Path(__file__).resolve().parent / "data" / "acceptance_seeds.json"
FUTURES = 240  # that a pattern is run in: with fewer, luck takes a figure near an end across it at one seed in some
_MARGIN_WITHOUT_SPREAD = 1e3  # standard errors, of a figure that luck does not move
NEAR_SHARE, NEAR_ERRORS = 1 / 20, 2.0  # nearer than that to an end, a figure is told


@dataclass(frozen=True)
class Margin:
    """How far a figure's mean over seeds lies from the nearest end of its band (less than 0: outside): a share of the
    band's width where both ends are bounds, else standard errors of one run (its spread between seeds). `held`: at how
    many seeds it lies inside.
    """

    pattern: str
    figure: str
    mean: float
    margin: float
    held: int

    @property
    def two_sided(self) -> bool:
        """Whether both ends of its band are bounds."""
        band = PATTERNS[self.pattern].bands[self.figure]
        return band.low is not None and band.high is not None

    @property
    def near(self) -> bool:
        """Whether that is nearer than a twentieth of the width, or than two standard errors."""
        return not self.margin >= (NEAR_SHARE if self.two_sided else NEAR_ERRORS)

    def __str__(self) -> str:
        """In words: `AT9 share 0.45 (0.1 to 0.5), 0.12 of its width inside, held at 10 seeds`."""
        allowed = PATTERNS[self.pattern].bands[self.figure].allowed
        unit = "of its width" if self.two_sided else "standard errors"
        side = "inside" if self.margin >= 0 else "outside"
        return (
            f"{self.pattern} {self.figure} {self.mean:.3g} ({allowed}), {abs(self.margin):.2f} {unit} {side}, "
            f"held at {self.held} seeds"
        )


def figures_at_seeds(
    seeds: Iterable[int], futures: int, only: Iterable[str] | None = None, progress: Callable[[str], None] | None = None
) -> dict[int, Figures]:
    """The figures of patterns at the defaults, seed by seed.

    Args:
        seeds: the seeds.
        futures: number of futures of each run.
        only: ids of patterns (default: all).
        progress: called with each seed before it is run.

    Returns:
        Figures by seed, pattern and name, shape (1,).
    """
    figures_by_seed: dict[int, Figures] = {}
    for seed in seeds:
        if progress:
            progress(f"{seed}")
        figures_by_seed[seed] = acceptance.figures(Trials(futures=futures, seed=seed), only)
    return figures_by_seed


def missed(figures_by_seed: Mapping[int, Figures]) -> dict[int, list[str]]:
    """The patterns that are not met, by seed."""
    return {
        seed: [id for id, met in acceptance.met(figures).items() if not met[0]]
        for seed, figures in figures_by_seed.items()
    }


def margins(figures_by_seed: Mapping[int, Figures]) -> Iterator[Margin]:
    """The margin of every figure that has a band, in the order of the patterns."""
    for id in next(iter(figures_by_seed.values())):
        for name, band in PATTERNS[id].bands.items():
            if band.open:
                continue
            values = np.array([float(figures[id][name][0]) for figures in figures_by_seed.values()])
            ends = [values.mean() - band.low] if band.low is not None else []
            ends += [band.high - values.mean()] if band.high is not None else []
            standard_error = float(values.std(ddof=1)) if values.size > 1 else np.nan
            unit = ends[0] + ends[1] if len(ends) == 2 else standard_error
            nearest = min(ends)
            margin = nearest / unit if unit != 0 else np.copysign(_MARGIN_WITHOUT_SPREAD, nearest)
            yield Margin(id, name, float(values.mean()), float(margin), int(band.holds(values).sum()))


def summary(missed: Mapping[int, list[str]], margins: Iterable[Margin], futures: int) -> str:
    """At how many seeds all patterns are met, which are missed at the others, and which figures lie near an end."""
    n_met = sum(not ids for ids in missed.values())
    others = [f"{', '.join(ids)} missed at seed {seed}" for seed, ids in missed.items() if ids]
    near = "; ".join(str(margin) for margin in margins if margin.near) or "no figure"
    return (
        f"All patterns are met at {n_met} of {len(missed)} seeds ({futures} futures each)"
        f"{': ' if others else ''}{'; '.join(others)}. "
        f"Nearer to an end than a twentieth of the width, or than two standard errors: {near}."
    )


def store(figures_by_seed: Mapping[int, Figures], futures: int) -> dict[str, Any]:
    """The content of the stored table, ready for JSON."""
    return {
        "provenance": {**acceptance.current_provenance(), "futures": futures},
        "missed": {str(seed): ids for seed, ids in missed(figures_by_seed).items()},
        "margins": [short(list(vars(margin).values())) for margin in margins(figures_by_seed)],
    }


def load_table() -> dict[str, Any]:
    """The table as it was last written down; empty where it never was."""
    return json.loads(TABLE.read_text(encoding="utf-8")) if TABLE.exists() else {}


def is_stale(stored_table: Mapping[str, Any]) -> str:
    """Why a stored table is older than the model, in some words; empty when it is not."""
    return acceptance.is_stale(stored_table) if stored_table else "not made yet"


def stored_summary(stored_table: Mapping[str, Any]) -> str:
    """A stored table as its summary, with a word where the model has moved on since."""
    if not stored_table:
        return "At other seeds: not made yet, `counterparts acceptance --seeds 10 --write` does it."
    missed = {int(seed): ids for seed, ids in stored_table["missed"].items()}
    margins = (Margin(*_numbers(row)) for row in stored_table["margins"])
    text = summary(missed, margins, stored_table["provenance"]["futures"])
    return text + (f" Older than the model: {reason}." if (reason := is_stale(stored_table)) else "")


def _numbers(row: list[Any]) -> list[Any]:
    """A stored row, what could not be worked out as nan again."""
    return [np.nan if value is None else value for value in row]
