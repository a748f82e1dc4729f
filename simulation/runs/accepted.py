"""The accepted sample: sets of assumptions under which the model still meets the evidence, found by calibration."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np

STORED = "accepted.json"


@dataclass(frozen=True)
class Sample:
    """`sets[name]` holds one value for each accepted set, shape (sets,): together they are one way people might be."""

    sets: Mapping[str, np.ndarray]
    provenance: Mapping[str, Any]

    @property
    def size(self) -> int:
        """How many sets were accepted."""
        return len(next(iter(self.sets.values())))


@lru_cache(maxsize=1)
def accepted() -> Sample:
    """The sample that comes with the kit."""
    text = (resources.files("simulation.runs") / "data" / STORED).read_text(encoding="utf-8")
    told = json.loads(text)
    columns = np.array(told["sets"], float).T
    return Sample(dict(zip(told["names"], columns, strict=True)), told["provenance"])
