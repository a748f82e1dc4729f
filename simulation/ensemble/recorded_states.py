"""Persons or institutions of some futures, week by week: a run keeps only means, so the futures are run again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from simulation.ensemble.chunks import in_chunks
from simulation.ensemble.context import EnsembleContext
from simulation.ensemble.parameter_uncertainty import sampled_parameters
from simulation.ensemble.run_arguments import rules_of
from simulation.model.engine.rule import Rule
from simulation.model.engine.world import Setting, World
from simulation.model.plans.plan import Plan
from simulation.vocabulary.state_variables import MEMBERS, Kind, Table


def record_states(
    plan: Plan, seed: int, weeks: int, rules: Sequence[Rule] | None, futures: int, table: Table, doubt: bool = False
) -> dict[str, np.ndarray]:
    """What members or institutions are in every week of the first futures of a run, with the bits of that run.

    Args:
        plan: the plan that was run.
        seed: the seed of all draws.
        weeks: the horizon in weeks.
        rules: the rules that ran (None: the standard ones).
        futures: how many futures, from the first.
        table: members (peers from outside too) or institutions (the home of outside peers is left out).
        doubt: as the doubt band ran: a set of the accepted sample for each future.

    Returns:
        Every state, and every other variable of which there is a weekly series, by name; float32, shape (futures,
        weeks + 1, persons or institutions). Week 0 is before the first week.

    Raises:
        RuleError: a rule cannot be run.
    """
    rules_run = rules_of(plan, rules)
    context = EnsembleContext(seed, range(futures))
    columns = sampled_parameters(plan, rules_run, context.streams) if doubt else None
    setting = context.setting(plan.values, rules_run, weeks, columns=columns)
    parts = in_chunks(setting, partial(_states_of_chunk, setting, table))
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _states_of_chunk(setting: Setting, table: Table, chunk: slice) -> dict[str, np.ndarray]:
    """The states of some of a setting's futures."""
    world = World(setting.of(chunk), everything=False)
    shape = setting.shape
    entries = shape.members if table is MEMBERS else shape.reported(table)
    names = [v.name for v in world.layout.variables[table] if v.kind is Kind.STATE or v.recorded]
    states = {name: np.empty((len(world.setting), setting.weeks + 1, entries), np.float32) for name in names}
    for week in range(setting.weeks + 1):
        if week:
            world.advance()
        for name, values in states.items():
            values[:, week] = world.arrays[name][:, :entries]
    return states
