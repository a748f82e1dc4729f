"""A claim: a sentence of the documents that a participant can try, the contrast that tries it, what must be found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

import numpy as np

from simulation.experiments.claims.claim_trials import ClaimTrials
from simulation.experiments.claims.found import Found
from simulation.experiments.patterns.pattern import Band, Judged
from simulation.experiments.trials import Trials
from simulation.model.parameters import declared, parameters
from simulation.model.plans.scenario import Scenario
from simulation.vocabulary.i18n import _
from simulation.vocabulary.state_variables import STATE_VARIABLES


def exists(name: str) -> bool:
    """Whether the model has a number, a variable or a field of a scenario of that name."""
    return name in parameters() or name in STATE_VARIABLES or name in {field.name for field in fields(Scenario)}


@dataclass(frozen=True)
class Size(Band):
    """The size asked of a figure. A least size of 0 asks for a direction: what is exactly 0 does not have it, unless it
    is `weak` (not to fall back). needs: what the model must have (a number, a variable, a field of a scenario) for the
    figure to be worked out at all.
    """

    needs: str = ""
    weak: bool = False

    def holds(self, value: np.ndarray | float) -> np.ndarray:
        """Whether each value has the size asked. What could not be worked out (nan) does not."""
        within = super().holds(value)
        return within & (np.asarray(value, float) > 0.0) if self._direction else within

    @property
    def allowed(self) -> str:
        """What is asked, in words."""
        return _("above 0") if self._direction else super().allowed

    @property
    def _direction(self) -> bool:
        return self.low == 0.0 and self.high is None and not self.weak

    def shown(self, found: Found) -> np.ndarray:
        """Whether both limits of a figure lie within the size asked, for each set."""
        return self.holds(found.low) & self.holds(found.high)

    @property
    def lacks(self) -> str:
        """Why the figure cannot be worked out, in words; empty where it can."""
        if not self.needs or exists(self.needs):
            return ""
        return f"the model has no {self.needs} yet"


@dataclass(frozen=True)
class Contrast:
    """A claim that is one lever's contrast: moved from `low` to `high`, `outcome` is to rise."""

    lever: str
    low: float
    high: float
    outcome: str = "gain"


@dataclass(frozen=True)
class Claim(Judged):
    """One claim: id, the sentence in a participant's words, letters of the documents that say it, the numbers it moves,
    the contrast in words, the size asked of each figure, and `find`, which tries it for many sets of assumptions.
    `shown` judges by limits; `met` by values alone, for samples, in which each set has few futures.

    lever: where it is one lever's contrast. about_all: it is about the whole set of scenarios, and is not tried with
    settings moved. Raises ParameterError for a number to move that does not exist.
    """

    id: str
    sentence: str
    documents: str
    moves: tuple[str, ...]
    contrast: str
    bands: Mapping[str, Size]
    find: Callable[[ClaimTrials], Mapping[str, Found]]
    lever: Contrast | None = None
    about_all: bool = False

    def __post_init__(self) -> None:
        for name in self.moves:
            declared(name, where=f"claim {self.id}")

    def found(self, trials: Trials) -> dict[str, Found]:
        """Every figure with its limits; NaN where the model lacks what it needs."""
        with np.errstate(divide="ignore", invalid="ignore"):  # what cannot be worked out is not shown
            told = self.find(ClaimTrials.of(trials, self.moves))
        nothing = np.full(trials.size, np.nan)
        return {name: told.get(name, Found(nothing, nothing, nothing)) for name in self.bands}

    def figures(self, trials: Trials) -> dict[str, np.ndarray]:
        """The value of every figure, each of shape (sets,), as a pattern gives them."""
        return {name: each.value for name, each in self.found(trials).items()}

    def shown(self, found: Mapping[str, Found]) -> np.ndarray:
        """Whether the claim is shown, for each set: every figure by its limits."""
        return np.logical_and.reduce([size.shown(found[name]) for name, size in self.bands.items()])
