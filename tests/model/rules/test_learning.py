"""Six hours with a minister who has been there, and a year without using any of it."""

import math
from dataclasses import replace

import pytest

from simulation.model.rules.learning import Learning
from tests.oracle.rates import weekly, weekly_of_half_life

SAYINGS = """
    contact_hours + receiver_knowledge   openness + receiver_knowledge   ownership + receiver_knowledge
    freshness + receiver_knowledge   giver_knowledge + receiver_knowledge   learning_per_hour + receiver_knowledge
    receiver_hours_with_peers - receiver_knowledge   standard_content_share + receiver_knowledge
    confidence_per_learning + receiver_confidence   giver_learning_share + giver_knowledge
    practice + knowledge   forgetting_months + knowledge"""
ACTS = ({"calendar", "trust", "keeping_in_touch", "disclosure", "groupthink"}, {"months": 9}, "knowledge")

# A head that takes in six hours or a hundred alike: what a full one does to learning has a story of its own.
RULE = Learning(
    ownership=0.5, learning_per_hour=0.05, standard_content_share=0.4, forgetting_months=12, novelty_share=0.25,
    weekly_learning_capacity_hours=1e6, confidence_per_learning=0.5, confidence_decay_per_month=0.13,
    giver_learning_share=0.5,
)  # fmt: skip
MINISTER = {
    "giver_knowledge": 0.9, "receiver_knowledge": 0.2, "receiver_confidence": 0.5, "contact_hours": 6.0,
    "receiver_hours_with_peers": 6.0, "openness": 1.0, "freshness": 1.0,
}  # fmt: skip
LATER = {
    "knowledge": 0.2, "newcomer_knowledge": 0.2, "confidence": 0.5, "newcomer_confidence": 0.5, "practice": 0.0,
    "support": 0.0,
}  # fmt: skip


def test_six_open_hours_about_ones_own_problem():
    # Relevance 0.4 + 0.6 x 1 x 0.5 = 0.7, dose 1 - exp(-0.05 x 6 x 0.7); the peer is 0.7 ahead, and 0.25 x 0.9 x 0.8 =
    # 0.18 elsewhere. The minister learns, of the 0.1 missing, half of the quarter that lies elsewhere.
    dose = 1 - math.exp(-0.21)
    assert RULE.change(**MINISTER) == pytest.approx(
        {
            "receiver_knowledge": dose * 0.88,
            "receiver_confidence": 0.5 * 0.5 * dose * 0.88,
            "giver_knowledge": 0.1 * 0.5 * dose * 0.25,
        },
        rel=1e-5,
    )


def test_without_candour_only_the_textbook_part():
    told = RULE.change(**MINISTER | {"openness": 0.0})
    assert told["receiver_knowledge"] == pytest.approx((1 - math.exp(-0.12)) * 0.88, rel=1e-5)


def test_a_peer_who_has_told_all_teaches_only_what_lies_ahead():
    stale = MINISTER | {"freshness": 0.0}
    assert RULE.change(**stale)["receiver_knowledge"] == pytest.approx((1 - math.exp(-0.21)) * 0.7, rel=1e-5)
    assert not any(RULE.change(**stale | {"giver_knowledge": 0.2}).values())


def test_a_peer_who_knows_nothing_teaches_nothing():
    assert RULE.change(**MINISTER | {"giver_knowledge": 0.0})["receiver_knowledge"] == 0.0


def test_who_does_not_meet_learns_nothing():
    assert RULE.change(**MINISTER | {"contact_hours": 0.0}) == {}


def test_a_full_head_takes_in_no_more():
    # Of 6 hours, 3 x (1 - exp(-2)) = 2.594 sink in; after 12 hours with peers, 6 x (1 - exp(-4)) / 4 of these six.
    full = replace(RULE, weekly_learning_capacity_hours=3)
    told = full.change(**MINISTER)["receiver_knowledge"]
    assert told == pytest.approx((1 - math.exp(-0.05 * 2.594 * 0.7)) * 0.88, rel=1e-3)
    told = full.change(**MINISTER | {"receiver_hours_with_peers": 12.0})["receiver_knowledge"]
    assert told == pytest.approx((1 - math.exp(-0.05 * 1.4725 * 0.7)) * 0.88, rel=1e-3)


def test_unused_knowledge_halves_in_a_year_and_what_is_practised_stays():
    knowledge = 1.0
    for _ in range(52):
        knowledge += RULE.change_members(**LATER | {"knowledge": knowledge})["knowledge"]
    assert knowledge - 0.2 == pytest.approx(0.4)
    assert RULE.change_members(**LATER | {"knowledge": 1.0, "practice": 1.0})["knowledge"] == 0.0
    assert RULE.change_members(**LATER | {"knowledge": 0.1})["knowledge"] == 0.0


def test_confidence_ebbs_unless_a_peer_asks():
    # 1 - exp(-0.13 x 12 / 52) = 0.029554 of the 0.4 above what people bring along.
    assert RULE.change_members(**LATER | {"confidence": 0.9})["confidence"] == pytest.approx(-0.4 * 0.029554, rel=1e-4)
    assert RULE.change_members(**LATER | {"confidence": 0.9, "support": 1.0})["confidence"] == 0.0
    assert RULE.change_members(**LATER | {"confidence": 0.1})["confidence"] == pytest.approx(0.4 * 0.029554, rel=1e-4)


def twin(model):
    p = model.numbers
    for tie in model.ties:
        own, theirs = tie.counterpart.knowledge, tie.peer.knowledge
        relevance = p.standard_content_share + (1 - p.standard_content_share) * tie.openness * p.ownership
        full = sum(each.contact_hours for each in tie.counterpart.ties) / p.weekly_learning_capacity_hours
        taken_in = tie.contact_hours * (1 - math.exp(-full)) / full if full > 0 else 0.0
        dose = 1 - math.exp(-p.learning_per_hour * taken_in * relevance)
        elsewhere = p.novelty_share * tie.freshness
        news = max(theirs - own, 0.0) + elsewhere * theirs * (1 - own)
        tie.counterpart.add("knowledge", dose * news)
        tie.counterpart.add("confidence", p.confidence_per_learning * dose * news * (1 - tie.counterpart.confidence))
        tie.peer.add("knowledge", p.giver_learning_share * (1 - theirs) * dose * elsewhere)
    forgetting, ebbing = weekly_of_half_life(p.forgetting_months), weekly(p.confidence_decay_per_month)
    for member in model.members:
        unused = max(member.knowledge - member.newcomer_knowledge, 0.0) * (1 - member.practice)
        member.add("knowledge", -unused * forgetting)
        member.add("confidence", (member.newcomer_confidence - member.confidence) * (1 - member.support) * ebbing)
