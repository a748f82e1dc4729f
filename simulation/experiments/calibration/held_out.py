"""Tested where it was not fitted: each theme of the evidence is left out in turn, and predicted from the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulation.experiments.calibration.emulator import Emulator, banded
from simulation.experiments.calibration.posterior import Posterior
from simulation.experiments.calibration.store import Design, Patterns, Store, allowed
from simulation.experiments.calibration.waves import PRIOR, count_met, current_design, draws_of
from simulation.vocabulary.errors import CalibrationError, nearest, one_line

THEMES: Mapping[str, tuple[str, ...]] = {  # AT16 and AT19 belong to none: they are always in
    "trust": ("AT3", "AT4", "AT5"),
    "habit": ("AT1", "AT2", "AT11"),
    "diffusion": ("AT6", "AT7", "AT8", "AT17", "AT18"),
    "crises": ("AT9", "AT10"),
    "turnover": ("AT13",),
    "networks": ("AT12", "AT14", "AT15"),
}
_EFFECTIVE, _STEPS = 300, 10_000


@dataclass(frozen=True)
class Prediction:
    """One figure of a theme that was left out: its band, 5 %, 50 % and 95 % of what the sets selected without the theme
    give, the share of them in which the band holds, and the same share over the prior.
    """

    pattern: str
    figure: str
    allowed: str
    low: float
    middle: float
    high: float
    holds: float
    by_chance: float

    def __str__(self) -> str:
        """One line of the table."""
        span = f"{self.middle:8.3f} ({self.low:.3f} to {self.high:.3f})"
        return (
            f"{self.pattern:<5}{self.figure:<16}{self.allowed:>18}  predicted {span:<30} holds in "
            f"{100 * self.holds:3.0f} % (of all sets {100 * self.by_chance:3.0f} %)"
        )


@dataclass(frozen=True)
class Predicted:
    """What the `sets` that meet the other themes, of those `run`, say of a theme."""

    theme: str
    sets: int
    run: int
    figures: tuple[Prediction, ...]

    def __str__(self) -> str:
        """A line, and one for each figure."""
        headline = f"without {self.theme}: {self.sets} of {self.run} sets meet enough of the other patterns"
        return "\n".join([headline, *map(str, self.figures)])


def theme(name: str, patterns: Patterns) -> tuple[str, ...]:
    """The patterns of a theme. Raises CalibrationError for one that does not exist or has no pattern here."""
    if name not in THEMES:
        raise CalibrationError(f"there is no theme {one_line(name)}{nearest(name, THEMES)}; known: {', '.join(THEMES)}")
    found = tuple(id for id in THEMES[name] if id in patterns)
    if not found:
        raise CalibrationError(f"the theme {name} has no findings here: none of {', '.join(THEMES[name])} is a pattern")
    return found


def origin(name: str) -> str:
    """Where the sets come from that are selected without a theme."""
    return f"without {name}"


def other_patterns(name: str, patterns: Patterns) -> Patterns:
    """The patterns without those of a theme."""
    out = theme(name, patterns)
    return {id: pattern for id, pattern in patterns.items() if id not in out}


def propose_without(store: Store, emulator: Emulator, name: str, sets: int, futures: int, seed: int) -> Design:
    """A design of draws of the posterior without a theme, to be run for real.

    The emulator is that of all sets: it knows what the figures come to, and nothing of what they should.
    """
    others = other_patterns(name, store.patterns)
    posterior = Posterior(emulator, others, allowed(len(others) + len(store.fixed)))
    table = store.table()
    density = posterior.possible(posterior.least(table.points))
    draws = draws_of(density, table, seed, effective=_EFFECTIVE, steps=_STEPS)
    notes = {"effective": int(draws.effective.min())}
    return Design(origin(name), draws.subset(sets, seed), futures, seed, notes=notes)


def predictions(store: Store, name: str) -> Predicted:
    """Predictions for a theme from the sets that meet the other themes, beside its bands.

    Raises CalibrationError where no set selected without the theme was run, or none meets enough of the rest.
    """
    others, left_out = other_patterns(name, store.patterns), theme(name, store.patterns)
    design = current_design(store, origin(name))
    table, prior = store.of(design) if design else None, store.table(PRIOR)
    if table is None:
        raise CalibrationError(f"{store.folder}: no sets were selected without {name} since the newest wave")
    enough = count_met(table.figures, others) >= len(others) - allowed(len(others) + len(store.fixed))
    if not enough.any():
        raise CalibrationError(f"no set that was selected without {name} meets enough of the other patterns")
    n_run, table, figure_predictions = table.size, table.where(enough), []
    for id, figure, band in banded({id: store.patterns[id] for id in left_out}):
        values = table.figures[id][figure]
        spans = np.nanquantile(values, (0.05, 0.5, 0.95)) if np.isfinite(values).any() else np.full(3, np.nan)
        holds, chance = (float(band.holds(sets_table.figures[id][figure]).mean()) for sets_table in (table, prior))
        low, middle, high = map(float, spans)
        figure_predictions.append(Prediction(id, figure, band.allowed, low, middle, high, holds, chance))
    return Predicted(name, table.size, n_run, tuple(figure_predictions))
