"""What stays as it is whatever is renamed: the order in which plan codes number things, and the ids of the streams that
luck is drawn from. Codes already given out rely on it: only ever add at the end of a list. What a list does
not name yet has a code all the same, which may change until it is named; a stream must be named.
"""

from __future__ import annotations

SCENARIOS = tuple(
    """
    civil_service_counterparts community_business_network country_peer_review delivery_counterparts
    district_sanitation generic_training health_budget_network parliament_mentors twenty_group union_parishads
    long_generic_programme clerks_to_clerks ageing_network
    """.split()
)

# Levers and settings: at most 64.
SHARED_PARAMETERS = tuple(
    """
    counterparts peers peer_days session_size months taper in_person discretion shared_experience ownership
    step_size peer_diversity rotation_months celebration implementation_fund convenor_share reserve_share
    response_weeks officials institutions units partners colleagues long_ties turnover_per_year
    election_every_months election_turnover crisis_per_year crisis_severity window_months fear workload
    local_incentive means friction rivalry peer_mastery starting_knowledge starting_confidence
    starting_practice people_spread promised_months support_from_month peer_days_cap
    """.split()
)

# Assumptions: at most 256.
ASSUMPTIONS = tuple(
    """
    window_open_threshold window_convexity crisis_strain strain_half_life_months visit_weeks workload_absence
    strain_absence reserve_release_weeks fund_coverage fear_effect rivalry_concealment hours_to_trust
    remote_hour_weight task_hour_weight generic_credibility similarity_bonus similarity_half_hours
    disclosure_effect swift_trust cooling_per_month trust_fade_per_month warming_hours broken_promises_per_year
    deceptions_per_year preset_plan_breach_factor new_tie_breach_factor broken_promise_trust_loss
    deception_trust_loss scar_depth settled_view_damping learning_per_hour standard_content_share
    giver_learning_share forgetting_months tries_per_month unsupported_try_share base_success_log_odds
    knowledge_effect support_effect colleagues_effect incentive_effect reform_effect window_effect
    step_size_difficulty friction_effect success_confidence_gain failure_confidence_loss failure_trust_loss
    habit_days habit_spread uses_per_week unsupported_habit_share relapse_per_month habit_decay_per_month
    colleague_retention sources_needed threshold_mean threshold_spread following_per_month
    spontaneous_adoption_per_month adoption_gain example_confidence_gain peer_gap_confidence_per_day
    rivalry_discount critical_mass mass_width reforms_per_month base_reform_rate unaided_drafting_share
    drafting_half_days reform_size friction_veto friction_amplification reform_erosion_per_month
    initial_engagement engagement_adjustment_per_month base_engagement_log_odds novelty_effect trust_effect
    celebration_effect workload_effect fatigue_effect fatigue_hours novelty_half_hours diversity_novelty_gain
    similarity_staling reputation_transfer convenor_exits_per_year convenor_gap_months convenor_exit_warmth_loss
    convenor_exit_trust_loss service_lag_months practice_service_share embedded_inheritance loose_inheritance
    peer_turnover_ratio knowledge_handover_share
    convening_half_people willingness_fall fear_absence reluctance_absence attention_half_size crowding_power
    induction_days match_gap early_end_loss early_end_half_hours friend_hours_per_month observable_share
    celebration_effect_on_following ownership_retention convenor_unreplaced_share weekly_learning_capacity_hours
    novelty_share distance_cost obsolescence_per_year confidence_per_learning confidence_decay_per_month
    planned_drafting_share written_practice_share fear_try_effect success_try_effect ownership_effect
    remainder_difficulty leaving_per_month dozen_hour_weight
    """.split()
)

# Ideas that a plan may leave out: at most 32.
RULES = tuple(
    """
    crisis calendar means disclosure trust keeping_in_touch breach learning small_steps habit diffusion
    benchmarking reform staying_engaged groupthink hub_loss service turnover
    """.split()
)

# Random streams of the rules: an id that changes changes everybody's luck.
STREAMS = tuple(
    """
    people/knowledge people/confidence people/practice
    breach/draw calendar/first_visit crisis/arrival crisis/severity habit/pace lone_star/leaving lone_star/route
    reform/draw ripple/draw ripple/rank small_steps/draw turnover/calendar turnover/draw
    staying_engaged/leaving hub_loss/nobody
    """.split()
)
