"""Six hours with a minister who has been there, and a year without using any of it."""

import math

import pytest

from simulation.model.rules.learning import Learning

RULE = Learning(ownership=0.5, learning_per_hour=0.05, standard_part=0.4, forgetting_months=12)
SEEN = {"knowledge": 0.2, "brings_knowledge": 0.2, "practice": 0.0, "contact_hours": 6.0, "openness": 1.0, "freshness": 1.0}


def test_six_open_hours_about_ones_own_problem(tell):
    # relevance 0.4 + 0.6 x 1 x 0.5 = 0.7; 0.05 x 6 x 0.7 x 0.9 = 0.189; of the 0.8 not known, 1 - exp(-0.189) is learnt.
    assert tell(RULE, peer=0.9, **SEEN)["knowledge"] == pytest.approx(0.8 * (1 - math.exp(-0.189)), rel=1e-5)


def test_without_candour_only_the_textbook_part(tell):
    assert tell(RULE, peer=0.9, **SEEN | {"openness": 0.0})["knowledge"] == pytest.approx(0.8 * (1 - math.exp(-0.108)), rel=1e-5)


def test_a_peer_who_knows_nothing_teaches_nothing(tell):
    assert tell(RULE, peer=0.0, **SEEN)["knowledge"] == 0.0


def test_unused_knowledge_halves_in_a_year_and_what_is_practised_stays(tell):
    knowledge = 1.0
    for _ in range(52):
        knowledge += tell(RULE, **SEEN | {"knowledge": knowledge, "contact_hours": 0.0})["knowledge"]
    assert knowledge - 0.2 == pytest.approx(0.4, rel=1e-4)
    assert tell(RULE, **SEEN | {"knowledge": 1.0, "contact_hours": 0.0, "practice": 1.0})["knowledge"] == 0.0
