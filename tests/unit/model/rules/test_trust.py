"""Two mayors who held the same job, and what seventy hours do."""

import math
from dataclasses import replace

import pytest

from simulation.model.rules.trust import Trust

SAYINGS = """
    contact_hours + trust   openness + trust   in_person + trust   shared_experience + trust   session_size - trust
    peer_diversity - trust  scar - trust       hours - trust       hours_to_trust - trust      remote_hour_weight + trust
    task_hour_weight + trust   generic_credibility + trust   similarity_bonus + trust   similarity_half_hours + trust
    disclosure_effect + trust   swift_trust + initial_trust   shared_experience + initial_trust
    counterparts - trust   dozen_hour_weight + trust   receiver_hours_with_peers - trust"""
# An adviser who never held the job gains by the hours what likeness loses.
STAGED = {what: {"shared_experience": 1.0} for what in ("hours", "similarity_half_hours")}
ACTS = (
    {"calendar", "keeping_in_touch", "disclosure", "breach"},
    {"session_size": 2},
    "trust initial_trust",
)

# In the same room, one to one, the same job: place, talk and credibility are all 1, so an hour is worth an hour.
BEST = Trust(
    in_person=1, session_size=1, counterparts=100, shared_experience=1, peer_diversity=0, hours_to_trust=70,
    dozen_hour_weight=0.6, generic_credibility=0.5, similarity_bonus=0.4, similarity_half_hours=30, disclosure_effect=0.5,
    swift_trust=0.2,
)  # fmt: skip
OLD = {
    "trust": 0.2, "scar": 0.0, "hours": 3000.0, "contact_hours": 70.0, "openness": 0.0, "receiver_hours_with_peers": 0.0,
}  # fmt: skip


def test_seventy_good_hours_close_half_of_the_gap():
    assert BEST.change(**OLD) == pytest.approx({"trust": 0.8 * 0.5}, rel=1e-4)


def test_of_hours_crowded_into_one_week_ever_less_comes():
    # Thirty hours in a week are worth 1 - exp(-1) = 0.63212 of themselves: 18.964; three of them 0.95163: 2.8549.
    crammed = BEST.change(**OLD | {"contact_hours": 30.0, "receiver_hours_with_peers": 30.0})["trust"]
    assert crammed == pytest.approx(0.8 * (1 - 2 ** (-18.964 / 70)), rel=1e-4)
    spread = BEST.change(**OLD | {"contact_hours": 3.0, "receiver_hours_with_peers": 3.0})["trust"]
    assert spread == pytest.approx(0.8 * (1 - 2 ** (-2.8549 / 70)), rel=1e-4)


def test_an_hour_among_twelve_is_worth_six_tenths_for_each_pair():
    dozen = replace(BEST, session_size=12)
    assert dozen.change(**OLD)["trust"] == pytest.approx(0.8 * (1 - 2**-0.6), rel=1e-4)
    # Among 144, 0.6 of that again; where there are but twelve, no session is larger.
    hall = replace(BEST, session_size=144, counterparts=200)
    assert hall.change(**OLD)["trust"] == pytest.approx(0.8 * (1 - 2**-0.36), rel=1e-4)
    assert replace(hall, counterparts=12).change(**OLD)["trust"] == pytest.approx(0.8 * (1 - 2**-0.6), rel=1e-4)


def test_likeness_counts_at_first_only():
    # At the first hour 1 + 0.4: 2 ** -1.4 = 0.37893; after thirty hours 1 + 0.2: 2 ** -1.2 = 0.43528.
    assert BEST.change(**OLD | {"hours": 0.0})["trust"] == pytest.approx(0.8 * (1 - 0.37893), rel=1e-4)
    assert BEST.change(**OLD | {"hours": 30.0})["trust"] == pytest.approx(0.8 * (1 - 0.43528), rel=1e-4)


def test_candour_makes_an_hour_worth_more():
    # 1 + 0.5 x 0.8 = 1.4 again.
    assert BEST.change(**OLD | {"openness": 0.8})["trust"] == pytest.approx(0.8 * (1 - 0.37893), rel=1e-4)


def test_a_scar_is_a_ceiling():
    assert BEST.change(**OLD | {"scar": 0.5})["trust"] == pytest.approx(0.3 * 0.5, rel=1e-4)
    assert BEST.change(**OLD | {"scar": 0.9}) == {}


def test_calendar_time_alone_does_nothing():
    assert BEST.change(**OLD | {"contact_hours": 0.0}) == {}


def test_what_an_hour_on_a_call_is_worth():
    # place 0.6; half of the time there is to talk, talk 0.4 + 0.6 x 0.5 = 0.7: 0.42 of an hour.
    far = replace(BEST, in_person=0, remote_hour_weight=0.6, task_hour_weight=0.4)
    assert far.change(**OLD)["trust"] == pytest.approx(0.8 * (1 - 2**-0.42), rel=1e-4)


def test_a_generic_adviser_is_doubted_until_conduct_counts():
    # At first half of 1.4; after thirty hours three quarters of 1.2; in the end nobody asks.
    generic = replace(BEST, shared_experience=0)
    for hours, worth in ((0.0, 0.7), (30.0, 0.9), (3000.0, 1.0)):
        told = generic.change(**OLD | {"hours": hours})["trust"]
        assert told == pytest.approx(0.8 * (1 - 2**-worth), rel=1e-4)


def test_a_peer_who_held_the_same_job_has_credit_in_advance():
    assert BEST.start() == {"trust": 0.2, "initial_trust": 0.2}


def twin_start(model):
    p = model.numbers
    for tie in model.ties:
        tie.initial_trust = tie.trust = p.swift_trust * p.shared_experience


def twin(model):
    p = model.numbers
    place = p.remote_hour_weight + (1 - p.remote_hour_weight) * p.in_person
    talk = p.task_hour_weight + (1 - p.task_hour_weight) * (1 + p.in_person) / 2
    company = p.dozen_hour_weight ** math.log(min(p.session_size, p.counterparts), 12)
    for tie in model.ties:
        early = 2 ** (-tie.hours / p.similarity_half_hours)
        alike = p.similarity_bonus * (1 - p.peer_diversity) * early
        credible = 1 - (1 - p.generic_credibility) * (1 - p.shared_experience) * early
        worth = place * talk * company * credible * (1 + alike + p.disclosure_effect * tie.openness)
        weeks = tie.counterpart.hours_with_peers / 30
        counted = tie.contact_hours * (-math.expm1(-weeks) / weeks if weeks > 0 else 1)
        room = max(1 - tie.scar - tie.trust, 0.0)
        tie.add("trust", room * (1 - 2 ** (-worth * counted / p.hours_to_trust)))
