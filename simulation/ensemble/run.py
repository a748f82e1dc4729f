"""Many futures of one plan: the engine runs chunks of them, and their output is put together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from simulation.ensemble.chunks import in_chunks
from simulation.ensemble.context import EnsembleContext, contexts, kept_context
from simulation.ensemble.outcomes import OUTCOMES, OutcomeInputs, end_of_support, snapshot_weeks
from simulation.ensemble.parameter_uncertainty import sampled_parameters
from simulation.ensemble.progress import Progress, track_progress
from simulation.ensemble.results import Results
from simulation.ensemble.run_arguments import MAX_FUTURES, check_flag, check_int, check_seed, horizon, rules_of
from simulation.ensemble.series import SPREAD, WeeklySeries, is_core, series
from simulation.ensemble.without_support import (
    SNAPSHOT_STATES,
    WithoutSupport,
    horizon_without_support,
    run_without_support,
    without_support_key,
)
from simulation.model.engine.rule import Rule, declarations
from simulation.model.engine.world import Setting, World
from simulation.model.fingerprint import own_rules
from simulation.model.plans.loading import load
from simulation.model.plans.plan import Plan
from simulation.vocabulary.errors import ParameterError, nearest, one_line
from simulation.vocabulary.state_variables import STATE_VARIABLES

_CREDITED = tuple(variable for variable in STATE_VARIABLES.values() if variable.credited)


@dataclass(frozen=True)
class RunOutput:
    """Output of some futures: weekly series by name, outcomes by name, credit by state and rule."""

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
    """Run a plan in many futures.

    Args:
        plan: a plan, or a scenario's name, a scenario file or a plan code (see `load`).
        futures: number of futures, each with its own random draws.
        seed: the seed of all draws; the same seed gives the same draws whatever the plan says.
        doubt: also run each future with a parameter set of the posterior sample; found in `results.doubt`. A number of
            a rule of one's own, of which no evidence says anything, is drawn over all of its range, half of the draws
            on either side of its value.
        rules: the rules to run (default: the standard ones); what the plan leaves out is left out.
        weeks: the horizon in weeks (default: two years after the last day, at least 156).
        progress: True shows a bar; a function is called with (futures done, futures in all) between chunks of at most
            some hundredths of a second, and what it raises ends the run.
        keep: names of the weekly series to keep (default: all); the memory of a large run is mostly theirs.
        threads: number of chunks that run side by side (default: one a processor); results do not depend on it.
        compiled: False runs the rules as plain Python, half a second a future, so that a breakpoint in one works.

    Returns:
        The results, with arrays whose leading axis is the futures.

    Raises:
        ParameterError: an argument is out of range, or a rule sets a parameter that the plan sets otherwise.
        RuleError: a rule cannot be run.
        ScenarioError: there is no such plan (see `load`).

    Examples:
        >>> from simulation import run_futures
        >>> results = run_futures("parliament_mentors", futures=20, seed=7)
        >>> results.weekly("trust").shape == (20, results.weeks + 1)
        True
        >>> again = run_futures("parliament_mentors", futures=20, seed=7)
        >>> bool((results.per_future("gain") == again.per_future("gain")).all())
        True

        A rule can be left out, here fading by lack of contact; the luck stays the same:

        >>> from simulation import STANDARD
        >>> rules = [rule for rule in STANDARD if rule.name() != "keeping_in_touch"]
        >>> kept = run_futures("parliament_mentors", futures=20, seed=7, rules=rules)
        >>> bool(kept.weekly("trust")[:, -1].mean() > results.weekly("trust")[:, -1].mean())
        True
    """
    plan = load(plan)
    futures = check_int("futures", futures, 1, MAX_FUTURES)
    weeks = horizon(plan, weeks)
    threads = None if threads is None else check_int("threads", threads, 1, 1024)
    seed = check_seed(seed)
    series_names = _checked_series(keep)
    rules_run = rules_of(plan, rules)
    bands = 2 if check_flag("doubt", doubt) else 1
    check_flag("compiled", compiled)
    outputs: list[list[RunOutput]] = [[] for _ in range(bands)]
    with track_progress(progress, futures) as tracker:
        for context in contexts(plan, seed, futures, weeks):
            for band, output in enumerate(
                _run_batch(plan, rules_run, context, weeks, series_names, bands, threads, compiled, tracker)
            ):
                outputs[band].append(output)
    parts = [_concatenate(batches) for batches in outputs]
    first_lines = {rule.name(): rule.idea() for rule in rules_run}
    common = {
        "rules": first_lines, "own_rules": own_rules(rules_run), "rules_given": None if rules is None else rules_run,
    }  # fmt: skip
    doubt_results = _results(plan, seed, weeks, parts[1], band="doubt", **common) if doubt else None
    return _results(plan, seed, weeks, parts[0], band="luck", doubt=doubt_results, **common)


def run_block(
    plan: Plan,
    futures: range,
    seed: int,
    *,
    doubt: bool = False,
    rules: Sequence[Rule] | None = None,
    weeks: int | None = None,
    keep: Iterable[str] = (),
    threads: int | None = None,
) -> dict[str, RunOutput]:
    """Some of a seed's futures: the same bits as these have among all of `run_futures(plan, seed=seed)`.

    Args:
        plan: the plan.
        futures: which futures of the seed.
        seed: the seed of all draws.
        doubt: also run each future with a parameter set of the posterior sample.
        rules: as for `run_futures`.
        weeks: the horizon in weeks, as for `run_futures`.
        keep: names of the weekly series to keep.
        threads: number of chunks that run side by side (default: one a processor).

    Returns:
        Output by band: `luck`, and `doubt` where it was asked for.

    Raises:
        ParameterError: an argument is out of range.
        RuleError: a rule cannot be run.
    """
    weeks, series_names, rules_run = horizon(plan, weeks), _checked_series(keep), rules_of(plan, rules)
    bands = ("luck", "doubt") if doubt else ("luck",)
    context = kept_context((plan.name, check_seed(seed), len(futures)), futures.start)
    tracker = Progress(len(futures))
    outputs = _run_batch(plan, rules_run, context, weeks, series_names, len(bands), threads, True, tracker)
    return dict(zip(bands, outputs, strict=True))


def run_parameter_uncertainty(
    plan: Plan, futures: int, seed: int, keep: Iterable[str], threads: int | None = None
) -> dict[str, np.ndarray]:
    """Weekly series of the parameter-uncertainty band alone: those of `run_futures(..., doubt=True).doubt`.

    It has no outcomes, for which the baseline without support would have to be run.

    Args:
        plan: the plan.
        futures: number of futures.
        seed: the seed of all draws.
        keep: names of the weekly series.
        threads: number of chunks that run side by side (default: one a processor).

    Returns:
        Series by name, float32, shape (futures, weeks + 1).

    Raises:
        ParameterError: an argument is out of range.
    """
    futures, seed, weeks = check_int("futures", futures, 1, MAX_FUTURES), check_seed(seed), horizon(plan, None)
    series_names, rules = _checked_series(keep), rules_of(plan, None)
    parts: list[dict[str, np.ndarray]] = []
    for context in contexts(plan, seed, futures, weeks):
        sampled = sampled_parameters(plan, rules, context.streams)
        setting = context.setting(plan.values, rules, weeks, columns=sampled)
        parts += in_chunks(setting, partial(_series_of, setting, series_names), threads)
    return {name: np.concatenate([part[name] for part in parts]) for name in series_names}


def _series_of(setting: Setting, series_names: Sequence[str], chunk: slice) -> dict[str, np.ndarray]:
    """Weekly series of some of a setting's futures."""
    world = _make_world(setting.of(chunk), series_names)
    world.advance(setting.weeks)
    weekly = WeeklySeries(world)
    return {name: weekly[name] for name in series_names}


def _make_world(setting: Setting, series_names: Sequence[str]) -> World:
    """A world that records these series."""
    extra = [name for name in series_names if not is_core(name)]
    return World(setting, everything=bool(extra), spreads=any(name.endswith(SPREAD) for name in extra))


def run_to_end(setting: Setting, plan: Plan, series_names: Sequence[str], alone: WithoutSupport) -> RunOutput:
    """Run a setting's futures to the end and gather what happens in them, beside the same futures without support."""
    world = _make_world(setting, series_names)
    before = _mean_states(world)
    outcomes = outcomes_of(world, plan.values, alone)
    weekly = WeeklySeries(world)
    return RunOutput({name: weekly[name] for name in series_names}, outcomes, _credit(world, before))


def outcomes_of(world: World, numbers: Mapping[str, float], alone: WithoutSupport) -> dict[str, np.ndarray]:
    """Take a world from its first week to its end: every outcome, float32, shape (futures,)."""
    weeks = world.setting.weeks
    snapshots: dict[str, dict[int, np.ndarray]] = {name: {} for name in SNAPSHOT_STATES}
    pairs = np.full((len(world.setting), 2), np.nan, np.float32)
    for week in snapshot_weeks(numbers, weeks):
        world.advance(week - world.week)
        for name in SNAPSHOT_STATES:
            snapshots[name][week] = world.arrays[name].astype(np.float32)
        if week == end_of_support(numbers):
            pairs = _pair_trust(world)
    inputs = OutcomeInputs(WeeklySeries(world), snapshots, pairs, alone, numbers, world.setting.shape)
    return {name: np.asarray(outcome.compute(inputs), np.float32) for name, outcome in OUTCOMES.items()}


def _pair_trust(world: World) -> np.ndarray:
    """Mean trust of the pairs who have sat opposite each other from the first and still do, and the share of them who
    are acquainted; NaN where none is left.
    """
    shape = world.setting.shape
    present = (world.arrays["tenure"] >= world.week) & (world.arrays["taking_part"] > 0.0)
    pair_present = present[:, shape.receiver()] & present[:, shape.giver()]
    count = np.where(pair_present.any(axis=1), pair_present.sum(axis=1), np.nan)
    return np.stack([(world.arrays[n] * pair_present).sum(axis=1) / count for n in ("trust", "acquainted")], axis=1)


def _run_batch(
    plan: Plan, rules: Sequence[Rule], context: EnsembleContext, weeks: int, series_names: Sequence[str], bands: int,
    threads: int | None, compiled: bool, progress: Progress,
) -> list[RunOutput]:  # fmt: skip
    """All bands of a context's futures."""
    columns = {}
    if bands > 1:
        sampled = sampled_parameters(plan, rules, context.streams)
        fixed = {**{d.name: getattr(r, d.name) for r in rules for d in declarations(r)}, **plan.values}
        columns = {
            name: np.stack([np.full(len(values), float(fixed[name])), values], axis=1).reshape(-1)
            for name, values in sampled.items()
        }  # fmt: skip
    options: dict[str, Any] = {"columns": columns, "copies": bands, "beside": True, "compiled": compiled}
    baseline_weeks = horizon_without_support(weeks)
    alone = context.alone(
        (without_support_key(plan, rules), baseline_weeks, bands, compiled),
        lambda: run_without_support(plan, rules, context, baseline_weeks, threads=threads, **options),
    )
    setting = context.setting(plan.values, rules, weeks, **options)
    done_before = progress.done
    outputs = in_chunks(
        setting, lambda chunk: run_to_end(setting.of(chunk), plan, series_names, alone.of(chunk)), threads,
        lambda finished: progress(done_before + finished // bands),
    )  # fmt: skip
    output = _concatenate(outputs)
    return [_select_futures(output, slice(band, None, bands)) for band in range(bands)]


def _mean_states(world: World) -> dict[str, np.ndarray]:
    """The mean of every credited state over all that count in results, shape (futures,)."""
    shape = world.setting.shape
    return {v.name: world.arrays[v.name][:, : shape.reported(v.table)].mean(axis=1) for v in _CREDITED}


def _credit(world: World, before: Mapping[str, np.ndarray]) -> dict[str, dict[str, np.ndarray]]:
    """What each rule changed in each state's mean, per future; what keeping to the range took off stands under
    `range`.
    """
    credit: dict[str, dict[str, np.ndarray]] = {}
    on = {rule.name() for rule, runs in zip(world.layout.rules, world.setting.on, strict=True) if runs}
    after = _mean_states(world)
    for state in _CREDITED:
        n_reported = world.setting.shape.reported(state.table)
        parts = {
            rule: world.credit[:, index] / n_reported
            for index, (name, rule) in enumerate(world.layout.pairs) if name == state.name and rule in on
        }  # fmt: skip
        parts["range"] = after[state.name] - before[state.name] - sum(parts.values())
        credit[state.name] = {rule: part.astype(np.float32) for rule, part in parts.items()}
    return credit


def _concatenate(parts: Sequence[RunOutput]) -> RunOutput:
    """One output from several, their futures one after another."""
    if len(parts) == 1:
        return parts[0]
    first = parts[0]
    return RunOutput(
        {name: np.concatenate([part.weekly[name] for part in parts]) for name in first.weekly},
        {name: np.concatenate([part.outcomes[name] for part in parts]) for name in first.outcomes},
        {
            state: {rule: np.concatenate([part.credit[state][rule] for part in parts]) for rule in rules}
            for state, rules in first.credit.items()
        },
    )


def _select_futures(output: RunOutput, futures: slice) -> RunOutput:
    return RunOutput(
        {name: values[futures] for name, values in output.weekly.items()},
        {name: values[futures] for name, values in output.outcomes.items()},
        {state: {rule: values[futures] for rule, values in rules.items()} for state, rules in output.credit.items()},
    )


def _results(plan: Plan, seed: int, weeks: int, part: RunOutput, **more: Any) -> Results:
    return Results(plan, seed, weeks, part.weekly, part.outcomes, part.credit, **more)


def _checked_series(keep: Iterable[str] | None) -> tuple[str, ...]:
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
