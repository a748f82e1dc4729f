"""A chair of committee leaves, and somebody takes over."""

import pytest

from simulation.model.rules.turnover import Turnover

# 0.52 a year are one in a hundred weeks (chance 0.00995).
RULE = Turnover(
    turnover_per_year=0.52, election_every_months=48, election_turnover=0.3, embedded_inheritance=0.8, loose_inheritance=0.2, knowledge_handover_share=0.5,
    peer_turnover_ratio=0.5,
)  # fmt: skip
CHAIR = {
    "knowledge": 0.8, "confidence": 0.9, "practice": 0.6, "habit": 0.3, "tenure": 99.0, "weeks_since_try": 2.0, "electable": 1.0,
    "newcomer_knowledge": 0.2, "newcomer_confidence": 0.3, "newcomer_practice": 0.1, "initial_trust": 0.1,
    "trust": 0.7, "warmth": 0.8, "scar": 0.2, "freshness": 0.4, "hours": 80.0, "calendar": 0.5,
}  # fmt: skip


def test_what_the_successor_finds(tell):
    # Half of the practice is habit: kept 0.2 + 0.6 x 0.5 = 0.5; knowledge 0.2 + 0.5 x 0.6 = 0.5; the tie starts anew.
    told = tell(RULE, week=1, peer=0.0, draw=0.0099, **CHAIR)
    assert told == pytest.approx(
        {
            "practice": -0.3, "habit": -0.15, "knowledge": -0.3, "confidence": -0.6, "tenure": -99.0, "weeks_since_try": 97.0,
            "trust": -0.6, "warmth": -0.8, "scar": -0.2, "hours": -80.0, "freshness": 0.6, "departures": 1.0,
        },
        rel=1e-5,
    )  # fmt: skip


def test_who_stays_grows_older_and_nothing_else(tell):
    told = tell(RULE, week=1, peer=0.0, draw=0.0100, **CHAIR)
    assert told.pop("tenure") == 1.0
    assert not any(told.values())


def test_a_new_peer_starts_the_tie_anew_too(tell):
    told = tell(RULE, week=1, peer=1.0, draw=0.9, **CHAIR)
    assert (told["trust"], told["practice"]) == (pytest.approx(-0.6), 0.0)


def test_what_is_all_habit_is_handed_over_as_embedded_practice_is(tell):
    told = tell(RULE, week=1, peer=0.0, draw=0.0, **CHAIR | {"practice": 0.5, "habit": 0.6})
    assert told["practice"] == pytest.approx(-0.5 * 0.2)


def test_nobody_practises_less_than_a_newcomer_brings(tell):
    told = tell(RULE, week=1, peer=0.0, draw=0.0, **CHAIR | {"practice": 0.1, "habit": 0.0})
    assert (told["practice"], told["habit"]) == (0.0, pytest.approx(0.1))


def test_an_election_unseats_a_third_but_no_outside_peer(tell):
    # Election at half of the 208-week term: in week 104 of this future.
    assert tell(RULE, week=104, peer=0.0, draw=0.3, **CHAIR)["departures"] == 1.0
    assert tell(RULE, week=103, peer=0.0, draw=0.3, **CHAIR)["departures"] == 0.0
    assert tell(RULE, week=104, peer=0.0, draw=0.3, **CHAIR | {"electable": 0.0})["departures"] == 0.0


def test_outside_peers_leave_half_as_often(tell):
    outside = CHAIR | {"electable": 0.0}
    assert tell(RULE, week=1, peer=0.0, draw=0.0049, **outside)["departures"] == 1.0
    assert tell(RULE, week=1, peer=0.0, draw=0.0050, **outside)["departures"] == 0.0
