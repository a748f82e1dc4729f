"""Which arrays a rule changes, and which it sets at the start, read off its own source.

So branches that are seldom taken (a rotation, an election) count like any other.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

from simulation.model.engine.rule import Rule
from simulation.vocabulary.state_variables import STATE_VARIABLES


def changed_by(rule: Rule) -> tuple[str, ...]:
    """Names of the arrays that a rule's `change` may tell of, in order of declaration."""
    return _told(rule.change)


def set_by(rule: Rule) -> tuple[str, ...]:
    """Names of the arrays that a rule's `start` sets when a world is made; none where it has no `start`."""
    start = getattr(rule, "start", None)
    return _told(start) if start else ()


def _told(method: Callable[..., Any]) -> tuple[str, ...]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(method)))
    keys = {each.value for each in ast.walk(tree) if isinstance(each, ast.Constant) and isinstance(each.value, str)}
    return tuple(name for name in STATE_VARIABLES if name in keys)
