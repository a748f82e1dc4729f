"""The claims of the documents that the model is held to, one a file: K1 to K22, and S1 to S5 for the whole set."""

from __future__ import annotations

from collections.abc import Mapping

from simulation.experiments.claims import (
    a_bet_that_can_be_lost,
    an_hour_in_a_crowd,
    crises_need_preparation,
    days_of_one_person,
    ending_well,
    fear_in_public,
    hanging_on_one_person,
    knowing_is_not_doing,
    mentors_against_a_class,
    money_is_the_barrier,
    new_blood,
    no_dead_lever,
    order_of_plans,
    peers_benefit_too,
    relationships_outlive_projects,
    same_job_believed_at_once,
    small_is_beautiful,
    small_steps_go_furthest,
    something_held_back,
    the_place_has_sliders,
    those_a_little_ahead,
    three_more_partnerships,
    trust_takes_time,
    twelve_to_eighteen_months,
    whose_plan_it_is,
    wins_invite_the_next,
    worth_their_while,
)
from simulation.experiments.claims.claim import Claim, Contrast, Size
from simulation.experiments.claims.claim_trials import ClaimTrials

CLAIMS: Mapping[str, Claim] = {
    each.CLAIM.id: each.CLAIM
    for each in (
        mentors_against_a_class,
        an_hour_in_a_crowd,
        trust_takes_time,
        relationships_outlive_projects,
        fear_in_public,
        same_job_believed_at_once,
        small_is_beautiful,
        small_steps_go_furthest,
        wins_invite_the_next,
        crises_need_preparation,
        something_held_back,
        money_is_the_barrier,
        whose_plan_it_is,
        twelve_to_eighteen_months,
        ending_well,
        peers_benefit_too,
        those_a_little_ahead,
        new_blood,
        hanging_on_one_person,
        worth_their_while,
        days_of_one_person,
        knowing_is_not_doing,
        order_of_plans,
        no_dead_lever,
        a_bet_that_can_be_lost,
        the_place_has_sliders,
        three_more_partnerships,
    )
}

__all__ = ["CLAIMS", "Claim", "ClaimTrials", "Contrast", "Size"]
