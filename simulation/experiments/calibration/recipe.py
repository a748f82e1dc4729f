"""What stored figures depend on: a store and whatever was made of it are of today's model only if this is the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from simulation.experiments.acceptance import patterns_digest
from simulation.experiments.patterns import PATTERNS
from simulation.experiments.patterns.pattern import Judged
from simulation.model.fingerprint import fingerprint


def recipe(judged: Mapping[str, Judged], sources: str) -> dict[str, Any]:
    """What stored figures of whole sets depend on: the model but for the defaults of assumptions, the bands of the
    patterns or claims, and a digest of the source of the project's own.
    """
    bands = [[id, name, band.low, band.high] for id, target in judged.items() for name, band in target.bands.items()]
    digest = hashlib.blake2b(json.dumps(bands).encode(), digest_size=6).hexdigest()
    return {"model": fingerprint(assumed=False), "patterns": f"{sources}-{digest}"}


def recipe_of_today() -> dict[str, Any]:
    """What figures depend on that are made with the model and the patterns as they are."""
    return recipe({id: pattern for id, pattern in PATTERNS.items() if pattern.assumed}, patterns_digest())
