"""The patterns of the evidence that the model is held to, one a file: AT1 to AT19."""

from __future__ import annotations

from simulation.experiments.patterns import (
    committed_minority,
    complex_contagion,
    dose_and_early_exit,
    fading_of_ties,
    good_peer_network,
    groupthink,
    hours_to_trust,
    ladder_of_stickiness,
    learning_outlives_imitation,
    limiting_cases,
    loss_of_a_hub,
    municipal_spread,
    punctuated_change,
    relapse_after_a_workshop,
    satisfaction_tells_nothing,
    turnover_is_the_enemy,
    two_kinds_of_breach,
    use_of_windows,
    within_beats_between,
)
from simulation.experiments.patterns.pattern import Band, Pattern

PATTERNS: dict[str, Pattern] = {
    each.PATTERN.id: each.PATTERN
    for each in (
        relapse_after_a_workshop,
        ladder_of_stickiness,
        hours_to_trust,
        fading_of_ties,
        two_kinds_of_breach,
        within_beats_between,
        complex_contagion,
        committed_minority,
        punctuated_change,
        use_of_windows,
        dose_and_early_exit,
        good_peer_network,
        turnover_is_the_enemy,
        loss_of_a_hub,
        groupthink,
        satisfaction_tells_nothing,
        municipal_spread,
        learning_outlives_imitation,
        limiting_cases,
    )
}

__all__ = ["PATTERNS", "Band", "Pattern"]
