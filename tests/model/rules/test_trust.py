"""Two mayors who held the same job, and what seventy hours do."""

import pytest

from simulation.model.rules.trust import Trust

# In the same room, one to one, the same job: place, talk and credibility are all 1, so an hour is worth an hour.
BEST = Trust(
    in_person=1,
    session_size=1,
    shared_experience=1,
    peer_diversity=0,
    hours_to_trust=70,
    similarity_bonus=0.4,
    similarity_half_hours=30,
    disclosure_effect=0.5,
)
OLD = {"trust": 0.2, "scar": 0.0, "hours": 3000.0, "contact_hours": 70.0, "openness": 0.0}


def test_seventy_good_hours_close_half_of_the_gap(tell):
    assert tell(BEST, **OLD)["trust"] == pytest.approx(0.8 * 0.5, rel=1e-5)


def test_likeness_counts_at_first_only(tell):
    # At the first hour 1 + 0.4: 2 ** -1.4 = 0.37893; after thirty hours 1 + 0.2: 2 ** -1.2 = 0.43528.
    assert tell(BEST, **OLD | {"hours": 0.0})["trust"] == pytest.approx(0.8 * (1 - 0.37893), rel=1e-4)
    assert tell(BEST, **OLD | {"hours": 30.0})["trust"] == pytest.approx(0.8 * (1 - 0.43528), rel=1e-4)


def test_candour_makes_an_hour_worth_more(tell):
    # 1 + 0.5 x 0.8 = 1.4 again.
    assert tell(BEST, **OLD | {"openness": 0.8})["trust"] == pytest.approx(0.8 * (1 - 0.37893), rel=1e-4)


def test_a_scar_is_a_ceiling(tell):
    assert tell(BEST, **OLD | {"scar": 0.5})["trust"] == pytest.approx(0.3 * 0.5, rel=1e-5)
    assert tell(BEST, **OLD | {"scar": 0.9})["trust"] == 0.0


def test_calendar_time_alone_does_nothing(tell):
    assert tell(BEST, **OLD | {"contact_hours": 0.0})["trust"] == 0.0


def test_what_an_hour_on_a_call_with_a_generic_adviser_is_worth():
    # place 0.6; informal (1 + 0) / 2 x 1 = 0.5, talk 0.4 + 0.6 x 0.5 = 0.7; credibility 0.5.
    far = Trust(
        in_person=0,
        session_size=1,
        shared_experience=0,
        remote_hour_weight=0.6,
        task_hour_weight=0.4,
        generic_credibility=0.5,
    )
    assert far.quality == pytest.approx(0.6 * 0.7 * 0.5)
