"""The test file of each rule, found by the rule's name: its story, its sayings, and its twin for the oracle.

A rule's test file has:

- `SAYINGS`, what more of something does: `contact_hours + trust  scar - trust` (see `structure/test_directions_of_rules`);
- `twin(model)`, and `twin_start(model)` where the rule has a start: the rule once more, for the oracle's agents, written
  from what the docstring says (see `oracle`);
- `ACTS`, with what company and numbers it does something there, and what it must then move (see `oracle/test_oracle`).
"""

from __future__ import annotations

import importlib
from types import ModuleType


def file_of(rule: str) -> ModuleType:
    """The test file of a rule. Raises ModuleNotFoundError without one."""
    return importlib.import_module(f"tests.unit.model.rules.test_{rule}")
