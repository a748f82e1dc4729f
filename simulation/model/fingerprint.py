"""What the model is at present: a fingerprint of twelve letters that stored results carry, so that stale ones are
noticed, and a longer record, so that what has changed since can be named.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from simulation.model.engine.compiler import layout_of
from simulation.model.engine.language import Function
from simulation.model.engine.layout import Layout
from simulation.model.engine.loop import source
from simulation.model.parameters import parameters
from simulation.model.plans.checks import checked
from simulation.model.plans.scenario import scenarios
from simulation.model.rules import STANDARD
from simulation.vocabulary.parameters import ASSUMPTION

_MOST = 6  # changes named one by one; of more, the number is given


def standard_layout() -> Layout:
    """The layout of the standard rules."""
    return layout_of(tuple(type(rule) for rule in STANDARD))


@lru_cache(maxsize=2)
def fingerprint(*, assumed: bool = True) -> str:
    """A digest of all defaults, ranges and scenarios, and of the loop printed from the rules: its arithmetic.

    assumed: with the defaults of assumptions. A run that is given a value for each does not depend on them.
    """
    free = () if assumed else {n.name for n in parameters().values() if n.role is ASSUMPTION}
    told = {
        "numbers": [[n.name, None if n.name in free else n.default, n.low, n.high] for n in parameters().values()],
        "loop": source(standard_layout()),
        "scenarios": {
            name: {number: value for number, value in checked(each.numbers).items() if number not in free}
            for name, each in scenarios().items()
        },
    }
    return hashlib.blake2b(json.dumps(told, sort_keys=True).encode(), digest_size=6).hexdigest()


def record() -> dict[str, Any]:
    """The fingerprint (`model`) and what it is made from, for `differences` later: a digest of each rule and scenario,
    and each number's low end, default and high end. Ready for JSON.
    """
    return {
        "model": fingerprint(),
        "rules": _rules(standard_layout()),
        "scenarios": {name: _digest(dict(checked(each.numbers))) for name, each in scenarios().items()},
        "numbers": {n.name: [n.low, n.default, n.high] for n in parameters().values()},
    }


def differences(then: Mapping[str, Any]) -> list[str]:
    """What has changed in the model since a record was made, a line each; empty when nothing has.

    An older record may hold less than today's: only what it holds is compared, the fingerprint always.
    """
    now = record()
    if then.get("model") == now["model"]:
        return []
    found = [*_apart("rule", then, now), *_numbers_apart(then, now), *_apart("scenario", then, now)]
    if len(found) > _MOST:
        found = [*found[:_MOST], f"{len(found) - _MOST} more"]
    fingerprints = f"the model was {then.get('model', 'unknown')} then, and is {now['model']} now"
    return [*found, fingerprints]


def _apart(what: str, then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    before, after = then.get(f"{what}s"), now[f"{what}s"]
    if before is None:
        return
    yield from (f"the {what} {name} is new" for name in after if name not in before)
    yield from (f"the {what} {name} is no longer there" for name in before if name not in after)
    yield from (f"the {what} {name} changed" for name in after if name in before and before[name] != after[name])


def _numbers_apart(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    before, after = then.get("numbers"), now["numbers"]
    if before is None:
        return
    said = "{1:g} ({0:g} to {2:g})".format
    yield from (f"{name} is new" for name in after if name not in before)
    yield from (f"{name} is no longer there" for name in before if name not in after)
    for name in after:
        if name in before and list(before[name]) != after[name]:
            yield f"{name} was {said(*before[name])} then, and is {said(*after[name])} now"


def _rules(layout: Layout) -> dict[str, str]:
    """A digest of each rule's printed functions, whatever the columns that its parameters stand in."""
    written: dict[str, dict[str, str]] = {rule.name(): {} for rule in layout.everything}

    def take(rule: str, function: Function) -> None:
        named = re.sub(r"\bq\[(\d+)\]", lambda at: f"q[{layout.parameters[int(at[1])]}]", function.source)
        written[rule][function.name] = named
        for below in function.needs.values():
            take(rule, below)

    for step in (*layout.starts, *layout.changes):
        take(step.part.rule.name(), step.function)
    for column, function in layout.derived:
        take(layout.parameters[column].partition(".")[0], function)
    phases = {rule.name(): rule.phase.value for rule in layout.everything}
    return {name: _digest([phases[name], functions]) for name, functions in written.items()}


def _digest(told: Any) -> str:
    return hashlib.blake2b(json.dumps(told, sort_keys=True).encode(), digest_size=4).hexdigest()
