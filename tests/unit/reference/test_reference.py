"""Three scenarios, ten numbers each, as they were when they were last looked at.

A change that moves them is renewed with `counterparts renew --because "what moved, and why"`; the reason must stand in the
changelog, word for word. `simulation/experiments/reference.py` says what the numbers are.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from simulation.experiments import reference

CHANGELOG = Path(__file__).parents[3] / "CHANGELOG.md"


@pytest.mark.parametrize("scenario", reference.SCENARIOS)
def test_the_results_are_those_of_reference(scenario: str) -> None:
    then = reference.load_reference()["results"][scenario]
    assert reference.changed_numbers({scenario: then}, {scenario: reference.scenario_means(scenario)}) == []


def test_they_are_stored_beside_this_test() -> None:
    assert Path(__file__).with_name("reference.json") == reference.FILE


def test_the_reason_for_the_last_renewal_stands_in_the_changelog() -> None:
    because = reference.load_reference()["because"]
    assert len(because) > 30
    assert because in " ".join(CHANGELOG.read_text(encoding="utf-8").split())
