"""Where a thumb can put a slider, as the page's own script works it out from what the slider shows."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Slider:
    """A slider's limits as the page shows them: what is shown is the plan's times something."""

    look: Mapping[str, Any]  # low, high, step: as shown; times (100 for a share), decimals

    def shown(self, value: float) -> float:
        """Where the slider stands for a value of the plan."""
        return value * float(self.look["times"])

    def value(self, shown: float) -> float:
        """The plan's value for where the slider stands."""
        return float(f"{round(shown, self.look['decimals']) / self.look['times']:.10g}")

    def anywhere(self, luck: random.Random) -> float:
        """Any of its steps, as shown."""
        low, high, step = (self.look[each] for each in ("low", "high", "step"))
        return float(low + step * luck.randint(0, round((high - low) / step)))
