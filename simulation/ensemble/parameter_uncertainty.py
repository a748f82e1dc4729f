"""The doubt band: parameter uncertainty, one accepted set of assumptions for each future."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulation.ensemble.posterior_sample import accepted
from simulation.model.engine.rule import Rule, declarations
from simulation.model.engine.streams import RandomStreams
from simulation.model.parameters import parameters
from simulation.model.plans.plan import Plan
from simulation.vocabulary.parameters import ASSUMPTION, Declaration

_ONE = (("future", 1),)


def sampled_parameters(plan: Plan, rules: Sequence[Rule], streams: RandomStreams) -> dict[str, np.ndarray]:
    """Every assumption of the plan's rules, one value for each of the streams' futures: name to shape (futures,).

    Each future draws one set from the accepted sample, so that assumptions go together as the evidence lets them. An
    assumption that the sample does not know (of a rule of one's own) or
    that the plan sets to a value of its own is drawn over its range by itself: half of the draws fall below the plan's
    value and half above, evenly out to each end. A standard one that is newer than the sample keeps its default (see
    `unknown_to_sample`).
    """
    sample = accepted()
    chosen = np.floor(streams.once("doubt/set", _ONE)[:, 0].astype(np.float64) * sample.size).astype(int)
    own = {declared.name: getattr(rule, declared.name) for rule in rules for declared in declarations(rule)}
    found: dict[str, np.ndarray] = {}
    for name, declared in parameters(rules).items():
        if declared.role is not ASSUMPTION:
            continue
        middle = plan.values.get(name, own.get(name, declared.default))
        if name in sample.sets and middle == declared.default:
            found[name] = sample.sets[name][chosen]
        elif name in plan.values and name not in sample.sets and middle == declared.default:
            found[name] = np.full(len(chosen), float(middle))
        else:
            found[name] = _over_its_range(declared, middle, streams)
    return found


def unknown_to_sample() -> tuple[str, ...]:
    """Assumptions of the standard rules that the accepted sample does not know: it is used with their defaults."""
    sample = accepted()
    return tuple(n for n, declared in parameters().items() if declared.role is ASSUMPTION and n not in sample.sets)


def _over_its_range(number: Declaration, middle: float, streams: RandomStreams) -> np.ndarray:
    draw = streams.once(f"doubt/{number.name}", _ONE)[:, 0].astype(np.float64)
    drawn = np.where(
        draw < 0.5,
        number.low + (middle - number.low) * 2.0 * draw,
        middle + (number.high - middle) * (2.0 * draw - 1.0),
    )
    return np.rint(drawn) if number.whole else drawn
