"""Who is there at the start, and what anybody can see between weeks."""

import pytest

from simulation.model.population import Look, Population

# Of the look (see structure/test_directions_of_rules).
SAYINGS = """
    trust + felt_trust   warmth + felt_trust   felt_trust_received + support   felt_trust_received + readiness
    knowledge + readiness   practice + readiness   practice + practising   weeks_since_try - applying"""

PLACE = Population(
    starting_knowledge=0.3, starting_confidence=0.4, starting_practice=0.2, peer_mastery=0.9, people_spread=0.1
)
USUAL = {"knowledge_deviation": 0.0, "confidence_deviation": 0.0, "practice_deviation": 0.0}


def test_an_official_is_around_what_is_usual_there_and_all_practice_is_habit():
    told = PLACE.start(outside=0.0, knowledge_deviation=1.0, confidence_deviation=0.0, practice_deviation=-1.0)
    assert told == pytest.approx(
        {
            "knowledge": 0.4, "confidence": 0.4, "practice": 0.1, "habit": 0.1, "newcomer_knowledge": 0.3,
            "newcomer_confidence": 0.4, "newcomer_practice": 0.2, "electable": 1.0,
        }
    )  # fmt: skip


def test_a_peer_from_outside_is_a_master_whom_no_election_unseats():
    told = PLACE.start(outside=1.0, **USUAL)
    assert (told["knowledge"], told["confidence"], told["practice"], told["electable"]) == (0.9, 0.9, 0.9, 0.0)


def test_nobody_knows_more_than_all_or_less_than_nothing():
    assert PLACE.start(outside=1.0, **USUAL | {"knowledge_deviation": 2.0})["knowledge"] == 1.0
    assert PLACE.start(outside=0.0, **USUAL | {"practice_deviation": -3.0})["habit"] == 0.0


def test_trust_is_felt_as_far_as_the_tie_is_warm():
    assert Look().change_ties(trust=0.8, warmth=0.5) == pytest.approx({"felt_trust": 0.4})


def test_who_knows_and_is_supported_stands_for_a_reform_and_so_does_who_practises():
    look = {"knowledge": 0.6, "practice": 0.5, "weeks_since_try": 4.0, "felt_trust_received": 0.5}
    # 0.6 x (1 - 0.5 x 0.5) = 0.45; a practice of just one half does not count yet, nor does a try four weeks ago.
    assert Look().change(**look) == pytest.approx(
        {"support": 0.5, "practising": 0.0, "applying": 0.0, "readiness": 0.45}
    )
    assert Look().change(**look | {"felt_trust_received": 1.7})["support"] == 1.0
    assert Look().change(**look | {"practice": 0.51, "weeks_since_try": 3.0}) == pytest.approx(
        {"support": 0.5, "practising": 1.0, "applying": 1.0, "readiness": 0.6 * (1 - 0.49 * 0.5)}
    )
