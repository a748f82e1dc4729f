"""A staged situation: what a pattern needs to be so, at the start or every week, for the standard rules to act on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from simulation.model.engine.rule import Rule


def of_officials(flags: np.ndarray, array: np.ndarray) -> np.ndarray:
    """Flags of the officials, shape (officials,), as a row that meets an array of all members; 0 for peers."""
    return np.pad(flags.astype(np.float32), (0, array.shape[1] - len(flags)))


def _nothing() -> dict[str, Any]:
    return {}


class Scene(Rule):
    """Sets a scene: a tie that is there already, a team that practises, somebody who never gives in.

    `start` and `change` are functions like the methods of a rule: their arguments name what they look at.
    """

    def __init__(
        self,
        start: Callable[..., Mapping[str, Any]] | None = None,
        change: Callable[..., Mapping[str, Any]] | None = None,
    ) -> None:
        if start:
            self.start = start
        self.change: Any = change or _nothing

    def bound(self, numbers: Mapping[str, Any]) -> Rule:
        """The scene itself: it has no numbers of the plan's."""
        return self
