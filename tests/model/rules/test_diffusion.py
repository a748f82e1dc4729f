"""One example next door, then two."""

import numpy as np
import pytest

from simulation.model.rules.diffusion import Diffusion

# 0.0433 a month are 0.01 a week (chance 0.00995); 0.00433 a month 0.001 a week (chance 0.0009995).
RULE = Diffusion(
    sources_needed=2, threshold_mean=0.25, threshold_spread=0.1, following_per_month=0.52 / 12, spontaneous_adoption_per_month=0.052 / 12, adoption_gain=0.3,
    example_confidence_gain=0.1,
    observable_share=0.8,
)  # fmt: skip
SEEN = {"practice": 0.5, "confidence": 0.5, "examples_needed": 2.0}


def test_two_examples_make_a_follower(tell):
    told = tell(RULE, draw=0.0109, colleagues_practising=2.0, **SEEN)
    assert told == pytest.approx({"practice": 0.09, "confidence": 0.05}, rel=1e-5)


def test_one_example_leaves_only_those_who_start_alone(tell):
    assert tell(RULE, draw=0.0109, colleagues_practising=1.0, **SEEN)["practice"] == 0.0
    assert tell(RULE, draw=0.0009, colleagues_practising=0.0, **SEEN)["practice"] == pytest.approx(0.09)


def test_watching_brings_nobody_further_than_what_can_be_seen(tell):
    assert tell(RULE, draw=0.0, colleagues_practising=2.0, **SEEN | {"practice": 0.9})["practice"] == 0.0


def test_the_person_in_the_middle_of_eight_needs_two():
    class Eight:
        degree = np.full((2, 1), 8.0, np.float32)

    assert RULE.start(np.full((2, 1), 0.5, np.float32), Eight())["examples_needed"][0, 0] == 2.0
    bold_but_cautious = Diffusion(sources_needed=3, threshold_mean=0.25).start(
        np.full((2, 1), 0.5, np.float32), Eight()
    )
    assert bold_but_cautious["examples_needed"][0, 0] == 3.0
    late = Diffusion(sources_needed=2, threshold_mean=0.4).start(np.full((2, 1), 0.5, np.float32), Eight())
    assert late["examples_needed"][0, 0] == 4.0  # 0.4 x 8 = 3.2, rounded up
