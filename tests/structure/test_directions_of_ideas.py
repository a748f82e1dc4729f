"""What more of something does, idea by idea, all else equal and whatever all else is.

1. Where an idea says that more of one thing is never less (or never more) of another, it is so in every small world.
2. Each such saying is put to the test: in some small world it does make a difference.
3. Every idea has such a saying.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.model.engine.rule import declarations
from simulation.model.rules import STANDARD
from tests.structure.rows import ROWS, numbers_of, seen_by, tell, values, within

IDEAS = {type(rule).name(): rule for rule in STANDARD}

# idea: what more of something (a number or what is seen) raises (+) or lowers (-)
SAYINGS = {
    "calendar": """
        peer_days + contact_hours   peer_days + support_days    session_size + contact_hours   engagement + contact_hours
        partners - contact_hours    workload - contact_hours    strain - contact_hours         convenor + contact_hours
        through_convenor - contact_hours   workload_absence - contact_hours   strain_absence - contact_hours
        reserve_share - support_days       months + support_days    response_weeks - support_days   reserve + support_days
        window + support_days              counterparts - contact_hours   early_end_loss - trust   early_end_loss - confidence
        early_end_half_hours - trust   hours + trust""",
    "means": "means + affordable   implementation_fund + affordable   fund_coverage + affordable",
    "disclosure": """
        discretion + openness   felt_trust + openness   fear - openness   fear_effect - openness   rivalry - openness
        rivalry_concealment - openness  session_size - openness""",
    "trust": """
        contact_hours + trust   openness + trust   in_person + trust   shared_experience + trust   session_size - trust
        peer_diversity - trust  scar - trust       hours - trust       hours_to_trust - trust      remote_hour_weight + trust
        task_hour_weight + trust      generic_credibility + trust   likeness + trust   similarity_half_hours + trust  disclosure + trust""",
    "keeping_in_touch": """
        contact_hours + warmth   contact_hours + trust   trust + warmth   cooling_per_month - warmth
        trust_fade_per_month - trust   warming_hours - warmth""",
    "breach": """
        ownership + trust   ownership - breaches   broken_promises_per_year - trust   deceptions_per_year - trust
        deceptions_per_year + scar   broken_promise_trust_loss - trust   deception_trust_loss - trust   scar_depth + scar   settled_view_damping + trust
        preset_plan_breach_factor - trust   new_tie_breach_factor + breaches   hours - breaches""",
    "learning": """
        contact_hours + knowledge   openness + knowledge   ownership + knowledge   freshness + knowledge
        peer + knowledge   practice + knowledge   learning_per_hour + knowledge   standard_content_share + knowledge
        forgetting_months + knowledge   confidence_per_learning + confidence""",
    "small_steps": """
        confidence + practice   knowledge + practice   support + practice   affordable + practice
        share_practising + practice   reform + practice   window + practice   local_incentive + practice
        friction - practice   difficulty - practice   tries_per_month + practice   knowledge_effect + practice
        support_effect + practice   success_confidence_gain + confidence   failure_confidence_loss - confidence   failure_trust_loss - trust""",
    "habit": """
        practice + habit   support + practice   share_practising + practice   habit + practice
        relapse_per_month - practice   habit_decay_per_month - practice   colleague_retention + practice""",
    "diffusion": """
        colleagues_practising + practice   examples_needed - practice   following_per_month + practice
        spontaneous_adoption_per_month + practice   adoption_gain + practice   observable_share + practice   example_confidence_gain + confidence""",
    "benchmarking": "peer + confidence   practice - confidence",
    "crisis": """
        severity + window   severity + strain   crisis_per_year + crises   crisis_per_year + window   crisis_severity + window
        crisis_severity + strain   window_months + window   strain_half_life_months + strain   crisis_strain + strain
        window_convexity - window""",
    "reform": """
        friction - reforms   knowledge + reforms   practice + reforms   support + reforms   window + reforms
        support_days + reforms   reforms_per_month + reforms   quiet + reforms   veto - reforms   unaided_drafting_share + reforms
        practising + reform   reform_erosion_per_month - reform   reach + reform   friction_amplification + reform""",
    "staying_engaged": """
        freshness + engagement   felt_trust + engagement   celebration + engagement   workload - engagement
        hours - engagement   goodwill + engagement   workload_effect - engagement   tiring - engagement   pride + engagement
        novelty_effect + engagement   friendship + engagement""",
    "groupthink": """
        contact_hours - freshness   peer_diversity + freshness   novelty_half_hours + freshness   diversity_novelty_gain + freshness
        similarity_staling - freshness   reputation_transfer + trust   reputation_transfer + warmth""",
    "hub_loss": """
        convenor_exits_per_year + convenor_exits   convenor_exits_per_year - warmth   through_convenor - warmth
        convenor_exit_warmth_loss - warmth   convenor_exit_trust_loss - trust   convenor_gap_months - convenor""",
    "service": "practice + service   reform + service   affordable + service",
    "turnover": """
        turnover_per_year + departures   election_turnover + departures   loose_inheritance + practice
        embedded_inheritance + practice   habit + practice   knowledge_handover_share + knowledge   turnover_per_year - warmth
        turnover_per_year - trust""",
}  # fmt: skip

# Where a saying holds only in some worlds: what the idea itself says about where.
ONLY_WHERE = {
    ("turnover", "turnover_per_year", "trust"): lambda seen: seen["trust"] >= seen["initial_trust"],
}
# What some sayings are about is rare: here it is made to happen often.
THE_END = {"months": 12, "week": 52}
STAGED = {
    ("groupthink", "reputation_transfer"): {"rotation_months": 1, "months": 24},
    **{("calendar", what): THE_END for what in ("early_end_loss", "early_end_half_hours", "hours")},
}
UNMOVED = np.zeros((ROWS, 1), np.float32)
NEARLY = 2e-6  # what adding in single precision may do


def _sayings():
    for idea, said in SAYINGS.items():
        words = said.split()
        for what, sign, moves in zip(words[::3], words[1::3], words[2::3], strict=True):
            yield pytest.param(idea, what, {"+": 1, "-": -1}[sign], moves, id=f"{idea}: {what} {sign} {moves}")


@pytest.mark.parametrize(("idea", "what", "sign", "moves"), list(_sayings()))
def test_more_of_it_does_what_the_idea_says(idea, what, sign, moves):
    rule = IDEAS[idea]
    number = {each.name: each for each in declarations(rule)}.get(what)
    where = ONLY_WHERE.get((idea, what, moves))
    mattered = []

    def holds(numbers, seed, week, data):
        staged = STAGED.get((idea, what), {})
        seen, week = seen_by(rule, seed), staged.get("week", week)
        numbers = numbers | {name: value for name, value in staged.items() if name in numbers}
        if number is not None:
            low, high = sorted((data.draw(within(number)), data.draw(within(number))))
            told = [tell(rule, {**numbers, what: value}, seen, week) for value in (low, high)]
        else:
            two = [seen[what], values(rule, what, np.random.default_rng(seed + 1))]
            told = [tell(rule, numbers, {**seen, what: pick(*two)}, week) for pick in (np.minimum, np.maximum)]
        less, more = (each.get(moves, UNMOVED) for each in told)  # some things move in some weeks only
        change = sign * (more - less).astype(float)
        if where is not None:
            change = change[where(seen)]
        scale = 1.0 + np.abs(less).max()
        assert (change >= -NEARLY * scale).all(), f"{change.min()} at row {change.argmin()}"
        mattered.append((change > NEARLY * scale).any())

    for examples in (30, 400):  # some things are rare: an election, a rotation
        worlds = given(numbers_of(rule), st.integers(0, 2**32 - 1), st.integers(0, 150), st.data())
        settings(max_examples=examples)(worlds(holds))()
        if any(mattered):
            break
    assert any(mattered), "it never made a difference: the saying was not put to the test"


def test_every_idea_has_such_a_saying():
    assert set(SAYINGS) == set(IDEAS)
