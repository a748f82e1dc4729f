"""Three scenarios, ten numbers each, as they were when they were last looked at.

A change that moves them is renewed with `python tests/reference/test_reference.py "what moved, and why"`; the reason
must stand in the changelog, word for word.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from simulation import load, run_futures

FILE = Path(__file__).parent / "reference.json"
CHANGELOG = Path(__file__).parents[2] / "CHANGELOG.md"
SCENARIOS = ("parliament_mentors", "generic_training", "twenty_group")
OUTCOMES = ("lasting_change", "change_at_end", "time_to_trust", "peers_gain", "gini", "reforms", "windows_used")
SERIES = ("practice", "trust", "service")  # at the horizon
FUTURES, SEED = 200, 7


def found(scenario: str) -> dict[str, float]:
    results = run_futures(load(scenario), futures=FUTURES, seed=SEED)
    outcomes = {name: float(np.nanmean(results.per_future(name))) for name in OUTCOMES}
    return {**outcomes, **{f"{name} at the horizon": float(results.weekly(name)[:, -1].mean()) for name in SERIES}}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_results_are_those_of_reference(scenario: str) -> None:
    assert found(scenario) == pytest.approx(json.loads(FILE.read_text())["results"][scenario], rel=2e-3, abs=2e-4)


def test_the_reason_for_the_last_renewal_stands_in_the_changelog() -> None:
    because = json.loads(FILE.read_text())["because"]
    assert len(because) > 30
    assert because in " ".join(CHANGELOG.read_text(encoding="utf-8").split())


if __name__ == "__main__":
    told = {"because": " ".join(sys.argv[1].split()), "futures": FUTURES, "seed": SEED}
    results = {name: {k: float(f"{v:.5g}") for k, v in found(name).items()} for name in SCENARIOS}
    FILE.write_text(json.dumps({**told, "results": results}, indent=1) + "\n", encoding="utf-8")
