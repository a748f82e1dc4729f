"""The space that is searched: the assumptions, their ranges, and the unit cube over which the prior is even."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simulation.model.parameters import parameters
from simulation.vocabulary.errors import CalibrationError, nearest, one_line
from simulation.vocabulary.parameters import ASSUMPTION, Declaration

_DIGITS = 6  # of a value as it is stored


@dataclass(frozen=True)
class Space:
    """Assumptions in a fixed order. A point of the unit cube is a share of each range, shape (sets, assumptions)."""

    assumptions: tuple[Declaration, ...]

    @classmethod
    def of_model(cls, names: Sequence[str] | None = None) -> Space:
        """All assumptions of the standard rules, or those named. Raises CalibrationError for a name that is none."""
        known = {name: number for name, number in parameters().items() if number.role is ASSUMPTION}
        for name in names or ():
            if name not in known:
                raise CalibrationError(f"{one_line(name)} is no assumption of the model{nearest(name, known)}")
        return cls(tuple(known[name] for name in (known if names is None else names)))

    @property
    def names(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(number.name for number in self.assumptions)

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self.assumptions)

    @property
    def defaults(self) -> np.ndarray:
        """The defaults as a point, shape (assumptions,)."""
        return self.points(np.array([[number.default for number in self.assumptions]], float))[0]

    def values(self, points: np.ndarray) -> np.ndarray:
        """Points as values, to the digits that are stored; whole numbers whole, each of them as likely."""
        low, width, whole = self._ranges
        values = low + width * points
        values = np.where(whole, np.rint(values), _rounded(values))
        return np.clip(values, self._declared("low"), self._declared("high"))

    def points(self, values: np.ndarray) -> np.ndarray:
        """Values as points."""
        low, width, _ = self._ranges
        return (values - low) / width

    def as_sets(self, values: np.ndarray) -> dict[str, np.ndarray]:
        """Values as one array a name, as trials take them."""
        return dict(zip(self.names, values.T, strict=True))

    def check(self, values: np.ndarray, where: str) -> None:
        """Raises CalibrationError where a value is not a number or lies outside its range."""
        is_inside = (values >= self._declared("low")) & (values <= self._declared("high"))
        for row, column in zip(*np.nonzero(~is_inside), strict=True):
            number = self.assumptions[column]
            raise CalibrationError(
                f"{where}, set {row + 1}: {number.name} = {values[row, column]:g} is out of range; "
                f"allowed: {number.allowed}"
            )

    @property
    def _ranges(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        whole = np.array([number.whole for number in self.assumptions])
        low, high = self._declared("low") - 0.5 * whole, self._declared("high") + 0.5 * whole
        return low, high - low, whole

    def _declared(self, what: str) -> np.ndarray:
        return np.array([getattr(number, what) for number in self.assumptions], float)


def _rounded(values: np.ndarray) -> np.ndarray:
    size = np.floor(np.log10(np.maximum(np.abs(values), 1e-12)))
    scale = 10.0 ** (_DIGITS - 1 - size)
    return np.rint(values * scale) / scale


def sets_from(columns: Mapping[str, Sequence[float]], space: Space, where: str) -> np.ndarray:
    """Values from columns by name, shape (sets, assumptions), checked against the ranges.

    Raises CalibrationError for an assumption that is missing, one that the model does not have, and a value out of
    range.
    """
    for name in (*space.names, *columns):
        if name not in columns or name not in space.names:
            known = "lacks the assumption" if name in space.names else "has an assumption the model does not know:"
            raise CalibrationError(f"{where}: {known} {one_line(name)}; it was made by another version of the model")
    values = np.array([columns[name] for name in space.names], float).T
    space.check(values, where)
    return values
