"""Reference results: ten numbers of three scenarios, to notice when results change.

They are stored beside their test, with the reason for their last renewal, which the changelog gives too, word for word.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from simulation.ensemble.run import run_futures
from simulation.experiments.json_files import write_json
from simulation.model.plans.loading import load
from simulation.vocabulary.errors import OutputError, one_line

FILE = Path(__file__).resolve().parents[2] / "tests" / "unit" / "reference" / "reference.json"
SCENARIOS = ("parliament_mentors", "generic_training", "twenty_group")
OUTCOMES = ("gain", "gain_at_end", "days", "peers_gain", "trust", "reforms", "citizens")
SERIES = ("practice", "trust", "service")  # at the horizon
FUTURES, SEED = 200, 7
RELATIVE, ABSOLUTE = 2e-3, 2e-4  # what another machine may change

Numbers = Mapping[str, float]


def load_reference(file: Path = FILE) -> dict[str, Any]:
    """The reference results: `results[scenario][name]`, and the reason (`because`) for the last renewal.

    Raises OutputError where there are none.
    """
    try:
        content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return {"because": str(content["because"]), "results": dict(content["results"])}
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise OutputError(f"{file}: holds no reference results ({one_line(problem)})") from None


def scenario_means(scenario: str) -> dict[str, float]:
    """The means of a scenario's ten numbers over the futures, in today's model."""
    results = run_futures(load(scenario), futures=FUTURES, seed=SEED)
    outcomes = {name: float(np.nanmean(results.per_future(name))) for name in OUTCOMES}
    return {**outcomes, **{f"{name} at the horizon": float(results.weekly(name)[:, -1].mean()) for name in SERIES}}


def changed_numbers(then: Mapping[str, Numbers], now: Mapping[str, Numbers]) -> list[str]:
    """Which numbers moved beyond the tolerance, and by how much, a line each."""
    lines = []
    for scenario, numbers in now.items():
        before = then.get(scenario, {})
        for name, value in numbers.items():
            if name not in before:
                lines.append(f"{scenario}, {name}: {value:.4g}, new")
            elif not math.isclose(value, before[name], rel_tol=RELATIVE, abs_tol=ABSOLUTE):
                change = _change_text(before[name], value)
                lines.append(f"{scenario}, {name}: {before[name]:.4g} to {value:.4g} ({change})")
    dropped = [f"{scenario}, {name}: no longer looked at" for scenario, numbers in then.items() for name in numbers
            if name not in now.get(scenario, {})]  # fmt: skip
    return lines + dropped


def write(results: Mapping[str, Numbers], because: str, file: Path = FILE) -> Path:
    """Store reference results with the reason why they moved. Raises OutputError where they cannot be written."""
    rounded = {name: {k: float(f"{v:.5g}") for k, v in numbers.items()} for name, numbers in results.items()}
    return write_json(file, {"because": because, "futures": FUTURES, "seed": SEED, "results": rounded})


def _change_text(before: float, after: float) -> str:
    return f"by {100 * (after - before) / abs(before):+.1f} %" if before else f"by {after - before:+.4g}"
