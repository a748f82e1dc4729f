"""What the model is at present, in twelve letters: stored results carry it, so that stale ones are noticed."""

from __future__ import annotations

import hashlib
import inspect
import json

from simulation.model.parameters import parameters
from simulation.model.rules import STANDARD
from simulation.model.scenario import scenarios


def fingerprint() -> str:
    """A digest of all defaults, ranges, scenarios, and of the rules as their docstrings tell them."""
    told = {
        "numbers": [[n.name, n.default, n.low, n.high] for n in parameters().values()],
        "rules": [inspect.getdoc(type(rule)) for rule in STANDARD],
        "scenarios": {name: dict(each.plan().values) for name, each in scenarios().items()},
    }
    return hashlib.blake2b(json.dumps(told, sort_keys=True).encode(), digest_size=6).hexdigest()
