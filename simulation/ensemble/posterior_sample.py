"""The accepted sample: sets of assumptions under which the model still meets the evidence, found by calibration."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np

from simulation.vocabulary.errors import CalibrationError, one_line

STORED = "accepted.json"
FORMAT = 1  # of a sample file; one that names none is of the first


@dataclass(frozen=True)
class Sample:
    """`sets[name]` holds one value for each accepted set, shape (sets,): together they are one way people might be.

    This is E, accepted on evidence alone. `provenance` says how it was found; its `claims`, where there are any, which
    of the sets show the claims too (EC).
    """

    sets: Mapping[str, np.ndarray]
    provenance: Mapping[str, Any]

    @property
    def size(self) -> int:
        """How many sets were accepted."""
        return len(next(iter(self.sets.values())))

    @property
    def showing_claims(self) -> Mapping[str, np.ndarray]:
        """EC, as `sets`: those of E that show the claims, then those found between E and the defaults; empty where no
        claims were looked at.
        """
        told = self.provenance.get("claims", {})
        here, near = np.array(told.get("sets", []), int), told.get("between", {}).get("sets", [])
        others = np.array(near, float).reshape(len(near), len(self.sets)).T
        return {
            name: np.concatenate([own[here], more]) for (name, own), more in zip(self.sets.items(), others, strict=True)
        }


@lru_cache(maxsize=1)
def accepted() -> Sample:
    """The sample that comes with the kit."""
    return read((resources.files("simulation.ensemble") / "data" / STORED).read_text(encoding="utf-8"), STORED)


def read(text: str, where: str) -> Sample:
    """A sample from the text of its file. Raises CalibrationError for one of another version, or none."""
    try:
        told = json.loads(text)
        format = told.get("format", 1)
        if format != FORMAT:
            raise CalibrationError(f"{where}: a sample in format {one_line(format)}, and format {FORMAT} is read here")
        columns = np.array(told["sets"], float).T
        return Sample(dict(zip(told["names"], columns, strict=True)), told["provenance"])
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        if isinstance(problem, CalibrationError):
            raise
        raise CalibrationError(f"{where}: is no accepted sample") from None
