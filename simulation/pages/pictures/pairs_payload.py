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
from simulation.pages.pictures.people_selection import select_people
from simulation.vocabulary.units import WEEKS_PER_MONTH

MAX_POINTS = 12_000  # of all lines together
FULL_SCALE = 255


@dataclass(frozen=True)
class PairLines:
    """`data`, the bytes; `head`, small numbers and lists for JSON; `facts` of each line, in its order."""

    data: bytes
    head: dict[str, Any]
    facts: tuple[Facts, ...]


def pair_lines(recording: Recording, max_points: int = MAX_POINTS) -> PairLines:
    """The lines of the ties that the picture of the people shows, the ties in its order."""
    ties = select_people(recording.shape).ties
    step = max(1, -(-len(ties) * recording.weeks // max_points))
    pairs = [(tie, pair) for tie in ties.tolist() for pair in facts(recording, tie)]
    trust = [recording.arrays["trust"][weeks_of(pair, step), tie] for tie, pair in pairs]
    points = np.rint(np.clip(np.concatenate(trust), 0.0, 1.0) * FULL_SCALE)
    head = {
        "weeks": recording.weeks, "every": step, "pairs": len(ties), "everybody": recording.shape.ties,
        "ends": round(end_of_support(recording.plan.values) / WEEKS_PER_MONTH, 2),
        "lines": [[pair.begins, pair.ends, int(pair.ended != TO_THE_END), *pair.broken] for _tie, pair in pairs],
        "reached": [[-1 if week is None else week for week in pair.reached] for _tie, pair in pairs],
    }  # fmt: skip
    return PairLines(points.astype(np.uint8).tobytes(), head, tuple(pair for _tie, pair in pairs))


def weeks_of(pair: Facts, step: int) -> list[int]:
    """The weeks of a line's points: its first, every so manieth of the run between, its last."""
    between = range((pair.begins // step + 1) * step, pair.ends, step)
    return sorted({pair.begins, *between, pair.ends})
