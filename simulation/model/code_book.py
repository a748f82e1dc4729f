"""The order in which plan codes number things. Codes already given out rely on it: only ever add at the end of a
list. What a list does not name yet has a code all the same, which may change until it is named.
"""

from __future__ import annotations

SCENARIOS = tuple(
    """
    civil_service_counterparts community_business_network country_peer_review delivery_counterparts
    district_sanitation generic_training health_budget_network parliament_mentors twenty_group union_parishads
    """.split()
)

# Levers and settings: at most 64.
SHARED_NUMBERS = tuple(
    """
    counterparts peers peer_days session_size months taper in_person discretion shared_experience ownership
    step_size peer_diversity rotation_months celebration implementation_fund convenor_share reserve_share
    response_weeks officials institutions units partners colleagues long_ties turnover_per_year
    election_every_months election_turnover crisis_per_year crisis_severity window_months fear workload
    local_incentive means friction rivalry peer_mastery starting_knowledge starting_confidence
    starting_practice people_spread
    """.split()
)

# Assumptions: at most 256.
OWN_NUMBERS = tuple(
    """
    open_above convexity strain_of_crisis strain_months visit_weeks missed_when_busy strain_misses
    release_weeks fund_reach fear_bites rivals_hide hours_to_trust remote_worth task_worth generic_worth
    likeness likeness_hours disclosure swift_trust cooling_per_month trust_fade_per_month warming_hours
    failing_per_year deceiving_per_year preset_breaks newcomer_breaks failing_cost deceiving_cost scar_depth
    set_views learning_per_hour standard_part givers_learn forgetting_months tries_per_month alone_tries ease
    knowledge_helps support_helps colleagues_help incentive_helps reform_helps window_helps difficulty
    friction_hinders win_lifts loss_lowers failure_strains habit_days habit_spread uses_per_week alone_share
    relapse_per_month wearing_per_month company_keeps sources_needed threshold_mean threshold_spread
    following_per_month alone_per_month pick_up example_lifts spur_per_day rivals_discount critical_mass
    mass_width reforms_per_month quiet own_days days_to_draft reach veto pent_up slip_per_month first_interest
    review_per_month goodwill new_things friendship pride time_costs tiring tiring_hours staling_hours
    mix_refreshes copying_stales reputation_carries convenor_exits_per_year convenor_gap_months cools_on_exit
    doubts_on_exit notice_months practice_serves handover_embedded handover_loose peers_leave notes_left
    """.split()
)

# Ideas that a plan may leave out: at most 32.
IDEAS = tuple(
    """
    crisis calendar means showing_doubt trust keeping_in_touch breach learning small_steps habit ripple
    benchmarking reform staying_engaged one_mind lone_star service turnover
    """.split()
)
