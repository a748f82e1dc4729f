"""Six hours with a minister who has been there, and a year without using any of it."""

import math
from dataclasses import replace

import pytest

from simulation.model.rules.learning import Learning

# A head that takes in six hours or a hundred alike: what a full one does to learning has a story of its own.
RULE = Learning(
    ownership=0.5, learning_per_hour=0.05, standard_content_share=0.4, forgetting_months=12, weekly_learning_capacity_hours=1e6, confidence_per_learning=0.5, confidence_decay_per_month=0.13,
    novelty_share=0.25,
)  # fmt: skip
SEEN = {
    "knowledge": 0.2, "newcomer_knowledge": 0.2, "confidence": 0.5, "newcomer_confidence": 0.5, "practice": 0.0, "support": 0.0,
    "contact_hours": 6.0, "openness": 1.0, "freshness": 1.0,
}  # fmt: skip


def test_six_open_hours_about_ones_own_problem(tell):
    # Relevance 0.4 + 0.6 x 1 x 0.5 = 0.7, dose 1 - exp(-0.05 x 6 x 0.7); the peer is 0.7 ahead, and 0.25 x 0.9 x 0.8 = 0.18 elsewhere.
    received = (1 - math.exp(-0.21)) * 0.88
    told = tell(RULE, peer=0.9, **SEEN)
    assert told["knowledge"] == pytest.approx(received, rel=1e-4)
    assert told["confidence"] == pytest.approx(0.5 * 0.5 * received, rel=1e-4)


def test_without_candour_only_the_textbook_part(tell):
    told = tell(RULE, peer=0.9, **SEEN | {"openness": 0.0})
    assert told["knowledge"] == pytest.approx((1 - math.exp(-0.12)) * 0.88, rel=1e-4)


def test_a_peer_who_has_told_all_teaches_only_what_lies_ahead(tell):
    told = tell(RULE, peer=0.9, **SEEN | {"freshness": 0.0})
    assert told["knowledge"] == pytest.approx((1 - math.exp(-0.21)) * 0.7, rel=1e-4)
    assert tell(RULE, peer=0.2, **SEEN | {"freshness": 0.0})["knowledge"] == 0.0


def test_a_peer_who_knows_nothing_teaches_nothing(tell):
    assert tell(RULE, peer=0.0, **SEEN)["knowledge"] == 0.0


def test_a_full_head_takes_in_no_more(tell):
    # Of 6 hours, 3 x (1 - exp(-2)) = 2.594 sink in.
    told = tell(replace(RULE, weekly_learning_capacity_hours=3), peer=0.9, **SEEN)
    assert told["knowledge"] == pytest.approx((1 - math.exp(-0.05 * 2.594 * 0.7)) * 0.88, rel=1e-3)


def test_unused_knowledge_halves_in_a_year_and_what_is_practised_stays(tell):
    knowledge = 1.0
    for _ in range(52):
        knowledge += tell(RULE, **SEEN | {"knowledge": knowledge, "contact_hours": 0.0})["knowledge"]
    assert knowledge - 0.2 == pytest.approx(0.4, rel=1e-4)
    assert tell(RULE, **SEEN | {"knowledge": 1.0, "contact_hours": 0.0, "practice": 1.0})["knowledge"] == 0.0


def test_confidence_ebbs_unless_a_peer_asks(tell):
    # 1 - exp(-0.13 x 12 / 52) = 0.029554 of the 0.4 above what people bring along.
    late = SEEN | {"contact_hours": 0.0, "confidence": 0.9}
    assert tell(RULE, **late)["confidence"] == pytest.approx(-0.4 * 0.029554, rel=1e-4)
    assert tell(RULE, **late | {"support": 1.0})["confidence"] == 0.0
    assert tell(RULE, **late | {"confidence": 0.1})["confidence"] == pytest.approx(0.4 * 0.029554, rel=1e-4)
