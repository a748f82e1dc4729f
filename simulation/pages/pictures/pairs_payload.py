"""The pairs of one future as lines of trust, small enough to send: 8 bits a point, weeks thinned where many.

The bytes hold, line by line, trust in the weeks that `weeks_of` names. A line is a pair for as long as they are the
same two people; where somebody leaves, another line begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.answers.story_of_one_pair import TO_THE_END, Facts, facts
from simulation.ensemble.outcomes import end_of_support
from simulation.ensemble.recorder import Recording
from simulation.pages.pictures.people_shown import shown
from simulation.vocabulary.units import WEEKS_PER_MONTH

MOST_POINTS = 12_000  # of all lines together
FULL_SCALE = 255


@dataclass(frozen=True)
class Lines:
    """`data`, the bytes; `head`, small numbers and lists for JSON; `facts` of each line, in its order."""

    data: bytes
    head: dict[str, Any]
    facts: tuple[Facts, ...]


def lines(recording: Recording, most_points: int = MOST_POINTS) -> Lines:
    """The lines of the ties that the picture of the people shows, the ties in its order."""
    ties = shown(recording.shape).ties
    every = max(1, -(-len(ties) * recording.weeks // most_points))
    found = [(tie, one) for tie in ties.tolist() for one in facts(recording, tie)]
    trust = [recording.arrays["trust"][weeks_of(one, every), tie] for tie, one in found]
    points = np.rint(np.clip(np.concatenate(trust), 0.0, 1.0) * FULL_SCALE)
    head = {
        "weeks": recording.weeks, "every": every, "pairs": len(ties), "everybody": recording.shape.ties,
        "ends": round(end_of_support(recording.plan.values) / WEEKS_PER_MONTH, 2),
        "lines": [[one.begins, one.ends, int(one.ended != TO_THE_END), *one.broken] for _tie, one in found],
        "reached": [[-1 if week is None else week for week in one.reached] for _tie, one in found],
    }  # fmt: skip
    return Lines(points.astype(np.uint8).tobytes(), head, tuple(one for _tie, one in found))


def weeks_of(of: Facts, every: int) -> list[int]:
    """The weeks of a line's points: its first, every so manieth of the run between, its last."""
    between = range((of.begins // every + 1) * every, of.ends, every)
    return sorted({of.begins, *between, of.ends})
