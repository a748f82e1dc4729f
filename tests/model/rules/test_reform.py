"""A ready coalition meets an open window."""

import pytest

from simulation.model.rules.reform import Reform

# Coalition 0.5 x (1 - 0.5 x 1) = 0.25 = critical mass: ready 0.5. No own days and 2 days: days 0.5. Window 1: opening 1.
# 52 / 12 a month are 1 a week: 1 - exp(-1) = 0.63212. Chance 0.5 x 0.5 x 0.63212 = 0.15803.
RULE = Reform(
    friction=0, critical_mass=0.25, mass_width=0.05, reforms_per_month=52 / 12, base_reform_rate=0.1, unaided_drafting_share=0, drafting_half_days=2, reform_size=0.4, friction_veto=1,
    friction_amplification=1, reform_erosion_per_month=0.052 / 12, window_open_threshold=0.1,
)  # fmt: skip
SEEN = {
    "knowledge": 0.5, "practice": 0.5, "support": 0.0, "practising": 0.0, "window": 1.0, "window_used": 0.0, "reform": 0.5,
    "support_days": 2.0,
}  # fmt: skip
SLIP = 0.5 * 0.0009995  # of the reform there is, in a week in which nobody practises


def test_a_reform_is_won_and_the_window_is_used(tell):
    told = tell(RULE, draw=0.1580, **SEEN)
    assert told["reform"] == pytest.approx(0.5 * 0.4 - SLIP, rel=1e-4)
    assert (told["reforms"], told["windows_used"], told["window_used"]) == (1.0, 1.0, 1.0)
    assert tell(RULE, draw=0.1580, **SEEN | {"window_used": 1.0})["windows_used"] == 0.0


def test_a_little_bad_luck_and_it_slips(tell):
    told = tell(RULE, draw=0.1581, **SEEN)
    assert told["reform"] == pytest.approx(-SLIP, rel=1e-3)
    assert tell(RULE, draw=0.9, **SEEN | {"practising": 1.0})["reform"] == 0.0


def test_in_quiet_times_change_is_rare_and_small(tell):
    # Opening 0.1: chance 0.015803, size 0.5 x 0.4 x 0.1.
    told = tell(RULE, draw=0.0157, **SEEN | {"window": 0.0})
    assert told["reform"] == pytest.approx(0.02 - SLIP, rel=1e-3)
    assert told["windows_used"] == 0.0
    assert tell(RULE, draw=0.0159, **SEEN | {"window": 0.0})["reforms"] == 0.0


def test_full_friction_blocks_and_makes_change_larger():
    stuck = Reform(friction=1, friction_veto=1, friction_amplification=1, reform_size=0.4)
    assert stuck.pace == 0.0
    assert stuck.size == pytest.approx(0.8)
