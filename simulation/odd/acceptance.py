"""The stored acceptance table as Markdown."""

from __future__ import annotations

from typing import Any

from simulation.ensemble.parameter_uncertainty import unknown_to_sample
from simulation.experiments import acceptance_seeds as seeds
from simulation.experiments.acceptance import KNOWN_MISSES, load_table, sample_differences
from simulation.experiments.findings_without_pattern import without_pattern
from simulation.experiments.patterns import PATTERNS
from simulation.odd.rendering import render
from simulation.vocabulary.evidence import findings


def by_pattern() -> str:
    """Every pattern: what is run, whether it is met at the defaults, and in which share of the accepted sample."""
    patterns = load_table()["patterns"].values()
    return _render(
        "acceptance",
        known_misses=KNOWN_MISSES,
        sample_shares=[pattern["met_in_sample"] for pattern in patterns if "met_in_sample" in pattern],
        other_seeds=seeds.stored_summary(seeds.load_table()),
    )


def by_figure() -> str:
    """Every figure: its band, what was found at the defaults, and the middle ninety in a hundred of the sample."""
    return _render("bands")


def findings_without_pattern() -> str:
    """Every finding with a size that no pattern uses: its figures, and what becomes of it."""
    return render("unused", findings=findings(), uses=without_pattern())


def _render(template: str, **data: Any) -> str:
    """A template filled with the stored table, and with what sets the model apart from the accepted sample."""
    stored_table = load_table()
    return render(
        template, stored=stored_table["patterns"], provenance=stored_table["provenance"], patterns=PATTERNS,
        sample_differences=sample_differences(stored_table), unknown_to_sample=unknown_to_sample(), **data,
    )  # fmt: skip
