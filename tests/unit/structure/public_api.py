"""The public names and their signatures, as they are and as they are kept.

python -m tests.unit.structure.public_api "why, word for word as in CHANGELOG.md"
"""

from __future__ import annotations

import inspect
import json
import sys
from pathlib import Path
from typing import Any

import simulation

_FROM_OUTSIDE = {"observables"}  # that Mesa, from 3.5 on, writes into every class of a model
KEPT = Path(__file__).with_name("public_api.json")


def public_api() -> dict[str, str]:
    """Each public name with its signature; for a class, those of its public methods, properties and fields too."""
    found = {}
    for name in simulation.__all__:
        thing = getattr(simulation, name)
        found[name] = _signature(thing)
        if inspect.isclass(thing):
            for member, value in vars(thing).items():
                if not member.startswith("_") and member not in _FROM_OUTSIDE:
                    found[f"{name}.{member}"] = _signature(value)
    return dict(sorted(found.items()))


def _signature(thing: Any) -> str:
    if isinstance(thing, property):
        return "property"
    if isinstance(thing, classmethod | staticmethod):
        return f"{type(thing).__name__} {inspect.signature(thing.__func__)}"
    if inspect.isfunction(thing) or (inspect.isclass(thing) and thing.__module__.startswith("simulation")):
        return str(inspect.signature(thing))
    return "value"


if __name__ == "__main__":
    KEPT.write_text(json.dumps({"because": sys.argv[1], "names": public_api()}, indent=1) + "\n", encoding="utf-8")
