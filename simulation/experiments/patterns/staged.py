"""Staged situations: small rules that set a scene (a tie that is there already, a breach in a given week, a unit that
practises) which the standard rules then act on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.model.rule import Rule, flag
from simulation.model.rules.breach import Breach
from simulation.model.rules.calendar import Calendar


@dataclass(frozen=True)
class Acquainted(Rule):
    """Ties that are there already: trust in turn of `trusts`, warm, with the hours that go with it."""

    trusts: tuple[float, ...] = (0.59,)
    hours: float = 90.0

    def start(self, trust):  # type: ignore[no-untyped-def]
        given = np.resize(np.array(self.trusts, np.float32), trust.shape[1])
        return {"trust": given + trust * 0.0, "warmth": trust * 0.0 + 1.0, "hours": trust * 0.0 + self.hours}

    def change(self):  # type: ignore[no-untyped-def]
        return {}

    @classmethod
    def name(cls) -> str:
        """The name of its luck."""
        return "acquainted"
