"""What the model is at present: a fingerprint of twelve letters that stored results carry, so that stale ones are
noticed, and a longer record, so that what has changed since can be named.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from simulation.model.engine.compiler import layout_of
from simulation.model.engine.language import Function
from simulation.model.engine.layout import Layout
from simulation.model.engine.loop import source
from simulation.model.engine.rule import Rule, declarations
from simulation.model.parameters import parameters
from simulation.model.plans.checks import checked
from simulation.model.plans.scenario import scenarios
from simulation.model.rules import STANDARD
from simulation.vocabulary.parameters import ASSUMPTION

_MAX_NAMED = 6  # changes named one by one; of more, the number is given


def standard_layout() -> Layout:
    """The layout of the standard rules."""
    return layout_of(tuple(type(rule) for rule in STANDARD))


@lru_cache(maxsize=2)
def fingerprint(*, assumed: bool = True) -> str:
    """A digest of all defaults, ranges and scenarios, and of the loop printed from the rules: its arithmetic.

    assumed: with the defaults of assumptions. A run that is given a value for each does not depend on them.
    """
    free = () if assumed else {n.name for n in parameters().values() if n.role is ASSUMPTION}
    content = {
        "numbers": [[n.name, None if n.name in free else n.default, n.low, n.high] for n in parameters().values()],
        "loop": source(standard_layout()),
        "scenarios": {
            name: {number: value for number, value in checked(scenario.numbers).items() if number not in free}
            for name, scenario in scenarios().items()
        },
    }
    return hashlib.blake2b(json.dumps(content, sort_keys=True).encode(), digest_size=6).hexdigest()


def record() -> dict[str, Any]:
    """The fingerprint (`model`) and what it is made from, for `differences` later: a digest of each rule and scenario,
    and each number's low end, default and high end. Ready for JSON.
    """
    return {
        "model": fingerprint(),
        "rules": _rule_digests(standard_layout()),
        "scenarios": {name: _digest(dict(checked(scenario.numbers))) for name, scenario in scenarios().items()},
        "numbers": {n.name: [n.low, n.default, n.high] for n in parameters().values()},
    }


def differences(then: Mapping[str, Any]) -> list[str]:
    """What has changed in the model since a record was made.

    Args:
        then: the record (see `record`). An older one may hold less than today's: only what it holds is compared, the
            fingerprint always.

    Returns:
        A line for each difference; empty when there is none.
    """
    now = record()
    if then.get("model") == now["model"]:
        return []
    found = [
        *_entry_differences("rule", then, now),
        *_parameter_differences(then, now),
        *_entry_differences("scenario", then, now),
    ]
    if len(found) > _MAX_NAMED:
        found = [*found[:_MAX_NAMED], f"{len(found) - _MAX_NAMED} more"]
    fingerprints = f"the model was {then.get('model', 'unknown')} then, and is {now['model']} now"
    return [*found, fingerprints]


def own_rules(rules: Sequence[Rule]) -> dict[str, dict[str, Any]]:
    """Rules that are not the model's: of each, its first line, its numbers and a digest of what it does. Ready for
    JSON.
    """
    own = [rule for rule in rules if type(rule) not in {type(each) for each in STANDARD}]
    if not own:
        return {}
    digests = _rule_digests(layout_of(tuple(type(rule) for rule in rules)))
    return {
        rule.name(): {
            "idea": rule.idea(),
            "digest": digests[rule.name()],
            "numbers": {declared.name: getattr(rule, declared.name) for declared in declarations(rule)},
        }
        for rule in own
    }


def _entry_differences(what: str, then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    before, after = then.get(f"{what}s"), now[f"{what}s"]
    if before is None:
        return
    yield from (f"the {what} {name} is new" for name in after if name not in before)
    yield from (f"the {what} {name} is no longer there" for name in before if name not in after)
    yield from (f"the {what} {name} changed" for name in after if name in before and before[name] != after[name])


def _parameter_differences(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    before, after = then.get("numbers"), now["numbers"]
    if before is None:
        return
    formatted = "{1:g} ({0:g} to {2:g})".format
    yield from (f"{name} is new" for name in after if name not in before)
    yield from (f"{name} is no longer there" for name in before if name not in after)
    for name in after:
        if name in before and list(before[name]) != after[name]:
            yield f"{name} was {formatted(*before[name])} then, and is {formatted(*after[name])} now"


def _rule_digests(layout: Layout) -> dict[str, str]:
    """A digest of each rule's printed functions, whatever the columns that its parameters stand in."""
    sources: dict[str, dict[str, str]] = {rule.name(): {} for rule in layout.everything}

    def take(rule: str, function: Function) -> None:
        named = re.sub(r"\bq\[(\d+)\]", lambda match: f"q[{layout.parameters[int(match[1])]}]", function.source)
        sources[rule][function.name] = named
        for needed in function.needs.values():
            take(rule, needed)

    for step in (*layout.starts, *layout.changes):
        take(step.part.rule.name(), step.function)
    for column, function in layout.derived:
        take(layout.parameters[column].partition(".")[0], function)
    phases = {rule.name(): rule.phase.value for rule in layout.everything}
    return {name: _digest([phases[name], functions]) for name, functions in sources.items()}


def _digest(content: Any) -> str:
    return hashlib.blake2b(json.dumps(content, sort_keys=True).encode(), digest_size=4).hexdigest()
