"""Who is there at the start, and what anybody can see between weeks."""

import pytest

from simulation.model.population import Look, Population

# Of the look (see structure/test_directions_of_rules).
SAYINGS = """
    trust + felt_trust   warmth + felt_trust   ear + felt_support   trust + felt_support   trust + acquainted
    trust + familiar   trust + close   best_felt_trust + support   best_felt_trust + readiness
    knowledge + readiness   practice + readiness   practice + practising   weeks_since_try - applying"""

PLACE = Population(
    starting_knowledge=0.3, starting_confidence=0.4, starting_practice=0.2, peer_mastery=0.9, people_spread=0.1,
    willingness_fall=0.8,
)  # fmt: skip
USUAL = {"asked_after": 0.0, "knowledge_deviation": 0.0, "confidence_deviation": 0.0, "practice_deviation": 0.0}


def test_an_official_is_around_what_is_usual_there_and_all_practice_is_habit():
    told = PLACE.start(outside=0.0, **USUAL | {"knowledge_deviation": 1.0, "practice_deviation": -1.0})
    assert told == pytest.approx(
        {
            "knowledge": 0.4, "confidence": 0.4, "practice": 0.1, "habit": 0.1, "newcomer_knowledge": 0.4,
            "newcomer_confidence": 0.4, "newcomer_practice": 0.1, "willingness": 1.0, "electable": 1.0,
        }
    )  # fmt: skip


def test_a_peer_from_outside_is_a_master_whom_no_election_unseats():
    told = PLACE.start(outside=1.0, **USUAL)
    assert (told["knowledge"], told["confidence"], told["practice"], told["electable"]) == (0.9, 0.9, 0.9, 0.0)


def test_nobody_knows_more_than_all_or_less_than_nothing():
    assert PLACE.start(outside=1.0, **USUAL | {"knowledge_deviation": 2.0})["knowledge"] == 1.0
    assert PLACE.start(outside=0.0, **USUAL | {"practice_deviation": -3.0})["habit"] == 0.0


def test_the_willing_are_asked_first():
    # Half of the officials asked before: 1 - 0.8 x 0.5; the last of all is willing by hardly more than 0.2.
    asked = [PLACE.start(outside=0.0, **USUAL | {"asked_after": before})["willingness"] for before in (0.0, 0.5, 0.99)]
    assert asked == pytest.approx([1.0, 0.6, 0.208])


def test_trust_is_felt_as_far_as_the_tie_is_warm():
    told = Look().change_ties(trust=0.8, warmth=0.5, ear=0.5)
    assert told == pytest.approx(
        {"felt_trust": 0.4, "felt_support": 0.2, "acquainted": 1.0, "familiar": 1.0, "close": 0.0}
    )


def test_how_well_two_know_each_other_goes_by_the_trust_between_them_cold_or_warm():
    bands = ("acquainted", "familiar", "close")
    told = [Look().change_ties(trust=trust, warmth=0.0, ear=0.1) for trust in (0.38, 0.39, 0.58, 0.59, 0.85, 0.86)]
    assert [sum(each[band] for band in bands) for each in told] == [0, 1, 1, 2, 2, 3]


def test_who_knows_and_is_supported_stands_for_a_reform_and_so_does_who_practises():
    look = {"knowledge": 0.6, "practice": 0.5, "weeks_since_try": 4.0, "best_felt_trust": 0.5}
    # 0.6 x (1 - 0.5 x 0.5) = 0.45; a practice of just one half does not count yet, nor does a try four weeks ago.
    assert Look().change(**look) == pytest.approx(
        {"support": 0.5, "practising": 0.0, "applying": 0.0, "readiness": 0.45}
    )
    assert Look().change(**look | {"best_felt_trust": 1.0})["readiness"] == pytest.approx(0.6)
    assert Look().change(**look | {"practice": 0.51, "weeks_since_try": 3.0}) == pytest.approx(
        {"support": 0.5, "practising": 1.0, "applying": 1.0, "readiness": 0.6 * (1 - 0.49 * 0.5)}
    )
