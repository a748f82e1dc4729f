"""The screening of a study in every scenario, of which the strongest assumptions are stored."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from simulation.ensemble.outcomes import end_of_support
from simulation.ensemble.run_arguments import MIN_WEEKS
from simulation.experiments.problem import rounded
from simulation.experiments.sensitivity.batches import STUDIED_OUTCOMES, Progress, run_sets
from simulation.experiments.sensitivity.designs import elementary_effects, morris_sets
from simulation.experiments.sensitivity.study import assumptions_read_by
from simulation.model.fingerprint import fingerprint
from simulation.model.plans.loading import load
from simulation.model.plans.scenario import scenarios
from simulation.vocabulary.units import WEEKS_PER_YEAR

STORED_STRONGEST = 8  # the strongest, of each result


def everywhere(
    *, trajectories: int = 8, futures: int = 20, seed: int = 7, names: Sequence[str] | None = None,
    progress: Progress = False, keep: Path | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The strongest assumptions for each result in each scenario, ready for JSON: name, strength, effect, half of the
    95 % interval of strength (see `designs.elementary_effects`).

    trajectories, futures, seed: as for `study`. names: of scenarios (default: all).

    keep: a folder for what is finished, so that a study that was stopped goes on; what is no longer needed goes.
    """
    by_scenario: dict[str, Any] = {}
    files = []
    for name in scenarios() if names is None else names:
        plan = load(name)
        weeks = max(MIN_WEEKS, end_of_support(plan.values) + WEEKS_PER_YEAR)
        assumptions = assumptions_read_by(plan)
        walks = morris_sets(assumptions, trajectories, seed)
        files += [keep / f"where-{name}.jsonl"] if keep else []
        results = run_sets(
            plan, [assumption.name for assumption in assumptions], rounded(assumptions, walks),
            futures=futures, seed=seed, weeks=weeks, progress=progress, keep=files[-1] if files else None,
        )  # fmt: skip
        by_scenario[name] = {}
        for column, outcome in enumerate(STUDIED_OUTCOMES):
            effects = zip(assumptions, elementary_effects(assumptions, walks, results[:, column], seed), strict=True)
            strongest = sorted(effects, key=lambda pair: -pair[1]["strength"])[:STORED_STRONGEST]
            by_scenario[name][outcome] = [
                [assumption.name, *(float(f"{effect[key]:.4g}") for key in ("strength", "effect", "strength_within"))]
                for assumption, effect in strongest
            ]
    for file in files:
        file.unlink(missing_ok=True)
    return {
        "model": fingerprint(), "trajectories": trajectories, "futures": futures, "seed": seed,
        "scenarios": by_scenario,
    }  # fmt: skip
