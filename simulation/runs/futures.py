"""Many futures at once: one world of islands, in batches that keep memory bounded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from simulation.model.plan import Plan
from simulation.model.engine.rule import Rule, declarations
from simulation.model.rules import STANDARD
from simulation.model.scenario import load
from simulation.model.week import Weeks
from simulation.model.world import World
from simulation.runs.doubt import doubted
from simulation.runs.outcomes import MEMBER_MOMENTS, OUTCOMES, Told, end_of_support
from simulation.runs.progress import shown
from simulation.runs.record import SPREAD, Record, series
from simulation.runs.results import Results
from simulation.runs.stage import stages
from simulation.vocabulary.errors import ParameterError, nearest, one_line
from simulation.vocabulary.state_variables import STATE_VARIABLES

DEFAULT_WEEKS = 156
MOST_WEEKS = 520
MOST_FUTURES = 10_000_000

Batch = tuple[Mapping[str, np.ndarray], dict[str, np.ndarray], dict[str, dict[str, np.ndarray]]]


def run_futures(
    plan: Plan | str | Path,
    futures: int = 200,
    seed: int = 7,
    doubt: bool = False,
    rules: Sequence[Rule] | None = None,
    weeks: int | None = None,
    progress: bool | Callable[[int, int], None] = False,
    keep: Iterable[str] | None = None,
) -> Results:
    """Run a plan in many futures and gather what happens.

    futures: how many, each with its own luck. seed: the luck; the same seed gives the same luck whatever the plan
    says. doubt: run each future a second time with another accepted set of assumptions; found in `results.doubt`.
    rules: the ideas to run (default: the standard ones); what the plan leaves out is left out. weeks: the horizon
    (default 156). progress: show a bar, or call back with (futures done, futures in all). keep: weekly series to keep
    (default: all); the memory of a big run is mostly theirs.

    Raises ParameterError (or what `load` raises) in one line when something is out of range.
    """
    plan = load(plan)
    futures = whole("futures", futures, 1, MOST_FUTURES)
    weeks = whole("weeks", DEFAULT_WEEKS if weeks is None else weeks, 1, MOST_WEEKS)
    seed = check_seed(seed)
    kept = _kept(keep)
    ideas = ideas_of(plan, rules)
    bands = 2 if doubt else 1
    spreads = any(name.endswith(SPREAD) for name in kept)
    done: list[list[Batch]] = []
    for stage in shown(stages(plan, seed, futures, bands), progress, futures, lambda stage: len(stage.luck.futures)):
        numbers = doubted(plan, ideas, stage.luck) if doubt else plan.values
        batches = run_bands([plan] * bands, stage.world(numbers, ideas, weeks), spreads)
        done.append(batches if kept == tuple(series()) else only(batches, kept))
    parts = [_gather([batches[band] for batches in done], kept) for band in range(bands)]
    return results_of(plan, seed, weeks, ideas, parts)


def ideas_of(plan: Plan, rules: Sequence[Rule] | None) -> tuple[Rule, ...]:
    """The rules to run: those given, or the standard ones, without what the plan leaves out.

    Raises ParameterError where a rule was given a number that the plan has its own word on.
    """
    ideas = tuple(rule for rule in (STANDARD if rules is None else rules) if type(rule).name() not in plan.without)
    for rule in ideas:
        for number in declarations(rule):
            own = getattr(rule, number.name)
            if number.name in plan.values and own not in (number.default, plan.values[number.name]):
                raise ParameterError(
                    f"{number.name} = {one_line(own)} was set on the rule {type(rule).name()}, but the plan says "
                    f"{plan.values[number.name]:g}: set it on the plan, plan.with_({number.name}=...)"
                )
            number.check(own, type(rule).name())
    return ideas


def check_seed(seed: Any) -> int:
    """The seed as a whole number from 0. Raises ParameterError."""
    return whole("seed", seed, 0, 2**64 - 1)


def run_bands(plans: Sequence[Plan], world: World, spreads: bool) -> list[Batch]:
    """Run a world and gather each band's part of its futures: weekly series, outcomes and credit.

    Bands are the copies of the same luck that lie end to end in the world's futures; `plans` has the plan of each.
    """
    run, record, weeks = Weeks(world), Record(world, spreads), world.weeks
    record.write(run)
    ends = [min(end_of_support(plan.values), weeks) for plan in plans]
    moments = {0: _members(world)}
    for week in range(1, weeks + 1):
        run.step()
        record.write(run)
        if week in ends or week == weeks:
            moments[week] = _members(world)
    givers, size = np.unique(world.ties.givers), len(world.luck.futures)
    batches: list[Batch] = []
    for band, (plan, end) in enumerate(zip(plans, ends, strict=True)):
        part = slice(band * size, (band + 1) * size)
        weekly, three = record.weekly(part), [moments[week] for week in (0, end, weeks)]
        stacked = {name: np.stack([members[name][part] for members in three]) for name in MEMBER_MOMENTS}
        told = Told(weekly, stacked, plan.values, givers)
        outcomes = {name: np.asarray(outcome.find(told), np.float32) for name, outcome in OUTCOMES.items()}
        batches.append((weekly, outcomes, _credit(run, weekly, part)))
    return batches


def only(batches: list[Batch], kept: tuple[str, ...]) -> list[Batch]:
    """Batches with no other weekly series than these."""
    return [({name: weekly[name] for name in kept}, made, part) for weekly, made, part in batches]


def _members(world: World) -> dict[str, np.ndarray]:
    return {name: world.arrays[name].copy() for name in MEMBER_MOMENTS}


def _credit(run: Weeks, weekly: Mapping[str, np.ndarray], part: slice) -> dict[str, dict[str, np.ndarray]]:
    """What each idea changed in each state's mean, per future; what keeping to the range took off stands under
    `range`.
    """
    found: dict[str, dict[str, np.ndarray]] = {}
    for state in (q.name for q in STATE_VARIABLES.values() if q.credited):
        parts = run.credit.get(state, {})
        people = run.world.counted(STATE_VARIABLES[state].table)
        means = {
            rule: np.add.reduce(total.T[:people, part], axis=0) / np.float32(people) for rule, total in parts.items()
        }
        change = weekly[state][:, -1] - weekly[state][:, 0]
        found[state] = {**means, "range": change - sum(means.values())}
    return found


def _gather(batches: list[Batch], kept: tuple[str, ...]) -> Batch:
    """Batches end to end, with the weekly series to keep."""
    if len(batches) == 1:
        return batches[0]
    outcomes, credit = batches[0][1:]
    return (
        {name: np.concatenate([batch[0][name] for batch in batches]) for name in kept},
        {name: np.concatenate([batch[1][name] for batch in batches]) for name in outcomes},
        {
            state: {rule: np.concatenate([batch[2][state][rule] for batch in batches]) for rule in parts}
            for state, parts in credit.items()
        },
    )


def results_of(plan: Plan, seed: int, weeks: int, ideas: Sequence[Rule], bands: Sequence[Batch]) -> Results:
    """Results of luck's band, and beside it doubt's where there is one."""
    names = {type(rule).name(): type(rule).idea() for rule in ideas}
    beside = Results(plan, seed, weeks, *bands[1], ideas=names, band="doubt") if len(bands) > 1 else None
    return Results(plan, seed, weeks, *bands[0], ideas=names, doubt=beside)


def _kept(keep: Iterable[str] | None) -> tuple[str, ...]:
    known = series()
    if keep is None:
        return tuple(known)
    keep = tuple(keep)
    for name in keep:
        if name not in known:
            raise ParameterError(f"keep: there is no weekly series {one_line(name)}{nearest(name, known)}")
    return keep


def whole(name: str, value: Any, low: int, high: int) -> int:
    """A whole number within low..high. Raises ParameterError naming it."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise ParameterError(f"{name} = {one_line(value)} must be a whole number; allowed: {low} to {high}")
    if not low <= value <= high:
        raise ParameterError(f"{name} = {one_line(int(value))} is out of range; allowed: {low} to {high}")
    return int(value)
