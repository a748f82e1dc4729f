"""Changes of a few: where little happens in a week, only those are looked at to whom it happens."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np


class Few:
    """The few entries for which something happens, where looking at everybody would be wasteful.

    `few.of(x)` gives their part of an array or number; `few.change(values)` is a change of theirs alone, or, with
    `others`, of everybody else by that much; `few.flags(values)` spreads values over an array that is 0 elsewhere.
    """

    def __init__(self, condition: np.ndarray) -> None:
        self.shape = condition.shape
        self.places = condition.T.ravel().nonzero()[0]  # in the order of memory: futures run fastest

    @cached_property
    def futures(self) -> np.ndarray:
        """The future of each of the few."""
        return self.places % self.shape[0]

    def of(self, values: Any) -> Any:
        """The values at these entries; a plain number stays what it is."""
        if not isinstance(values, np.ndarray) or not values.ndim:
            return values
        return values.T.take(self.futures if values.shape[1] == 1 < self.shape[1] else self.places)

    def flags(self, values: np.ndarray) -> np.ndarray:
        """An array of values here and 0 elsewhere."""
        whole = np.zeros(self.shape[::-1], np.float32)
        whole.reshape(-1)[self.places] = values
        return whole.T

    def change(self, values: np.ndarray, others: float = 0.0) -> FewChange:
        """What changes: `values` here, `others` elsewhere."""
        return FewChange(self.places, values, others)


@dataclass(frozen=True)
class FewChange:
    """A change at some places of an array (flat, futures fastest), and by one number at all others."""

    places: np.ndarray
    values: np.ndarray
    others: float = 0.0

    def add_to(self, array: np.ndarray) -> None:
        """Put the change into an array."""
        flat = array.T.reshape(-1)
        here = flat.take(self.places)
        here += self.values
        if self.others:
            np.add(array, self.others, out=array)
        flat[self.places] = here

    def keep(self, array: np.ndarray, low: float, high: float) -> None:
        """Keep an array within low..high where it changed."""
        flat = array.T.reshape(-1)
        flat[self.places] = np.minimum(np.maximum(flat.take(self.places), low), high)
