"""Many futures of one plan: the loop run over chunks of them, and what happens gathered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from simulation.ensemble.chunks import in_chunks
from simulation.ensemble.context import EnsembleContext, contexts
from simulation.ensemble.outcomes import OUTCOMES, OutcomeInputs, begin_of_support, end_of_support, weeks_looked_at
from simulation.ensemble.parameter_uncertainty import sampled_parameters
from simulation.ensemble.progress import Progress, shown
from simulation.ensemble.results import Results
from simulation.ensemble.series import SPREAD, WeeklySeries, is_core, series
from simulation.ensemble.without_support import (
    MEMBER_MOMENTS,
    WithoutSupport,
    horizon_without_support,
    run_without_support,
    without_support_key,
)
from simulation.model.engine.layout import check_rules
from simulation.model.engine.rule import Rule, declarations
from simulation.model.engine.world import Setting, World
from simulation.model.parameters import parameters
from simulation.model.plans.loading import load
from simulation.model.plans.plan import Plan
from simulation.model.rules import STANDARD
from simulation.vocabulary.errors import ParameterError, RuleError, nearest, one_line
from simulation.vocabulary.state_variables import STATE_VARIABLES
from simulation.vocabulary.units import WEEKS_PER_YEAR

LEAST_WEEKS = 156
WEEKS_AFTER = 2 * WEEKS_PER_YEAR  # for which a partnership is followed when its support has ended
MOST_WEEKS = 520
MOST_FUTURES = 10_000_000
_CREDITED = tuple(variable for variable in STATE_VARIABLES.values() if variable.credited)


@dataclass(frozen=True)
class Gathered:
    """What is kept of some futures: weekly series by name, outcomes by name, credit by state and rule."""

    weekly: dict[str, np.ndarray]
    outcomes: dict[str, np.ndarray]
    credit: dict[str, dict[str, np.ndarray]]


def run_futures(
    plan: Plan | str | Path,
    futures: int = 200,
    seed: int = 7,
    doubt: bool = False,
    rules: Sequence[Rule] | None = None,
    weeks: int | None = None,
    progress: bool | Callable[[int, int], None] = False,
    keep: Iterable[str] | None = None,
    threads: int | None = None,
    compiled: bool = True,
) -> Results:
    """Run a plan in many futures and gather what happens.

    futures: how many, each with its own luck. seed: the luck; the same seed gives the same luck whatever the plan
    says. doubt: run each future a second time with another accepted set of assumptions; found in `results.doubt`.
    rules: the rules to run (default: the standard ones); what the plan leaves out is left out. weeks: the horizon
    (default: two years after the last day, at least 156). progress: show a bar, or call back with (futures done,
    futures in all), between chunks of at most some hundredths of a second; what that raises ends the run. keep: weekly
    series to keep (default: all); the memory of a big run is mostly theirs. threads: how many chunks run side by side
    (default: one a processor); results do not depend on it. compiled: False runs the rules as plain Python, half a
    second a future, so that a breakpoint in one works.

    Raises ParameterError, RuleError (or what `load` raises) in one line when something is out of range.
    """
    plan = load(plan)
    futures = check_int("futures", futures, 1, MOST_FUTURES)
    weeks = horizon(plan, weeks)
    threads = None if threads is None else check_int("threads", threads, 1, 1024)
    seed = check_seed(seed)
    kept = _kept(keep)
    running = rules_of(plan, rules)
    bands = 2 if doubt else 1
    done: list[list[Gathered]] = [[] for _ in range(bands)]
    with shown(progress, futures) as told:
        for context in contexts(plan, seed, futures, weeks):
            for band, gathered in enumerate(
                _batch(plan, running, context, weeks, kept, bands, threads, compiled, told)
            ):
                done[band].append(gathered)
    parts = [_end_to_end(batches) for batches in done]
    names = {rule.name(): rule.idea() for rule in running}
    beside = _results(plan, seed, weeks, parts[1], names, "doubt") if doubt else None
    return _results(plan, seed, weeks, parts[0], names, "luck", beside)


def run_doubt(
    plan: Plan, futures: int, seed: int, keep: Iterable[str], threads: int | None = None
) -> dict[str, np.ndarray]:
    """Weekly series of the doubt band alone, those of `run_futures(..., doubt=True).doubt`: by name, float32, shape
    (futures, weeks + 1). Without outcomes, for which a world without support would have to be run.

    Arguments as for `run_futures`. Raises ParameterError.
    """
    futures, seed, weeks = check_int("futures", futures, 1, MOST_FUTURES), check_seed(seed), horizon(plan, None)
    kept, rules = _kept(keep), rules_of(plan, None)
    parts: list[dict[str, np.ndarray]] = []
    for context in contexts(plan, seed, futures, weeks):
        sampled = sampled_parameters(plan, rules, context.streams)
        setting = context.setting(plan.values, rules, weeks, columns=sampled)
        parts += in_chunks(setting, partial(_series_of, setting, kept), threads)
    return {name: np.concatenate([part[name] for part in parts]) for name in kept}


def _series_of(setting: Setting, kept: Sequence[str], chunk: slice) -> dict[str, np.ndarray]:
    """Weekly series of some of a setting's futures."""
    world = _world(setting.of(chunk), kept)
    world.advance(setting.weeks)
    weekly = WeeklySeries(world)
    return {name: weekly[name] for name in kept}


def _world(setting: Setting, kept: Sequence[str]) -> World:
    """A world that writes down what is kept."""
    rest = [name for name in kept if not is_core(name)]
    return World(setting, everything=bool(rest), spreads=any(name.endswith(SPREAD) for name in rest))


def horizon(plan: Plan, weeks: int | None) -> int:
    """How many weeks a plan is run for: as asked, or two years after the last day and at least 156. Raises
    ParameterError.
    """
    return check_int("weeks", default_weeks(plan.values) if weeks is None else weeks, 1, MOST_WEEKS)


def default_weeks(numbers: Mapping[str, float]) -> int:
    """Two years after the last day, at least 156 weeks after the first."""
    return max(begin_of_support(numbers) + LEAST_WEEKS, end_of_support(numbers) + WEEKS_AFTER)


def rules_of(plan: Plan, rules: Sequence[Rule] | None) -> tuple[Rule, ...]:
    """The rules to run: those given, or the standard ones, without what the plan leaves out.

    Raises RuleError for what is no rule, ParameterError where a rule was given a number that the plan has its own word
    on.
    """
    if rules is None:  # as they are, with no number of their own
        return tuple(rule for rule in STANDARD if rule.name() not in plan.without)
    running = tuple(rule for rule in check_rules(rules) if rule.name() not in plan.without)
    for rule in running:
        for declared in declarations(rule):
            known = parameters().get(declared.name)
            if known is not None and replace(known, moves=()) != replace(declared, moves=()):
                raise RuleError(
                    f"rule {rule.name()}: every plan has a number {declared.name}, in other words or another range; "
                    "use(...) that one, or choose another name"
                )
            own = getattr(rule, declared.name)
            if declared.name in plan.values and own not in (declared.default, plan.values[declared.name]):
                raise ParameterError(
                    f"{declared.name} = {one_line(own)} was set on the rule {rule.name()}, but the plan says "
                    f"{plan.values[declared.name]:g}: set it on the plan, plan.with_({declared.name}=...)"
                )
    return running


def check_seed(seed: Any) -> int:
    """The seed as a whole number from 0. Raises ParameterError."""
    return check_int("seed", seed, 0, 2**64 - 1)


def check_int(name: str, value: Any, low: int, high: int) -> int:
    """A whole number within low..high. Raises ParameterError naming it."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise ParameterError(f"{name} = {one_line(value)} must be a whole number; allowed: {low} to {high}")
    if not low <= value <= high:
        raise ParameterError(f"{name} = {one_line(int(value))} is out of range; allowed: {low} to {high}")
    return int(value)


def gather(setting: Setting, plan: Plan, kept: Sequence[str], alone: WithoutSupport) -> Gathered:
    """Run a setting's futures to the end and gather what happens in them, beside the same futures without support."""
    world = _world(setting, kept)
    before = _levels(world)
    outcomes = outcomes_of(world, plan.values, alone)
    weekly = WeeklySeries(world)
    return Gathered({name: weekly[name] for name in kept}, outcomes, _credit(world, before))


def outcomes_of(world: World, numbers: Mapping[str, float], alone: WithoutSupport) -> dict[str, np.ndarray]:
    """Take a world from its first week to its end: every outcome, float32, shape (futures,)."""
    weeks = world.setting.weeks
    moments: dict[str, dict[int, np.ndarray]] = {name: {} for name in MEMBER_MOMENTS}
    pairs = np.full((len(world.setting), 2), np.nan, np.float32)
    for week in weeks_looked_at(numbers, weeks):
        world.advance(week - world.week)
        for name in MEMBER_MOMENTS:
            moments[name][week] = world.arrays[name].astype(np.float32)
        if week == end_of_support(numbers):
            pairs = _trust_of_pairs(world)
    inputs = OutcomeInputs(WeeklySeries(world), moments, pairs, alone, numbers, world.setting.shape)
    return {name: np.asarray(outcome.find(inputs), np.float32) for name, outcome in OUTCOMES.items()}


def _trust_of_pairs(world: World) -> np.ndarray:
    """Mean trust of the pairs who have sat opposite each other from the first and still do, and the share of them who
    are acquainted; NaN where none is left.
    """
    shape = world.setting.shape
    there = (world.arrays["tenure"] >= world.week) & (world.arrays["taking_part"] > 0.0)
    both = there[:, shape.receiver()] & there[:, shape.giver()]
    count = np.where(both.any(axis=1), both.sum(axis=1), np.nan)
    return np.stack([(world.arrays[n] * both).sum(axis=1) / count for n in ("trust", "acquainted")], axis=1)


def _batch(
    plan: Plan, rules: Sequence[Rule], context: EnsembleContext, weeks: int, kept: Sequence[str], bands: int,
    threads: int | None, compiled: bool, progress: Progress,
) -> list[Gathered]:  # fmt: skip
    """All bands of a context's futures."""
    columns = {}
    if bands > 1:
        sampled = sampled_parameters(plan, rules, context.streams)
        fixed = {**{d.name: getattr(r, d.name) for r in rules for d in declarations(r)}, **plan.values}
        columns = {
            name: np.stack([np.full(len(values), float(fixed[name])), values], axis=1).reshape(-1)
            for name, values in sampled.items()
        }  # fmt: skip
    how: dict[str, Any] = {"columns": columns, "copies": bands, "beside": True, "compiled": compiled}
    followed = horizon_without_support(weeks)
    alone = context.alone(
        (without_support_key(plan, rules), followed, bands, compiled),
        lambda: run_without_support(plan, rules, context, followed, threads=threads, **how),
    )
    setting = context.setting(plan.values, rules, weeks, **how)
    before = progress.done
    made = in_chunks(
        setting, lambda chunk: gather(setting.of(chunk), plan, kept, alone.of(chunk)), threads,
        lambda finished: progress(before + finished // bands),
    )  # fmt: skip
    whole = _end_to_end(made)
    return [_part(whole, slice(band, None, bands)) for band in range(bands)]


def _levels(world: World) -> dict[str, np.ndarray]:
    """The mean of every credited state over all that count in results, shape (futures,)."""
    shape = world.setting.shape
    return {v.name: world.arrays[v.name][:, : shape.reported(v.table)].mean(axis=1) for v in _CREDITED}


def _credit(world: World, before: Mapping[str, np.ndarray]) -> dict[str, dict[str, np.ndarray]]:
    """What each rule changed in each state's mean, per future; what keeping to the range took off stands under
    `range`.
    """
    found: dict[str, dict[str, np.ndarray]] = {}
    on = {rule.name() for rule, runs in zip(world.layout.rules, world.setting.on, strict=True) if runs}
    after = _levels(world)
    for state in _CREDITED:
        people = world.setting.shape.reported(state.table)
        parts = {
            rule: world.credit[:, place] / people
            for place, (name, rule) in enumerate(world.layout.pairs) if name == state.name and rule in on
        }  # fmt: skip
        parts["range"] = after[state.name] - before[state.name] - sum(parts.values())
        found[state.name] = {rule: part.astype(np.float32) for rule, part in parts.items()}
    return found


def _end_to_end(parts: Sequence[Gathered]) -> Gathered:
    """Futures of several parts, one after another."""
    if len(parts) == 1:
        return parts[0]
    first = parts[0]
    return Gathered(
        {name: np.concatenate([part.weekly[name] for part in parts]) for name in first.weekly},
        {name: np.concatenate([part.outcomes[name] for part in parts]) for name in first.outcomes},
        {
            state: {rule: np.concatenate([part.credit[state][rule] for part in parts]) for rule in rules}
            for state, rules in first.credit.items()
        },
    )


def _part(whole: Gathered, futures: slice) -> Gathered:
    return Gathered(
        {name: values[futures] for name, values in whole.weekly.items()},
        {name: values[futures] for name, values in whole.outcomes.items()},
        {state: {rule: values[futures] for rule, values in rules.items()} for state, rules in whole.credit.items()},
    )


def _results(
    plan: Plan, seed: int, weeks: int, part: Gathered, ideas: Mapping[str, str], band: str, doubt: Results | None = None
) -> Results:  # fmt: skip
    return Results(plan, seed, weeks, part.weekly, part.outcomes, part.credit, ideas=ideas, band=band, doubt=doubt)


def _kept(keep: Iterable[str] | None) -> tuple[str, ...]:
    known = series()
    if keep is None:
        return tuple(known)
    if isinstance(keep, str):
        raise ParameterError(f'keep = {one_line(keep)} must be a list of names, such as keep=["{keep}"]')
    keep = tuple(keep)
    for name in keep:
        if name not in known:
            raise ParameterError(f"keep: there is no weekly series {one_line(name)}{nearest(name, known)}")
    return keep
