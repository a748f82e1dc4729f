"""The convenor takes another job."""

import numpy as np
import pytest

from simulation.model.rules.hub_loss import HubLoss

RULE = HubLoss(
    convenor_share=0.5,
    convenor_exits_per_year=0.52,
    convenor_gap_months=3,
    convenor_exit_warmth_loss=0.7,
    convenor_exit_trust_loss=0.1,
)
SEEN = {"convenor": 1.0, "through_convenor": 1.0, "warmth": 0.5, "trust": 0.5}


def test_ties_that_ran_through_the_convenor_cool(tell):
    told = tell(RULE, leaving=0.0099, **SEEN)
    assert told == pytest.approx({"convenor": -1.0, "warmth": -0.35, "trust": -0.05, "convenor_exits": 1.0}, rel=1e-5)


def test_other_ties_do_not_notice(tell):
    told = tell(RULE, leaving=0.0099, **SEEN | {"through_convenor": 0.0})
    assert (told["warmth"], told["trust"]) == (0.0, 0.0)


def test_most_weeks_the_convenor_stays(tell):
    assert not any(tell(RULE, leaving=0.0100, **SEEN).values())


def test_half_of_the_gap_is_filled_in_three_months(tell):
    convenor = 0.0
    for _ in range(13):
        convenor += tell(RULE, leaving=1.0, **SEEN | {"convenor": convenor})["convenor"]
    assert convenor == pytest.approx(0.5, rel=1e-5)


def test_about_the_share_asked_for_runs_through_the_convenor():
    routes = np.array([[0.2, 0.49, 0.5, 0.9]], np.float32)
    assert RULE.start(routes)["through_convenor"].tolist() == [[1.0, 1.0, 0.0, 0.0]]
