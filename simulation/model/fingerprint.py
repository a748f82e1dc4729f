"""What the model is at present, in twelve letters: stored results carry it, so that stale ones are noticed."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache

from simulation.model.engine.compiler import layout_of
from simulation.model.engine.loop import source
from simulation.model.parameters import parameters
from simulation.model.rules import STANDARD
from simulation.model.scenario import scenarios


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """A digest of all defaults, ranges and scenarios, and of the loop that is printed from the rules: its
    arithmetic.
    """
    told = {
        "numbers": [[n.name, n.default, n.low, n.high] for n in parameters().values()],
        "loop": source(layout_of(tuple(type(rule) for rule in STANDARD))),
        "scenarios": {name: dict(each.plan().values) for name, each in scenarios().items()},
    }
    return hashlib.blake2b(json.dumps(told, sort_keys=True).encode(), digest_size=6).hexdigest()
