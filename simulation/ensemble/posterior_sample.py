"""The posterior sample: parameter sets under which the model meets the evidence, accepted by calibration."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np

from simulation.vocabulary.errors import CalibrationError, one_line

FILE_NAME = "accepted.json"
FORMAT = 1  # of a sample file; one that names none is of the first


@dataclass(frozen=True)
class PosteriorSample:
    """Accepted parameter sets: E, accepted on evidence alone.

    Attributes:
        sets: the assumptions by name, each with one value a set, shape (sets,).
        provenance: how the sample was found; its `claims`, where there are any, say which of the sets show the claims
            too (EC).

    Examples:
        >>> from simulation.ensemble.posterior_sample import accepted
        >>> sample = accepted()
        >>> sample.sets["hours_to_trust"].shape == (sample.size,)
        True
    """

    sets: Mapping[str, np.ndarray]
    provenance: Mapping[str, Any]

    @property
    def size(self) -> int:
        """How many sets were accepted."""
        return len(next(iter(self.sets.values())))

    @property
    def digest(self) -> str:
        """Twelve letters that change with any number of any set, the same on every machine."""
        content = json.dumps({name: values.tolist() for name, values in sorted(self.sets.items())})
        return hashlib.blake2b(content.encode(), digest_size=6).hexdigest()

    @property
    def showing_claims(self) -> Mapping[str, np.ndarray]:
        """EC, as `sets`: those of E that show the claims, then those found between E and the defaults; empty where no
        claims were looked at.
        """
        claims = self.provenance.get("claims", {})
        rows, between = np.array(claims.get("sets", []), int), claims.get("between", {}).get("sets", [])
        others = np.array(between, float).reshape(len(between), len(self.sets)).T
        return {
            name: np.concatenate([own[rows], more]) for (name, own), more in zip(self.sets.items(), others, strict=True)
        }


@lru_cache(maxsize=1)
def accepted() -> PosteriorSample:
    """The posterior sample stored in this package, loaded once."""
    return read((resources.files("simulation.ensemble") / "data" / FILE_NAME).read_text(encoding="utf-8"), FILE_NAME)


def read(text: str, source: str) -> PosteriorSample:
    """Read a posterior sample from the text of its file.

    Args:
        text: JSON.
        source: the file's name, for errors.

    Returns:
        The sample.

    Raises:
        CalibrationError: the text is no sample, or one of another format.
    """
    try:
        content = json.loads(text)
        format = content.get("format", 1)
        if format != FORMAT:
            raise CalibrationError(f"{source}: a sample in format {one_line(format)}, and format {FORMAT} is read here")
        columns = np.array(content["sets"], float).T
        return PosteriorSample(dict(zip(content["names"], columns, strict=True)), content["provenance"])
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        if isinstance(problem, CalibrationError):
            raise
        raise CalibrationError(f"{source}: is no accepted sample") from None
