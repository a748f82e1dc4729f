"""A study of which assumptions matter: all of them screened, then the variance shared out among the ten strongest."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from platformdirs import user_cache_path

from simulation.ensemble.outcomes import end_of_support
from simulation.ensemble.run_arguments import MIN_WEEKS, check_int, check_seed
from simulation.ensemble.stored_sensitivity import Study
from simulation.experiments.problem import rounded
from simulation.experiments.sensitivity.batches import STUDIED_OUTCOMES, Progress, run_sets
from simulation.experiments.sensitivity.designs import (
    elementary_effects,
    morris_sets,
    sobol_indices,
    sobol_sets,
)
from simulation.model.fingerprint import fingerprint, record
from simulation.model.parameters import declared, parameters
from simulation.model.plans.loading import load
from simulation.model.plans.plan import Plan
from simulation.vocabulary.errors import ParameterError
from simulation.vocabulary.parameters import ASSUMPTION, Declaration
from simulation.vocabulary.units import WEEKS_PER_YEAR

VARIANCE_ASSUMPTIONS = 10  # assumptions among which the variance is shared out
_TOLERANCE = 2e-3  # what rounding, and another machine's sums, may change of a result


def study(
    plan: Plan | str | Path = "parliament_mentors",
    *,
    trajectories: int = 20,
    base: int = 256,
    futures: int = 30,
    seed: int = 7,
    weeks: int = MIN_WEEKS,
    assumptions: Sequence[str] | None = None,
    progress: Progress = False,
    keep: Path | None = None,
) -> dict[str, Any]:
    """Study which assumptions matter for a plan; returns the content of the study's file (see `study_file.write`).

    trajectories: walks of the screening after Morris. base: sets of the decomposition after Sobol, for each of its
    assumptions (a power of two). futures, seed: the luck that every set meets. assumptions: names (default: all that
    the plan's ideas read). keep: a folder for what is finished, so that a study that was stopped goes on.

    Raises ParameterError where a number does not make sense.
    """
    plan = load(plan)
    trajectories, futures = check_int("trajectories", trajectories, 2, 10_000), check_int("futures", futures, 2, 10_000)
    base, seed = check_int("base", base, 2, 2**20), check_seed(seed)
    if base & (base - 1):
        raise ParameterError(f"base = {base} must be a power of two, such as {2 ** base.bit_length()}")
    if end_of_support(plan.values) + WEEKS_PER_YEAR > weeks:
        raise ParameterError(f"weeks = {weeks} end before what lasts can be seen, a year after support; allow more")
    studied = assumptions_read_by(plan) if assumptions is None else [_assumption(name) for name in assumptions]
    common: dict[str, Any] = {"futures": futures, "seed": seed, "weeks": weeks, "progress": progress}

    files = {design: keep / f"{design}.jsonl" if keep else None for design in ("screening", "variance")}

    def run(design: str, which: Sequence[Declaration], sets: np.ndarray) -> np.ndarray:
        names = [assumption.name for assumption in which]
        return run_sets(plan, names, rounded(which, sets), keep=files[design], **common)

    morris_design = morris_sets(studied, trajectories, seed)
    results = run("screening", studied, morris_design)
    effects = {
        name: elementary_effects(studied, morris_design, results[:, k], seed)
        for k, name in enumerate(STUDIED_OUTCOMES)
    }
    strongest = [studied[k] for k in _strongest(effects)]
    sobol_design = sobol_sets(strongest, base, seed)
    results = run("variance", strongest, sobol_design)
    shares = {name: sobol_indices(strongest, results[:, k], seed) for k, name in enumerate(STUDIED_OUTCOMES)}
    for file in files.values():
        if file:
            file.unlink(missing_ok=True)  # what was kept is no longer needed
    as_shipped = plan.scenario is not None and plan == Plan.of(plan.scenario)
    return {
        "plan": {
            "scenario": plan.name, "as_shipped": as_shipped, "code": plan.code, "without": list(plan.without),
            "values": dict(plan.values),
        },
        "futures": futures, "seed": seed, "weeks": weeks,
        "screening": {"method": "Morris", "trajectories": trajectories, "sets": len(morris_design)},
        "variance": {"method": "Sobol", "base": base, "sets": len(sobol_design)},
        "versions": {name: metadata.version(name) for name in ("counterparts", "SALib", "numpy", "scipy")},
        "model": fingerprint(), "record": record(),
        "ranges": {assumption.name: [assumption.low, assumption.default, assumption.high] for assumption in studied},
        "as_planned": as_planned(plan, futures, seed, weeks),
        "outcomes": {name: _ranked(studied, effects[name], strongest, shares[name]) for name in STUDIED_OUTCOMES},
    }  # fmt: skip


def result_differences(stored_study: Study) -> list[str]:
    """Which results today's model gives otherwise than when the study was made; runs the plan once.

    Args:
        stored_study: a stored study.

    Returns:
        A line for each result that differs; empty when none does.
    """
    content = stored_study.content
    now = as_planned(stored_study.plan, content["futures"], content["seed"], content["weeks"])
    return [
        f"{name} was {then:g} then, and is {now[name]:.4g} now"
        for name, then in content["as_planned"].items()
        if not np.isclose(now[name], then, rtol=_TOLERANCE, atol=_TOLERANCE)
    ]


def work_folder() -> Path:
    """The default folder for finished batches of a study, in the user's cache folder."""
    return user_cache_path("counterparts") / "sensitivity"


def as_planned(plan: Plan, futures: int, seed: int, weeks: int) -> dict[str, float]:
    """The studied outcomes with every assumption as the plan has it."""
    results = run_sets(plan, [], np.empty((1, 0)), futures=futures, seed=seed, weeks=weeks)
    return dict(zip(STUDIED_OUTCOMES, results[0].tolist(), strict=True))


def assumptions_read_by(plan: Plan) -> list[Declaration]:
    """The assumptions that an idea of the plan reads."""
    return [
        assumption for assumption in parameters().values()
        if assumption.role is ASSUMPTION and not (assumption.moves and set(assumption.moves) <= set(plan.without))
    ]  # fmt: skip


def _assumption(name: str) -> Declaration:
    number = declared(name, where="assumptions")
    if number.role is not ASSUMPTION:
        raise ParameterError(f"assumptions: {name} is no assumption but a {number.role.value}")
    return number


def _strongest(effects: dict[str, list[dict[str, float]]]) -> list[int]:
    """Places of the assumptions with the largest part in the strengths of all, on average over the results."""
    strengths = np.array([[effect["strength"] for effect in of_outcome] for of_outcome in effects.values()])
    total = strengths.sum(axis=1, keepdims=True)
    part = np.divide(strengths, total, out=np.zeros_like(strengths), where=total > 0.0).mean(axis=0)
    return sorted(np.argsort(-part, kind="stable")[:VARIANCE_ASSUMPTIONS].tolist())


def _ranked(
    studied: Sequence[Declaration], effects: list[dict[str, float]], strongest: Sequence[Declaration],
    shares: list[dict[str, float]],
) -> list[dict[str, Any]]:  # fmt: skip
    shares_by_name = {assumption.name: share for assumption, share in zip(strongest, shares, strict=True)}
    rows = [
        {"name": assumption.name, **effect, **shares_by_name.get(assumption.name, {})}
        for assumption, effect in zip(studied, effects, strict=True)
    ]
    return sorted(rows, key=lambda row: -row["strength"])
