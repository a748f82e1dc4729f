"""Assumptions that more than one idea reads; all others are declared in the file of their rule."""

from __future__ import annotations

from simulation.vocabulary.parameters import ASSUMPTION, DIRECTION, JUDGEMENT, Declaration

ASSUMPTIONS: dict[str, Declaration] = {
    assumption.name: assumption
    for assumption in (
        Declaration(
            "window_open_threshold", 0.2, 0.02, 0.3, "share", "When a window counts as open",
            "How open the rules must be before anybody calls it a window.", ASSUMPTION, JUDGEMENT,
        ),
        Declaration(
            "convening_half_people", 88.0, 25.0, 150.0, "people", "Cost of scale",
            "For how many people supported half of the days go into convening, and half of the plan is standard.",
            ASSUMPTION, DIRECTION, ("A11",),
        ),
    )
}
