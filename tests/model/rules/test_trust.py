"""Two mayors who held the same job, and what seventy hours do."""

import math

import pytest

from simulation.model.rules.trust import Trust

SAYINGS = """
    contact_hours + trust   openness + trust   in_person + trust   shared_experience + trust   session_size - trust
    peer_diversity - trust  scar - trust       hours - trust       hours_to_trust - trust      remote_hour_weight + trust
    task_hour_weight + trust   generic_credibility + trust   similarity_bonus + trust   similarity_half_hours + trust
    disclosure_effect + trust   swift_trust + initial_trust   shared_experience + initial_trust"""
ACTS = (
    {"calendar", "keeping_in_touch", "disclosure", "breach"},
    {"session_size": 2},
    "trust initial_trust",
)

# In the same room, one to one, the same job: place, talk and credibility are all 1, so an hour is worth an hour.
BEST = Trust(
    in_person=1, session_size=1, shared_experience=1, peer_diversity=0, hours_to_trust=70, similarity_bonus=0.4,
    similarity_half_hours=30, disclosure_effect=0.5, swift_trust=0.2,
)  # fmt: skip
OLD = {"trust": 0.2, "scar": 0.0, "hours": 3000.0, "contact_hours": 70.0, "openness": 0.0}


def test_seventy_good_hours_close_half_of_the_gap():
    assert BEST.change(**OLD) == pytest.approx({"trust": 0.8 * 0.5})


def test_likeness_counts_at_first_only():
    # At the first hour 1 + 0.4: 2 ** -1.4 = 0.37893; after thirty hours 1 + 0.2: 2 ** -1.2 = 0.43528.
    assert BEST.change(**OLD | {"hours": 0.0})["trust"] == pytest.approx(0.8 * (1 - 0.37893), rel=1e-4)
    assert BEST.change(**OLD | {"hours": 30.0})["trust"] == pytest.approx(0.8 * (1 - 0.43528), rel=1e-4)


def test_candour_makes_an_hour_worth_more():
    # 1 + 0.5 x 0.8 = 1.4 again.
    assert BEST.change(**OLD | {"openness": 0.8})["trust"] == pytest.approx(0.8 * (1 - 0.37893), rel=1e-4)


def test_a_scar_is_a_ceiling():
    assert BEST.change(**OLD | {"scar": 0.5})["trust"] == pytest.approx(0.3 * 0.5)
    assert BEST.change(**OLD | {"scar": 0.9}) == {}


def test_calendar_time_alone_does_nothing():
    assert BEST.change(**OLD | {"contact_hours": 0.0}) == {}


def test_what_an_hour_on_a_call_with_a_generic_adviser_is_worth():
    # place 0.6; informal (1 + 0) / 2 x 1 = 0.5, talk 0.4 + 0.6 x 0.5 = 0.7; credibility 0.5: 0.21 of an hour.
    far = Trust(
        in_person=0, session_size=1, shared_experience=0, hours_to_trust=70, remote_hour_weight=0.6, task_hour_weight=0.4,
        generic_credibility=0.5, similarity_bonus=0,
    )  # fmt: skip
    assert far.change(**OLD)["trust"] == pytest.approx(0.8 * (1 - 2**-0.21))


def test_a_peer_who_held_the_same_job_has_credit_in_advance():
    assert BEST.start() == {"trust": 0.2, "initial_trust": 0.2}


def twin_start(model):
    p = model.numbers
    for tie in model.ties:
        tie.initial_trust = tie.trust = p.swift_trust * p.shared_experience


def twin(model):
    p = model.numbers
    informal = (1 + p.in_person) / 2 * (1 - math.log(p.session_size) / math.log(100))
    place = p.remote_hour_weight + (1 - p.remote_hour_weight) * p.in_person
    talk = p.task_hour_weight + (1 - p.task_hour_weight) * informal
    credibility = p.generic_credibility + (1 - p.generic_credibility) * p.shared_experience
    for tie in model.ties:
        alike = p.similarity_bonus * (1 - p.peer_diversity) * 2 ** (-tie.hours / p.similarity_half_hours)
        worth = place * talk * credibility * (1 + alike + p.disclosure_effect * tie.openness)
        room = max(1 - tie.scar - tie.trust, 0.0)
        tie.add("trust", room * (1 - 2 ** (-worth * tie.contact_hours / p.hours_to_trust)))
