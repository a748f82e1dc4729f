"""Parameter uncertainty, one accepted set of assumptions for each future."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from simulation.ensemble.posterior_sample import accepted
from simulation.ensemble.run_arguments import MAX_FUTURES, check_int, check_seed, rules_of
from simulation.model.engine.rule import Rule, declarations
from simulation.model.engine.streams import RandomStreams
from simulation.model.parameters import parameters
from simulation.model.plans.loading import load
from simulation.model.plans.plan import Plan
from simulation.vocabulary.parameters import ASSUMPTION, Declaration

if TYPE_CHECKING:
    import pandas as pd

_PER_FUTURE = (("future", 1),)


def sampled_parameters(plan: Plan, rules: Sequence[Rule], streams: RandomStreams) -> dict[str, np.ndarray]:
    """A value of every assumption of the plan's rules for each future.

    Each future draws one set from the posterior sample, so that assumptions go together as the evidence lets them. An
    assumption that the sample does not know (of a rule of one's own), or that the plan sets to another value than the
    default, is drawn over its range by itself: half of the draws fall below the plan's value and half above, evenly out
    to each end. A standard one that is newer than the sample keeps its default (see `unknown_to_sample`).

    Args:
        plan: the plan.
        rules: the rules that run.
        streams: the random streams of the futures.

    Returns:
        Values by name, shape (futures,).
    """
    sample = accepted()
    set_index = np.floor(streams.once("doubt/set", _PER_FUTURE)[:, 0].astype(np.float64) * sample.size).astype(int)
    rule_values = {declared.name: getattr(rule, declared.name) for rule in rules for declared in declarations(rule)}
    values: dict[str, np.ndarray] = {}
    for name, declared in parameters(rules).items():
        if declared.role is not ASSUMPTION:
            continue
        centre = plan.values.get(name, rule_values.get(name, declared.default))
        if name in sample.sets and centre == declared.default:
            values[name] = sample.sets[name][set_index]
        elif name in plan.values and name not in sample.sets and centre == declared.default:
            values[name] = np.full(len(set_index), float(centre))
        else:
            values[name] = _draw_over_range(declared, centre, streams)
    return values


def supposed(
    plan: Plan | str | Path, futures: int = 200, seed: int = 7, rules: Sequence[Rule] | None = None
) -> pd.DataFrame:
    """The assumptions with which each future of the doubt band is run.

    Args:
        plan: a plan, or what `load` makes one of.
        futures: number of futures, as for `run_futures`.
        seed: the seed of all draws.
        rules: the rules to run, as for `run_futures`.

    Returns:
        A row for each future, a column for each assumption, in its own unit. Plans of the same assumptions meet the
        same sets, future by future.

    Raises:
        ParameterError: an argument is out of range.
        ScenarioError: there is no such plan.

    Examples:
        >>> from simulation import supposed
        >>> supposed("parliament_mentors", futures=20)["habit_days"].between(0, 1000).all().item()
        True
    """
    import pandas as pd

    plan = load(plan)
    streams = RandomStreams(check_seed(seed), range(check_int("futures", futures, 1, MAX_FUTURES)))
    return pd.DataFrame(sampled_parameters(plan, rules_of(plan, rules), streams)).rename_axis("future")


def unknown_to_sample() -> tuple[str, ...]:
    """Assumptions of the standard rules that the accepted sample does not know: it is used with their defaults."""
    sample = accepted()
    return tuple(n for n, declared in parameters().items() if declared.role is ASSUMPTION and n not in sample.sets)


def _draw_over_range(assumption: Declaration, centre: float, streams: RandomStreams) -> np.ndarray:
    draw = streams.once(f"doubt/{assumption.name}", _PER_FUTURE)[:, 0].astype(np.float64)
    values = np.where(
        draw < 0.5,
        assumption.low + (centre - assumption.low) * 2.0 * draw,
        centre + (assumption.high - centre) * (2.0 * draw - 1.0),
    )
    return np.rint(values) if assumption.whole else values
