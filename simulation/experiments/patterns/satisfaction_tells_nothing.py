"""Participants are content with good support and bad support alike."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simulation.ensemble.outcomes import end_of_support
from simulation.experiments.patterns.pattern import Band, Pattern
from simulation.experiments.trials import Trials, each
from simulation.model.plans.loading import load
from simulation.model.plans.plan import Plan

_WRITTEN_FOR = (
    "civil_service_counterparts", "community_business_network", "country_peer_review", "delivery_counterparts",
    "district_sanitation", "generic_training", "health_budget_network", "parliament_mentors", "twenty_group",
    "union_parishads",
)  # fmt: skip
_WORTH = 0.5  # engagement above which a pair finds the meetings worth their time


def ratings(trials: Trials, plan: Plan) -> tuple[np.ndarray, np.ndarray]:
    """Share content, of the pairs who still meet, on the day support ends, and share of those supported who changed by
    then; both (sets,).
    """
    end = end_of_support(plan.values)
    people = int(plan["counterparts"])
    watch = {"engagement": each("engagement"), "practising": each("practising", 0, people),
             "there": each("taking_part", 0, people)}  # fmt: skip
    seen = trials.run(plan, end, watch)
    there = np.repeat(seen["there"][:, :, end], int(plan["partners"]), axis=2)
    content = ((seen["engagement"][:, :, end] > _WORTH) * there).sum(axis=(1, 2)) / np.maximum(
        there.sum(axis=(1, 2)), 1
    )
    changed = (seen["practising"][:, :, end] - seen["practising"][:, :, 0]).mean(axis=(1, 2))
    return content, changed


def find(trials: Trials) -> Mapping[str, np.ndarray]:
    """Content and changed over all scenarios: the least and the most content, and how many changed."""
    pairs = [ratings(trials, load(name)) for name in _WRITTEN_FOR]
    content, changed = (np.stack(each) for each in zip(*pairs, strict=True))
    return {"least": content.min(axis=0), "most": content.max(axis=0), "changed": changed.mean(axis=0),
            "widest": changed.max(axis=0) - changed.min(axis=0)}  # fmt: skip


PATTERN = Pattern(
    "AT16", "Satisfaction tells nothing", "all ten scenarios, on the day support ends", "A26 H09 A12",
    {
        "least": Band("share content in the scenario where fewest are", 0.84),
        "most": Band("share content in the scenario where most are", 0.84, 1.0),
        "changed": Band("share of those supported who came to work the new way, over all scenarios", 0.4, 0.6),
        "widest": Band("from the scenario where fewest changed to the one where most did", 0.3),
    },
    find,
)  # fmt: skip
